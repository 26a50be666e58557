// SPDX-License-Identifier: Apache-2.0
// The head of a request to the viewer; TOKEN stands for its token.
#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"
#include "view/requests.h"

namespace undercast {

void fuzz_view_request(std::string_view bytes) {
  static const Token token;
  constexpr std::string_view kMark = "TOKEN";
  std::string head(bytes);
  if (const std::size_t at = head.find(kMark); at != head.npos) head.replace(at, kMark.size(), token.text());
  std::optional<WebRequest> request = parse_request(head);
  if (!request) return;
  const std::string path = request->path, host = find_field(request->headers, "host").value_or("");
  if (const std::optional<WebAnswer> refused = refusal_of(*request, 8000, token)) {
    require(refused->status >= 300, "a refusal has no status");
    return;
  }
  require(path.starts_with("/" + token.text()), "a request without the token is answered");
  require(host == "127.0.0.1:8000" || host == "localhost:8000", "another server's request is answered");
  const WebAnswer answer = answer_of([&] {
    query_number(*request, "row");
    return WebAnswer{};
  });
  require(answer.status == 200 || answer.status == 400, "a wrong number is an error of the viewer");
}

}  // namespace undercast
