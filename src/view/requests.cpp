// SPDX-License-Identifier: Apache-2.0
#include "view/requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/error.h"

namespace undercast {
namespace {

// People read it in a browser, and the page of an earlier viewer shows it as it shows other errors.
WebAnswer refusal_of_stranger(const WebRequest& request) {
  const std::string error = "this address lacks the token of the viewer that runs now";
  const std::string hint = "open the whole address that 'undercast view' printed where it was started";
  if (find_field(request.headers, "accept").value_or("").find("text/html") == std::string::npos)
    return refusal(403, error, hint);
  return {403, "text/html; charset=utf-8",
          fmt::format("<!doctype html><html lang=\"en\"><title>undercast</title><h1>403</h1><p>Sorry, {}.</p>"
                      "<p>Please {}.</p></html>",
                      error, hint)};
}

}  // namespace

std::optional<WebAnswer> refusal_of(WebRequest& request, int port, const Token& token) {
  if (request.method != "GET") {
    WebAnswer refused = refusal(405, "only GET requests are answered");
    refused.headers.emplace_back("Allow", "GET");
    return refused;
  }
  if (find_field(request.headers, "range"))
    return refusal(416, "answers are given whole", "leave out the header Range");
  const auto is_host = [](const auto& header) { return header.first == "host"; };
  const std::string host = find_field(request.headers, "host").value_or("");
  const std::string of_port = port == 80 ? "" : fmt::format(":{}", port);  // browsers leave 80 out
  if (std::count_if(request.headers.begin(), request.headers.end(), is_host) != 1 ||
      (host != "127.0.0.1" + of_port && host != "localhost" + of_port))
    return refusal(403, "the Host header names another server than this one", "open the address that it printed");
  const std::size_t slash = std::min(request.path.find('/', 1), request.path.size());
  if (!token.is(std::string_view(request.path).substr(1, slash - 1))) return refusal_of_stranger(request);
  request.path.erase(0, slash);
  const std::string site = find_field(request.headers, "sec-fetch-site").value_or("");
  if (request.path.size() > 1 && !site.empty() && site != "same-origin" && site != "none")
    return refusal(403, "the request comes from another site");
  return {};
}

int query_number(const WebRequest& request, const std::string& name) {
  const std::optional<std::string> text = find_field(request.parameters, name);
  if (!text) throw Error(ErrorKind::usage, fmt::format("the parameter {} is missing", name));
  int value = 0;
  const auto [end, status] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (status != std::errc{} || end != text->data() + text->size())
    throw Error(ErrorKind::usage, fmt::format("{} is not a whole number", name));
  return value;
}

WebAnswer answer_of(const std::function<WebAnswer()>& work) {
  try {
    return work();
  } catch (const Error& error) {
    return refusal(error.kind() == ErrorKind::usage ? 400 : 500, error.what(), error.hint());
  } catch (const std::exception& error) {
    return refusal(500, error.what());
  }
}

}  // namespace undercast
