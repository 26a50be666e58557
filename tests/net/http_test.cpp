// SPDX-License-Identifier: Apache-2.0
#include "net/http.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <latch>
#include <thread>

#include "core/error.h"
#include "core/progress.h"

namespace undercast {
namespace {

// A server on loopback with one path that answers as `handler` says.
class Loopback {
 public:
  explicit Loopback(httplib::Server::Handler handler) {
    server_.Get("/path", handler);
    server_.Post("/path", handler);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  ~Loopback() {
    server_.stop();
    thread_.join();
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/path?secret=1"; }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

std::string failure_of(const HttpRequest& request, ErrorKind kind = ErrorKind::remote) {
  HttpClient client;
  try {
    client.send(request);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    return error.what();
  }
  return {};
}

TEST(HttpClient, sends_bodies_and_headers_and_gives_any_answer) {
  const Loopback server([](const httplib::Request& request, httplib::Response& response) {
    response.status = 418;
    response.set_header("X-Seen", request.get_header_value("X-Sent"));
    response.set_content(request.method + " " + request.body, "text/plain");
  });
  HttpClient client;
  const HttpReply reply = client.send({"POST", server.url(), "body", {"X-Sent: yes"}});
  EXPECT_EQ(reply.status, 418);
  EXPECT_EQ(reply.body, "POST body");
  EXPECT_EQ(reply.headers.at("x-seen"), "yes");
  EXPECT_EQ(client.send({"GET", server.url()}).body, "GET ");
}

// A secret must not travel on, wherever an answer points.
TEST(HttpClient, follows_a_redirection_but_not_with_a_secret) {
  const Loopback target([](const httplib::Request& request, httplib::Response& response) {
    response.set_content(request.body + request.get_header_value("Authorization"), "text/plain");
  });
  const Loopback server([&](const httplib::Request&, httplib::Response& response) {
    response.status = 307;
    response.set_header("Location", target.url());
  });
  HttpClient client;
  HttpRequest request{"POST", server.url(), "body", {"Authorization: Bearer secret"}};
  EXPECT_EQ(client.send(request).body, "body") << "the other port is another server, which gets no token";
  request.is_for_this_host_alone = true;
  EXPECT_EQ(client.send(request).status, 307);
}

TEST(HttpClient, gives_up_on_redirections_without_end) {
  const Loopback server([](const httplib::Request&, httplib::Response& response) {
    response.status = 302;
    response.set_header("Location", "/path");
  });
  EXPECT_NE(failure_of({"GET", server.url()}).find("redirect"), std::string::npos);
}

TEST(HttpClient, gives_a_body_to_the_sink_unless_it_is_of_a_refusal) {
  int status = 200;
  const Loopback server([&](const httplib::Request&, httplib::Response& response) {
    response.status = status;
    response.set_content("content", "text/plain");
  });
  HttpClient client;
  std::string taken;
  HttpRequest request{"GET", server.url()};
  request.sink = [&](std::string_view part) { taken += part; };
  EXPECT_EQ(client.send(request).body, "");
  status = 404;
  EXPECT_EQ(client.send(request).body, "content");
  EXPECT_EQ(taken, "content");
  status = 200;
  request.sink = [](std::string_view) { throw Error(ErrorKind::io, "the disk is full"); };
  EXPECT_THROW(client.send(request), Error);
}

TEST(HttpClient, says_what_went_wrong_without_the_query) {
  const Loopback cut([](const httplib::Request&, httplib::Response& response) {
    response.set_content_provider(1000, "text/plain", [](std::size_t, std::size_t, httplib::DataSink& sink) {
      sink.write("half", 4);
      return false;
    });
  });
  std::latch given_up(1);
  const Loopback silent([&](const httplib::Request&, httplib::Response&) { given_up.wait(); });
  HttpRequest waiting{"GET", silent.url()};
  waiting.silence_s = 0.1;
  const std::string cut_off = failure_of({"GET", cut.url()}), silence = failure_of(waiting);
  given_up.count_down();
  for (const std::string& failure : {cut_off, silence}) {
    EXPECT_NE(failure.find("no answer from http://127.0.0.1:"), std::string::npos) << failure;
    EXPECT_EQ(failure.find("secret"), std::string::npos) << failure;
  }
  EXPECT_NE(silence.find("nothing came in 0.1 s"), std::string::npos) << silence;
}

TEST(HttpClient, does_not_try_again_what_is_no_address) {
  HttpClient client;
  try {
    send_patiently(client, {"GET", "http://127.0.0.1/projects/My First Project?secret=1"}, {4, 0.001, 0.001});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::bad_input);
    EXPECT_STREQ(error.what(), "'http://127.0.0.1/projects/My First Project' is not an address");
  }
}

// A server may send a byte now and then, without an end. The limits leave a busy machine time to
// connect.
TEST(HttpClient, gives_up_on_an_answer_that_drips_or_is_not_done_in_time) {
  std::atomic<bool> given_up = false;
  const Loopback dripping([&](const httplib::Request&, httplib::Response& response) {
    response.set_chunked_content_provider("application/octet-stream", [&](std::size_t, httplib::DataSink& sink) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      return !given_up && sink.write("x", 1);
    });
  });
  HttpRequest dripped{"GET", dripping.url()};
  dripped.silence_s = 4;
  EXPECT_NE(failure_of(dripped).find("next to nothing came in 4 s"), std::string::npos) << failure_of(dripped);
  HttpRequest late{"GET", dripping.url()};
  late.silence_s = 1000;
  late.timeout_s = 3;
  EXPECT_NE(failure_of(late).find("--timeout"), std::string::npos) << failure_of(late);
  given_up = true;
}

// The server packs this text into a few hundred bytes.
TEST(HttpClient, refuses_an_answer_that_is_longer_than_any_it_expects) {
  const Loopback server([](const httplib::Request&, httplib::Response& response) {
    response.set_content(std::string(3U << 20, ' '), "application/json");
  });
  HttpRequest request{"GET", server.url()};
  request.most_bytes = 2U << 20;
  EXPECT_NE(failure_of(request, ErrorKind::bad_input).find("longer than 2 MB"), std::string::npos);
  request.most_bytes = 4U << 20;
  EXPECT_EQ(failure_of(request), "");
}

TEST(HttpClient, ends_when_the_program_is_asked_to_stop) {
  std::latch ended(1);
  const Loopback server([&](const httplib::Request&, httplib::Response&) {
    request_stop();
    ended.wait();
  });
  HttpClient client;
  try {
    client.send({"GET", server.url()});
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::interrupted);
  }
  ended.count_down();
  clear_stop_request();
}

TEST(Patience, lasts_for_what_passes_and_not_for_what_does_not) {
  for (const auto& [status, attempts] :
       {std::pair{429, 4}, {500, 4}, {502, 4}, {503, 4}, {504, 4}, {400, 1}, {403, 1}}) {
    int asked = 0;
    const int answered = status;
    const Loopback server([&](const httplib::Request&, httplib::Response& response) {
      ++asked;
      response.status = answered;
    });
    HttpClient client;
    EXPECT_EQ(send_patiently(client, {"GET", server.url()}, {4, 0.001, 0.001}).status, status);
    EXPECT_EQ(asked, attempts) << status;
  }
}

TEST(Patience, lasts_for_googles_403_for_too_many_requests) {
  int asked = 0;
  const Loopback server([&](const httplib::Request&, httplib::Response& response) {
    response.status = 403;
    response.set_content(R"({"error": {"errors": [{"reason": "userRateLimitExceeded"}], "code": 403}})",
                         "application/json");
    ++asked;
  });
  HttpClient client;
  EXPECT_EQ(send_patiently(client, {"GET", server.url()}, {4, 0.001, 0.001}).status, 403);
  EXPECT_EQ(asked, 4);
}

TEST(Patience, waits_as_long_as_the_server_asks_for) {
  int asked = 0;
  const Loopback server([&](const httplib::Request&, httplib::Response& response) {
    if (++asked > 1) return;
    response.status = 429;
    response.set_header("Retry-After", "1");
  });
  HttpClient client;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(send_patiently(client, {"GET", server.url()}, {3, 0.001, 0.001}).status, 200);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(990));
}

TEST(HttpReply, reads_dates_and_seconds_of_retry_after) {
  HttpReply reply;
  EXPECT_FALSE(reply.retry_after_s());
  reply.headers["retry-after"] = "120";
  EXPECT_EQ(reply.retry_after_s(), 120);
  reply.headers["retry-after"] = "Sat, 01 Jan 2000 00:00:00 GMT";
  EXPECT_EQ(reply.retry_after_s(), 0);
  reply.headers["retry-after"] = "soon";
  EXPECT_FALSE(reply.retry_after_s());
}

TEST(HttpText, is_encoded) {
  EXPECT_EQ(percent_encoded("a b/ü"), "a%20b%2F%C3%BC");
  EXPECT_EQ(form_encoded({{"a", "1"}, {"b", "x&y"}}), "a=1&b=x%26y");
}

}  // namespace
}  // namespace undercast
