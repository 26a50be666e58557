// SPDX-License-Identifier: Apache-2.0
#include "stac/signer.h"

#include <fmt/format.h>

#include <optional>

#include "core/json.h"
#include "net/url.h"
#include "stac/item.h"

namespace undercast {
namespace {

constexpr std::chrono::seconds kLeast{60};

// Tokens go to Azure's storage and to the host that issues them: the other links of a catalogue get
// none, wherever they point.
bool takes_token(const std::string& href, const std::string& token_url) {
  const std::optional<Url> service = Url::parse(token_url);
  return is_host(href, "blob.core.windows.net") || (service && is_host(href, service->host)) ||
         (is_loopback(href) && is_loopback(token_url));
}

}  // namespace

StacTokens::StacTokens(std::string token_url, StacHttp http, Clock now)
    : token_url_(std::move(token_url)), http_(std::move(http)), now_(std::move(now)) {
  if (!now_) now_ = [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); };
}

std::string StacTokens::sign(const std::string& href, const std::string& collection) {
  if (token_url_.empty() || !takes_token(href, token_url_)) return href;
  const std::lock_guard lock(mutex_);
  Token& token = tokens_[collection];
  if (token.text.empty() || token.expiry - now_() < kLeast) {
    const std::string url = token_url_ + "/" + collection;
    const HttpReply reply = http_({"GET", url});
    const nlohmann::json content = json_or_null(reply.body);
    const JsonValue body(content, {});
    const auto text = body.find_as<std::string>("token"), expiry = body.find_as<std::string>("msft:expiry");
    if (reply.status != kOk || !text || !expiry)
      throw Error(
          reply.status == 401 || reply.status == 403 ? ErrorKind::bad_input : ErrorKind::remote,
          fmt::format("{} issued no token: status {}", without_secrets(url), reply.status),
          "run the command again later; where the archive wants an account, set a key that you have in "
          "PC_SDK_SUBSCRIPTION_KEY; it issues no more keys, so choose another --radar-source (opera, the URL of a STAC "
          "API, or none) where it refuses Sentinel-1");
    token = {*text, parse_instant(*expiry)};
  }
  return href + (href.find('?') == std::string::npos ? "?" : "&") + token.text;
}

void StacTokens::forget(const std::string& collection) {
  const std::lock_guard lock(mutex_);
  tokens_.erase(collection);
}

}  // namespace undercast
