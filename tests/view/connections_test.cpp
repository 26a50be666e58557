// SPDX-License-Identifier: Apache-2.0
// Slow, silent and rude clients of a server, beside honest ones.
#include "view/connections.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>

#include "core/progress.h"

namespace undercast {
namespace {

// Says "large" with so many bytes, and refuses one path without work.
class SmallSite : public WebSite {
 public:
  static constexpr std::size_t kLarge = 8U << 20;
  std::optional<WebAnswer> refuse(WebRequest& request) override {
    return request.path == "/refused" ? std::optional(refusal(403, "no")) : std::nullopt;
  }
  WebAnswer answer(const WebRequest& request) override {
    ++answered;
    if (request.path == "/large") return {200, "text/plain", std::string(kLarge, 'x')};
    return {200, "text/plain", "you asked for " + request.path};
  }
  std::atomic<int> answered = 0;
};

class Served : public testing::Test {
 protected:
  void SetUp() override {
    clear_stop_request();
    serving_ = std::thread([this] { connections_.serve(site_, 4); });
  }
  void TearDown() override {
    stop();
    clear_stop_request();
  }
  void stop() {
    request_stop();
    if (serving_.joinable()) serving_.join();
  }

  // A connection on which `text` was sent.
  Descriptor connect(const std::string& text, int receive_buffer = 0) const {
    Descriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
    if (receive_buffer > 0)
      ::setsockopt(socket.number(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_port = htons(static_cast<std::uint16_t>(connections_.port()));
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket.number(), reinterpret_cast<const sockaddr*>(&here), sizeof here), 0);
    ::send(socket.number(), text.data(), text.size(), MSG_NOSIGNAL);
    return socket;
  }
  // All that comes until the server closes.
  static std::string rest_of(const Descriptor& socket) {
    std::string all;
    char bytes[4096];
    for (ssize_t count = 0; (count = ::recv(socket.number(), bytes, sizeof bytes, 0)) > 0;)
      all.append(bytes, static_cast<std::size_t>(count));
    return all;
  }
  // Sends a byte every 50 ms until the server has cut the connection, or for a minute. Returns
  // whether it was cut.
  static bool drip(const Descriptor& socket) {
    char byte = 'x';
    for (int i = 0; i < 1200; ++i) {
      if (::send(socket.number(), "x", 1, MSG_NOSIGNAL) < 0) return true;
      const ssize_t count = ::recv(socket.number(), &byte, 1, MSG_DONTWAIT);
      if (count == 0 || (count < 0 && errno != EAGAIN)) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
  }
  httplib::Result get(const std::string& path) const {
    httplib::Client client("127.0.0.1", connections_.port());
    client.set_read_timeout(60);
    return client.Get(path);
  }

  SmallSite site_;
  Connections connections_{0};
  std::thread serving_;
};

TEST_F(Served, answers_an_honest_client_while_hundreds_keep_it_waiting) {
  const std::string nonsense[] = {"", "G", std::string(5000, '\xff'), "GET / HTTP/1.1\r\nHost: x\r\n"};
  std::vector<Descriptor> slow;
  for (int i = 0; i < 400; ++i) {
    slow.push_back(connect(nonsense[i % 4]));
    if (i % 20 == 0) ASSERT_EQ(get("/a")->body, "you asked for /a");
  }
  for (int i = 0; i < 20; ++i) ASSERT_EQ(get("/b")->body, "you asked for /b");
}

TEST_F(Served, cuts_off_a_client_that_sends_its_request_byte_by_byte) {
  EXPECT_TRUE(drip(connect("GET /a HTTP/1.1\r\nX: ")));
}

TEST_F(Served, ends_while_clients_drip_and_leave_their_answers) {
  const Descriptor silent = connect("");
  const Descriptor leaves_it = connect("GET /large HTTP/1.1\r\n\r\n", 4096);
  const Descriptor drips = connect("GET /a HTTP/1.1\r\nX: ");
  std::atomic<bool> cut = false;
  std::thread dripping([&] { cut = drip(drips); });
  while (site_.answered == 0) std::this_thread::yield();
  stop();
  dripping.join();
  EXPECT_TRUE(cut);
  EXPECT_EQ(rest_of(silent), "");
  EXPECT_LT(rest_of(leaves_it).size(), SmallSite::kLarge);
}

TEST_F(Served, answers_requests_that_come_at_once_in_their_order) {
  const Descriptor client = connect(
      "GET /a HTTP/1.1\r\n\r\nGET /refused HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\nConnection: close\r\n\r\n"
      "GET /c HTTP/1.1\r\n\r\n");
  const std::string answers = rest_of(client);
  const std::size_t a = answers.find("for /a"), refused = answers.find("403"), b = answers.find("for /b");
  EXPECT_LT(a, refused);
  EXPECT_LT(refused, b);
  EXPECT_LT(b, answers.size());
  EXPECT_EQ(answers.find("for /c"), std::string::npos);
}

TEST_F(Served, delivers_a_large_answer_whole) { EXPECT_EQ(get("/large")->body, std::string(SmallSite::kLarge, 'x')); }

TEST_F(Served, works_only_on_what_it_does_not_refuse) {
  EXPECT_EQ(get("/refused")->status, 403);
  EXPECT_EQ(rest_of(connect("GARBAGE\r\n\r\n")).substr(0, 12), "HTTP/1.1 400");
  EXPECT_EQ(rest_of(connect("GET /" + std::string(100'000, 'a'))).substr(0, 12), "HTTP/1.1 431");
  EXPECT_EQ(rest_of(connect("GET /\r\n\r\n" + std::string(100'000, 'a'))).substr(0, 12), "HTTP/1.1 400");
  EXPECT_EQ(site_.answered, 0);
}

TEST_F(Served, outlives_clients_that_go_before_their_answer) {
  for (int i = 0; i < 300; ++i) connect("GET /large HTTP/1.1\r\n\r\n");
  EXPECT_EQ(get("/a")->body, "you asked for /a");
}

TEST_F(Served, lets_newcomers_wait_while_all_others_wait_for_answers) {
  std::vector<Descriptor> clients;
  for (int i = 0; i < 300; ++i)
    clients.push_back(connect(i < 12 ? "GET /large HTTP/1.1\r\n\r\n" : "GET /a HTTP/1.1\r\nConnection: close\r\n\r\n"));
  clients.erase(clients.begin(), clients.begin() + 12);
  for (const Descriptor& client : clients) EXPECT_NE(rest_of(client).find("for /a"), std::string::npos);
}

TEST_F(Served, does_not_share_its_port) { EXPECT_ANY_THROW(Connections{connections_.port()}); }

}  // namespace
}  // namespace undercast
