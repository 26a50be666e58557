// SPDX-License-Identifier: Apache-2.0
// A server that answers anything: each case is a clear error or an answer within its limits, soon.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "core/error.h"
#include "net/http.h"

namespace undercast {
namespace {

// Answers each connection with `bytes`, then with `again` for as long as the client listens, and
// closes.
class RawServer {
 public:
  RawServer(std::string bytes, std::string again) : bytes_(std::move(bytes)), again_(std::move(again)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* general = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, general, size) != 0 || ::listen(socket_, 16) != 0 ||
        ::getsockname(socket_, general, &size) != 0)
      throw Error(ErrorKind::io, "the test's server cannot listen");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~RawServer() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  void serve() const {
    for (int client = 0; (client = ::accept(socket_, nullptr, nullptr)) >= 0; ::close(client)) {
      char request[4096];
      if (::recv(client, request, sizeof request, 0) <= 0) continue;
      ::send(client, bytes_.data(), bytes_.size(), MSG_NOSIGNAL);
      while (!again_.empty() && ::send(client, again_.data(), again_.size(), MSG_NOSIGNAL) > 0) continue;
      ::shutdown(client, SHUT_WR);
      while (::recv(client, request, sizeof request, 0) > 0) continue;
    }
  }

  std::string bytes_, again_;
  int socket_ = ::socket(AF_INET, SOCK_STREAM, 0), port_ = 0;
  std::thread thread_;
};

struct Case {
  const char* name;
  std::string bytes;
  std::string again;
  std::string expected;  ///< the body; where it begins with "error: ", a part of the message
};

const std::string kOk = "HTTP/1.1 200 OK\r\n";
// These bytes begin a stream of gzip and do not continue it.
const std::string kBrokenGzip("\x1f\x8b\x08\0\0\0\0\0\0\x03garbage", 17);

const std::vector<Case> kCases{
    {"honest", kOk + "Content-Length: 4\r\n\r\nbody", "", "body"},
    {"no_answer", "", "", "error: no answer"},
    {"no_http", "SSH-2.0-OpenSSH_9.2\r\n", "", "error: no answer"},
    {"old_http", "just a text", "", "error: no answer"},
    {"more_than_its_length", kOk + "Content-Length: 4\r\n\r\nbody and more", "", "body"},
    {"less_than_its_length", kOk + "Content-Length: 100\r\n\r\nbody", "", "error: no answer"},
    {"negative_length", kOk + "Content-Length: -1\r\n\r\nbody", "", "error: no answer"},
    {"length_beyond_64_bits", kOk + "Content-Length: 99999999999999999999999\r\n\r\nbody", "", "body"},
    {"chunk_of_no_size", kOk + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nbody\r\n", "", "error: no answer"},
    {"chunk_that_is_cut", kOk + "Transfer-Encoding: chunked\r\n\r\nff\r\nbody", "", "error: no answer"},
    {"broken_gzip", kOk + "Content-Encoding: gzip\r\nContent-Length: 17\r\n\r\n" + kBrokenGzip, "", "error: no answer"},
    {"unknown_encoding", kOk + "Content-Encoding: rot13\r\nContent-Length: 4\r\n\r\nbody", "", "error: no answer"},
    {"redirected_to_a_file", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n", "", "error: no answer"},
    {"redirected_to_itself", "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", "",
     "error: Maximum (5) redirects"},
    {"body_without_end", kOk + "\r\n", std::string(1U << 16, 'x'), "error: longer than 1 MB"},
    {"header_without_end", kOk + "X: ", std::string(1U << 16, 'x'), "error: no answer"},
    {"headers_without_end", kOk, "X: " + std::string(60, 'x') + "\r\n", "error: response headers"},
    {"not_yet_without_end", "", "HTTP/1.1 100 Continue\r\n\r\n", "error: response headers"},
};

class HostileServer : public testing::TestWithParam<Case> {};

TEST_P(HostileServer, is_an_error_or_an_answer_within_its_limits) {
  const Case& test = GetParam();
  const RawServer server(test.bytes, test.again);
  HttpClient client;
  HttpRequest request{"GET", server.url()};
  request.timeout_s = 60;
  request.most_bytes = 1U << 20;
  std::string outcome;
  try {
    outcome = client.send(request).body;
  } catch (const Error& error) {
    outcome = std::string("error: ") + error.what();
  }
  if (!test.expected.starts_with("error: ")) {
    EXPECT_EQ(outcome, test.expected);
    return;
  }
  EXPECT_TRUE(outcome.starts_with("error: ")) << outcome;
  EXPECT_NE(outcome.find(test.expected.substr(7)), std::string::npos) << outcome;
}

std::string name_of(const testing::TestParamInfo<Case>& test) { return test.param.name; }

INSTANTIATE_TEST_SUITE_P(Answers, HostileServer, testing::ValuesIn(kCases), name_of);

}  // namespace
}  // namespace undercast
