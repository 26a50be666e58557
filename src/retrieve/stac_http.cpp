// SPDX-License-Identifier: Apache-2.0
#include "retrieve/stac_http.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "core/error.h"
#include "net/http.h"

namespace undercast {
namespace {

// The Planetary Computer, or a stand-in on this machine: nobody else may learn of an account's key.
bool issues_tokens(const std::string& url) {
  const bool is_known = url.starts_with("https://planetarycomputer.microsoft.com/") || is_loopback(url);
  return is_known && url.find("/sas/") != url.npos;
}

bool asks_for_patience(const StacReply& reply) {
  if (is_too_long(reply)) return false;
  return reply.status == 403 || reply.status == 429 || reply.status >= 500;
}

}  // namespace

StacHttp patient(StacHttp http, const Patience& patience) {
  return
      [http = std::move(http), patience](const std::string& method, const std::string& url, const std::string& body) {
        for (int failures = 1;; ++failures) {
          std::string why;
          double at_least_s = 0;
          try {
            StacReply reply = http(method, url, body);
            if (!asks_for_patience(reply) || failures >= patience.attempts) return reply;
            at_least_s = reply.retry_after_s;
            why = fmt::format("{} answered {}", without_query(url), reply.status);
          } catch (const Error& error) {
            if (error.kind() != ErrorKind::remote) throw;
            if (failures >= patience.attempts)
              throw Error(ErrorKind::remote, fmt::format("{} (tried {} times)", error.what(), failures), error.hint());
            why = error.what();
          }
          patience.pause(failures, why, at_least_s);
        }
      };
}

StacHttp stac_http() {
  return [client = std::make_shared<HttpClient>()](const std::string& method, const std::string& url,
                                                   const std::string& body) {
    HttpRequest request{method, url, body, {"Accept: application/geo+json, application/json"}, 300};
    if (!body.empty()) request.headers.push_back("Content-Type: application/json");
    if (const char* key = std::getenv("PC_SDK_SUBSCRIPTION_KEY"); key != nullptr && issues_tokens(url)) {
      request.headers.push_back(std::string("Ocp-Apim-Subscription-Key: ") + key);
      request.is_for_this_host_alone = true;
    }
    const HttpReply reply = client->send(request);
    return StacReply{reply.status, reply.body, std::min(reply.retry_after_s().value_or(0), 600.0)};
  };
}

}  // namespace undercast
