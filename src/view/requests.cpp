// SPDX-License-Identifier: Apache-2.0
#include "view/requests.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/json.h"

namespace undercast {
namespace {

void refuse(httplib::Response& response, int status, const std::string& error, const std::string& hint = {}) {
  response.status = status;
  const nlohmann::json body{{"error", error}, {"hint", hint}};
  response.set_content(to_text(body), "application/json");
}

int whole_number(const std::string& text, const std::string& name) {
  int value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || end != text.data() + text.size())
    throw Error(ErrorKind::usage, fmt::format("{} is not a whole number", name));
  return value;
}

}  // namespace

bool is_allowed(const httplib::Request& request, int port, httplib::Response& answer) {
  if (request.method != "GET") {
    answer.set_header("Allow", "GET");
    refuse(answer, 405, "only GET requests are answered");
    return false;
  }
  // The library would copy the whole answer for each of many ranges.
  if (request.has_header("Range")) {
    refuse(answer, 416, "answers are given whole", "leave out the header Range");
    return false;
  }
  const std::string host = request.get_header_value("Host");
  if (request.get_header_value_count("Host") != 1 ||
      (host != fmt::format("127.0.0.1:{}", port) && host != fmt::format("localhost:{}", port))) {
    refuse(answer, 403, "the Host header names another server than this one", "open the address that it printed");
    return false;
  }
  const std::string site = request.get_header_value("Sec-Fetch-Site");
  if (request.path != "/" && !site.empty() && site != "same-origin" && site != "none") {
    refuse(answer, 403, "the request comes from another site");
    return false;
  }
  return true;
}

int query_number(const httplib::Request& request, const std::string& name) {
  if (!request.has_param(name)) throw Error(ErrorKind::usage, fmt::format("the parameter {} is missing", name));
  return whole_number(request.get_param_value(name), name);
}

int path_number(const httplib::Request& request, std::size_t part) {
  return whole_number(request.matches[part].str(), fmt::format("part {} of the address", part));
}

void answer(httplib::Response& response, const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    refuse(response, error.kind() == ErrorKind::usage ? 400 : 500, error.what(), error.hint());
  } catch (const std::exception& error) {
    refuse(response, 500, error.what());
  }
}

}  // namespace undercast
