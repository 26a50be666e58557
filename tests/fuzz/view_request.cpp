// SPDX-License-Identifier: Apache-2.0
// A request to the viewer: method, path, query and headers, a line each.
#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"
#include "view/requests.h"

namespace undercast {

void fuzz_view_request(std::string_view bytes) {
  const std::vector<std::string> lines = parts_of(bytes, "\n");
  httplib::Request request;
  httplib::Response response;
  request.method = lines[0];
  if (lines.size() > 1) request.path = lines[1];
  if (lines.size() > 2) httplib::detail::parse_query_text(lines[2], request.params);
  for (std::size_t i = 3; i < lines.size(); ++i) {
    const std::size_t colon = lines[i].find(':');
    if (colon != std::string::npos) request.headers.emplace(lines[i].substr(0, colon), lines[i].substr(colon + 1));
  }
  const bool allowed = is_allowed(request, 8000, response);
  require(allowed || response.status >= 400, "a refusal has no status");
  require(!allowed || request.get_header_value("Host") == "127.0.0.1:8000" ||
              request.get_header_value("Host") == "localhost:8000",
          "another server's request is answered");
  answer(response, [&] { query_number(request, "step"); });
  succeeds([&] { query_number(request, "row"); });
}

}  // namespace undercast
