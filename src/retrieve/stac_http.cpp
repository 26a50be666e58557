// SPDX-License-Identifier: Apache-2.0
#include "retrieve/stac_http.h"

#include <fmt/format.h>

#include <cstdlib>
#include <memory>

#include "core/error.h"
#include "net/http.h"

namespace undercast {
namespace {

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
          try {
            StacReply reply = http(method, url, body);
            if (!asks_for_patience(reply) || failures >= patience.attempts) return reply;
            why = fmt::format("{} answered {}", url.substr(0, url.find('?')), reply.status);
          } catch (const Error& error) {
            if (error.kind() != ErrorKind::remote) throw;
            if (failures >= patience.attempts)
              throw Error(ErrorKind::remote, fmt::format("{} (tried {} times)", error.what(), failures), error.hint());
            why = error.what();
          }
          patience.pause(failures, why);
        }
      };
}

StacHttp stac_http() {
  return [client = std::make_shared<HttpClient>()](const std::string& method, const std::string& url,
                                                   const std::string& body) {
    HttpRequest request{method, url, body, {"Accept: application/geo+json, application/json"}, 300};
    if (!body.empty()) request.headers.push_back("Content-Type: application/json");
    if (const char* key = std::getenv("PC_SDK_SUBSCRIPTION_KEY"); key != nullptr && url.find("/sas/") != url.npos)
      request.headers.push_back(std::string("Ocp-Apim-Subscription-Key: ") + key);
    const HttpReply reply = client->send(request);
    return StacReply{reply.status, reply.body};
  };
}

}  // namespace undercast
