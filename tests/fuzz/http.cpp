// SPDX-License-Identifier: Apache-2.0
// The bytes of an answer over HTTP: status line, headers, encodings, body.
#include "net/http.h"

#include "fuzz/foreign_bytes.h"
#include "fuzz/loopback.h"
#include "fuzz/targets.h"

namespace undercast {

void fuzz_http(std::string_view bytes) {
  constexpr std::size_t kMostBytes = 1U << 20;
  static Loopback server;
  static HttpClient client;
  std::vector<std::string> answers = parts_of(bytes);
  for (std::string& answer : answers)
    if (!answer.starts_with("HTTP/")) answer.insert(0, "HTTP/1.1 200 OK\r\n");
  server.set_answers(answers);
  const HttpReply reply = client.send({.url = server.address() + "/a", .silence_s = 5, .most_bytes = kMostBytes});
  require(reply.body.size() <= kMostBytes, "a body is longer than the request allows");
  reply.retry_after_s();
  reply.clock_skew_s();
  is_busy(reply);
  std::size_t received = 0;
  client.send({.method = "POST",
               .url = server.address() + "/b",
               .body = "{}",
               .silence_s = 5,
               .is_for_this_host_alone = true,
               .sink = [&](std::string_view part) { received += part.size(); }});
}

}  // namespace undercast
