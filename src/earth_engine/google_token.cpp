// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/google_token.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/json.h"
#include "net/jwt.h"
#include "net/url.h"

namespace undercast {
namespace {

using Json = nlohmann::json;

constexpr long long kLifetime = 3600;
constexpr const char* kScopes =
    "https://www.googleapis.com/auth/earthengine https://www.googleapis.com/auth/cloud-platform "
    "https://www.googleapis.com/auth/devstorage.full_control";

std::string assertion(const GoogleCredentials& credentials) {
  const long long now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  const Json claims{{"iss", credentials.client_email},
                    {"scope", kScopes},
                    {"aud", credentials.token_url},
                    {"iat", now},
                    {"exp", now + kLifetime}};
  return signed_jwt(to_text(claims), credentials.key_id, credentials.private_key);
}

std::string form_of(const GoogleCredentials& credentials) {
  if (credentials.is_service_account)
    return form_encoded(
        {{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"}, {"assertion", assertion(credentials)}});
  return form_encoded({{"grant_type", "refresh_token"},
                       {"client_id", credentials.client_id},
                       {"client_secret", credentials.client_secret},
                       {"refresh_token", credentials.refresh_token}});
}

// With a wrong clock, signatures are not valid yet or not valid any more.
std::string clock_remark(const HttpReply& reply) {
  const std::optional<double> skew_s = reply.clock_skew_s();
  if (!skew_s || std::abs(*skew_s) < 120) return {};
  return fmt::format("this machine's clock is {:.0f} minutes {}: set it right, then run the command again",
                     std::abs(*skew_s) / 60, *skew_s > 0 ? "fast" : "slow");
}

[[noreturn]] void refuse_credentials(const GoogleCredentials& credentials, const HttpReply& reply,
                                     const JsonValue& answer) {
  std::string hint = clock_remark(reply);
  if (hint.empty())
    hint = credentials.is_service_account ? "the key may have been revoked or the account deleted: make a new key"
                                          : "they may have expired or been revoked: run `earthengine authenticate`";
  throw Error(ErrorKind::remote,
              fmt::format("{} refused {}: {} {} (status {})", credentials.token_url, credentials.description(),
                          answer.text("error"), answer.text("error_description"), reply.status),
              hint);
}

}  // namespace

GoogleToken::GoogleToken(GoogleCredentials credentials, HttpClient& client, Patience patience)
    : credentials_(std::move(credentials)), client_(client), patience_(patience) {}

std::string GoogleToken::text() {
  const std::lock_guard lock(mutex_);
  if (token_.empty() || std::chrono::steady_clock::now() > expiry_) renew();
  return token_;
}

void GoogleToken::refuse(const std::string& token) {
  const std::lock_guard lock(mutex_);
  if (token == token_) token_.clear();
}

void GoogleToken::renew() {
  const auto asked = std::chrono::steady_clock::now();
  const std::string form = form_of(credentials_);
  const HttpReply reply = send_patiently(client_,
                                         {.method = "POST",
                                          .url = credentials_.token_url,
                                          .body = form,
                                          .headers = {"Content-Type: application/x-www-form-urlencoded"},
                                          .is_for_this_host_alone = true},
                                         patience_);
  Json content = json_or_null(reply.body);
  // A server may repeat what it was sent, and messages show its words.
  const std::string last_field = form.substr(form.rfind('=') + 1);  // the assertion, or the token as it was sent
  for (const std::string& secret : {last_field, credentials_.refresh_token, credentials_.client_secret})
    change_texts(content, [&](std::string& text) { text = masked(std::move(text), secret); });
  const JsonValue answer(content, {});
  const auto token = answer.find_as<std::string>("access_token");
  if (!reply.is_success() || !token) refuse_credentials(credentials_, reply, answer);
  token_ = *token;
  const auto seconds =
      std::chrono::seconds(std::clamp(answer.find_as<long long>("expires_in").value_or(kLifetime), 0LL, kLifetime));
  expiry_ = asked + seconds - std::chrono::seconds(60);
}

}  // namespace undercast
