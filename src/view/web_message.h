// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace undercast {

/// What a browser asks: the first line and the headers of an HTTP/1 request (RFC 9112). Requests
/// with a body are not read beyond their headers.
struct WebRequest {
  using Fields = std::vector<std::pair<std::string, std::string>>;
  std::string method, path;  ///< the path as it was sent
  Fields parameters;         ///< of the query, decoded
  Fields headers;            ///< names in lower case
  bool keeps_open = false;   ///< the client may send a further request on the same connection
};

/// Reads a request up to its empty line, which is left out. Returns nothing for other text.
std::optional<WebRequest> parse_request(std::string_view head);

/// Returns the value of the first field of this name; nothing where there is none.
std::optional<std::string> find_field(const WebRequest::Fields& fields, std::string_view name);

struct WebAnswer {
  int status = 200;
  std::string type, body;
  WebRequest::Fields headers = {};
};

/// Returns an error in JSON, {"error", "hint"}.
WebAnswer refusal(int status, const std::string& error, const std::string& hint = {});

/// Returns what is sent.
std::string bytes_of(const WebAnswer& answer, bool keeps_open);

}  // namespace undercast
