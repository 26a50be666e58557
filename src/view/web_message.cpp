// SPDX-License-Identifier: Apache-2.0
#include "view/web_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "core/json.h"

namespace undercast {
namespace {

bool is_visible(char c) { return c > ' ' && c < 0x7f; }

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

// Decodes %41 and +; what is no code stays as it is.
std::string decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char code = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, code, 16).ptr == digits + 2) {
      decoded += static_cast<char>(code);
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

WebRequest::Fields parse_query(std::string_view query) {
  WebRequest::Fields parameters;
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), part.size() + 1));
    const std::size_t equals = std::min(part.find('='), part.size());
    parameters.emplace_back(decode(part.substr(0, equals)), decode(part.substr(std::min(part.size(), equals + 1))));
  }
  return parameters;
}

bool parse_first_line(std::string_view line, WebRequest& request) {
  const std::size_t method = line.find(' '), version = line.rfind(' ');
  if (version == method || (line.substr(version) != " HTTP/1.1" && line.substr(version) != " HTTP/1.0")) return false;
  const std::string_view target = line.substr(method + 1, version - method - 1);
  if (method == 0 || target.empty() || target[0] != '/' || !std::all_of(target.begin(), target.end(), is_visible))
    return false;
  const std::size_t question = std::min(target.find('?'), target.size());
  request.method = line.substr(0, method);
  request.path = target.substr(0, question);
  request.parameters = parse_query(target.substr(std::min(target.size(), question + 1)));
  request.keeps_open = line.back() == '1';
  return true;
}

bool parse_header(std::string_view line, WebRequest& request) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == line.npos || !std::all_of(line.begin(), line.begin() + colon, is_visible)) return false;
  std::string_view value = line.substr(colon + 1);
  if (std::any_of(value.begin(), value.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; })) return false;
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!value.empty() && is_blank(value.front())) value.remove_prefix(1);
  while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
  request.headers.emplace_back(lower_case(line.substr(0, colon)), value);
  return true;
}

const char* reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 416:
      return "Range Not Satisfiable";
    case 431:
      return "Request Header Fields Too Large";
    default:
      return "Internal Server Error";
  }
}

}  // namespace

std::optional<WebRequest> parse_request(std::string_view head) {
  WebRequest request;
  bool is_first = true;
  while (is_first || !head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(std::min(head.size(), line.size() + 2));
    if (!(is_first ? parse_first_line(line, request) : parse_header(line, request))) return {};
    is_first = false;
  }
  // A body would be taken for the next request.
  if (request.method != "GET" || find_field(request.headers, "content-length") ||
      find_field(request.headers, "transfer-encoding") ||
      lower_case(find_field(request.headers, "connection").value_or("")) == "close")
    request.keeps_open = false;
  return request;
}

std::optional<std::string> find_field(const WebRequest::Fields& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
  return found == fields.end() ? std::nullopt : std::optional(found->second);
}

WebAnswer refusal(int status, const std::string& error, const std::string& hint) {
  const nlohmann::json body{{"error", error}, {"hint", hint}};
  return {status, "application/json", to_text(body)};
}

std::string bytes_of(const WebAnswer& answer, bool keeps_open) {
  std::string bytes = fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n", answer.status,
                                  reason_of(answer.status), answer.type, answer.body.size());
  for (const auto& [name, value] : answer.headers) fmt::format_to(std::back_inserter(bytes), "{}: {}\r\n", name, value);
  if (!keeps_open) bytes += "Connection: close\r\n";
  return bytes + "\r\n" + answer.body;
}

}  // namespace undercast
