// SPDX-License-Identifier: Apache-2.0
#include "stac/http.h"

#include <cstdlib>
#include <memory>
#include <optional>

#include "net/url.h"

namespace undercast {
namespace {

// The key of an account is sent only to the Planetary Computer, or to a stand-in on this machine.
bool issues_tokens(const std::string& url) {
  const std::optional<Url> found = Url::parse(url);
  return found && found->path.find("/sas/") != std::string::npos &&
         (is_host(url, "planetarycomputer.microsoft.com") || found->is_loopback());
}

// Earth Search throttles with 403 and this word alone. Any other 403 is definite.
bool is_busy_archive(const HttpReply& reply) {
  const bool is_throttled = reply.status == 403 && reply.body.find("\"Forbidden\"") != reply.body.npos;
  return !is_too_long(reply) && (is_throttled || reply.status == 429 || reply.status >= 500);
}

}  // namespace

StacHttp stac_http(const Patience& patience) {
  return [client = std::make_shared<HttpClient>(), patience](HttpRequest request) {
    request.silence_s = 300;
    request.headers = {"Accept: application/geo+json, application/json"};
    if (!request.body.empty()) request.headers.emplace_back("Content-Type: application/json");
    if (const char* key = std::getenv("PC_SDK_SUBSCRIPTION_KEY"); key != nullptr && issues_tokens(request.url)) {
      request.headers.push_back(std::string("Ocp-Apim-Subscription-Key: ") + key);
      request.is_for_this_host_alone = true;
    }
    return send_patiently(*client, request, patience, issues_tokens(request.url) ? is_busy : is_busy_archive);
  };
}

bool is_too_long(const HttpReply& reply) {
  return reply.status != 200 && reply.body.find("maximum allowed time") != std::string::npos;
}

}  // namespace undercast
