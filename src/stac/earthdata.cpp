// SPDX-License-Identifier: Apache-2.0
#include "stac/earthdata.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "core/error.h"
#include "io/atomic_file.h"
#include "net/environment.h"
#include "net/url.h"

namespace undercast {
namespace {

constexpr const char* kLoginHost = "urs.earthdata.nasa.gov";
constexpr const char* kLoginHint =
    "make an account at https://urs.earthdata.nasa.gov, agree there to the terms of the archive, and put `machine "
    "urs.earthdata.nasa.gov login NAME password WORD` into ~/.netrc, or a token that has not ended into "
    "EARTHDATA_TOKEN";
constexpr int kMostRedirections = 10, kNotFound = 404;

// The hosts that may have the token, and those whose files need it: NASA's, and this machine.
bool is_of_earthdata(const std::string& url) {
  for (const char* host : {"earthdata.nasa.gov", "earthdatacloud.nasa.gov", "asf.alaska.edu"})
    if (is_host(url, host)) return true;
  return is_loopback(url);
}

[[noreturn]] void refuse(const std::string& href, const HttpReply& reply) {
  throw Error(ErrorKind::bad_input,
              fmt::format("Earthdata does not accept the login for {}: status {}", without_secrets(href), reply.status),
              kLoginHint);
}

// The page on which people log in answers with 200.
void require_file(const std::string& href, const HttpReply& reply) {
  if (reply.status == 401 || reply.status == 403 || is_host(reply.url, kLoginHost)) refuse(href, reply);
  if (!reply.is_success())
    throw Error(ErrorKind::remote,
                fmt::format("cannot open {}: HTTP response code: {}", without_secrets(href), reply.status),
                reply.status == kNotFound ? "" : "the archive is busy or down: run the command again later");
}

}  // namespace

void require_earthdata_login(const std::string& collection) {
  if (!environment_text("EARTHDATA_TOKEN").empty()) return;
  const std::string named = environment_text("NETRC");
  const std::string path = named.empty() ? environment_text("HOME") + "/.netrc" : named;
  constexpr std::size_t kMostBytes = 1 << 20;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored) ||
      read_text_file(path, kMostBytes).find(kLoginHost) == std::string::npos)
    throw Error(ErrorKind::usage, fmt::format("the files of {} need an Earthdata login, and there is none", collection),
                kLoginHint);
}

StacHttp earthdata_http(const Patience& patience) {
  return [client = std::make_shared<HttpClient>(), patience](const HttpRequest& request) {
    return send_patiently(*client, request, patience);
  };
}

EarthdataLogin::EarthdataLogin(const Patience& patience)
    : EarthdataLogin(environment_text("EARTHDATA_TOKEN"), earthdata_http(patience)) {}

std::string EarthdataLogin::sign(const std::string& href, const std::string&) {
  if (!is_of_earthdata(href)) return href;
  HttpRequest request{"GET", href};
  request.headers = {"Range: bytes=0-0"};
  if (token_.empty()) {
    request.uses_netrc = true;
    const HttpReply reply = http_(request);
    require_file(href, reply);
    return reply.url;
  }
  // The token is for NASA's hosts alone, so each redirection is looked at.
  request.headers.push_back("Authorization: Bearer " + token_);
  request.is_for_this_host_alone = true;
  for (int count = 0; count < kMostRedirections; ++count) {
    const HttpReply reply = http_(request);
    const auto location = reply.headers.find("location");
    if (reply.status < 300 || reply.status >= 400 || location == reply.headers.end()) {
      require_file(href, reply);
      return request.url;
    }
    request.url = resolve_url(request.url, location->second);
    if (!is_secure(request.url)) refuse(href, reply);
    if (is_host(request.url, kLoginHost)) refuse(href, reply);  // the page on which people log in
    if (!is_of_earthdata(request.url)) return request.url;
  }
  throw Error(ErrorKind::remote, fmt::format("{} is redirected without an end", without_secrets(href)));
}

}  // namespace undercast
