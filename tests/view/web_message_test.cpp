// SPDX-License-Identifier: Apache-2.0
#include "view/web_message.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace undercast {
namespace {

constexpr const char* kRequest =
    "GET /api/series?row=3&col=%2b5&name=a+b%zz&empty&=x HTTP/1.1\r\nHost: 127.0.0.1:8650\r\n"
    "Accept:\t text/html \r\nX-Empty:";

TEST(WebMessage, reads_a_request) {
  const std::optional<WebRequest> request = parse_request(kRequest);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "GET");
  EXPECT_EQ(request->path, "/api/series");
  EXPECT_EQ(request->parameters,
            (WebRequest::Fields{{"row", "3"}, {"col", "+5"}, {"name", "a b%zz"}, {"empty", ""}, {"", "x"}}));
  EXPECT_EQ(request->headers,
            (WebRequest::Fields{{"host", "127.0.0.1:8650"}, {"accept", "text/html"}, {"x-empty", ""}}));
  EXPECT_TRUE(request->keeps_open);
}

TEST(WebMessage, refuses_what_is_no_request) {
  for (const std::string text : {"",
                                 "GET",
                                 "GET /",
                                 "GET  HTTP/1.1",
                                 "GET / HTTP/2",
                                 "GET / HTTP/1.1 ",
                                 "GET / / HTTP/1.1",
                                 "GET x HTTP/1.1",
                                 "GET http://127.0.0.1/ HTTP/1.1",
                                 " GET / HTTP/1.1",
                                 "GET /\tx HTTP/1.1",
                                 "GET /\xff HTTP/1.1",
                                 "GET / HTTP/1.1\r\n",
                                 "GET / HTTP/1.1\r\nHost",
                                 "GET / HTTP/1.1\r\n: x",
                                 "GET / HTTP/1.1\r\nHo st: x",
                                 "GET / HTTP/1.1\r\nHost : x",
                                 "GET / HTTP/1.1\r\nA: x\n B: y",
                                 "GET / HTTP/1.1\r\n folded: x",
                                 "GET / HTTP/1.1\nHost: x",
                                 "\r\nGET / HTTP/1.1"}) {
    const bool is_request = parse_request(text).has_value();
    EXPECT_EQ(is_request, text == "GET / HTTP/1.1\r\n") << text;
  }
  EXPECT_FALSE(parse_request(std::string("GET / HTTP/1.1\r\nA: \0", 20)));
}

TEST(WebMessage, takes_no_further_request_where_a_body_may_follow) {
  for (const char* text : {"POST / HTTP/1.1", "GET / HTTP/1.0", "GET / HTTP/1.1\r\nContent-Length: 5",
                           "GET / HTTP/1.1\r\nTransfer-Encoding: chunked", "GET / HTTP/1.1\r\nConnection: Close"}) {
    const std::optional<WebRequest> request = parse_request(text);
    ASSERT_TRUE(request) << text;
    EXPECT_FALSE(request->keeps_open) << text;
  }
}

TEST(WebMessage, survives_any_damage_to_a_request) {
  Random random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = kRequest;
    for (int change = random.between(1, 4); change > 0; --change) {
      const auto at = static_cast<std::size_t>(random.below(static_cast<int>(text.size())));
      if (random.chance(0.3)) text.resize(at + 1);
      text[std::min(at, text.size() - 1)] = static_cast<char>(random.below(256));
    }
    const std::optional<WebRequest> request = parse_request(text);
    if (request) EXPECT_EQ(request->path.front(), '/');
  }
}

TEST(WebMessage, writes_an_answer) {
  EXPECT_EQ(
      bytes_of({200, "text/plain", "abc", {{"X-One", "1"}}}, false),
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nX-One: 1\r\nConnection: close\r\n\r\nabc");
  EXPECT_EQ(refusal(404, "a \"b\" \xff").body, "{\"error\":\"a \\\"b\\\" \xEF\xBF\xBD\",\"hint\":\"\"}");
}

}  // namespace
}  // namespace undercast
