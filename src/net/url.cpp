// SPDX-License-Identifier: Apache-2.0
#include "net/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <initializer_list>
#include <memory>

#include "core/letters.h"

namespace undercast {
namespace {

using Parsed = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

// Returns null for text that is no address.
Parsed parsed(const std::string& text) {
  Parsed url(curl_url(), curl_url_cleanup);
  if (url && curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) url.reset();
  return url;
}

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> freed(text, curl_free);
  return text;
}

bool has_scheme(const std::string& text) { return text.find("://") != std::string::npos; }

}  // namespace

std::optional<Url> Url::parse(const std::string& text) {
  // libcurl guesses a scheme where there is none.
  const Parsed url = has_scheme(text) ? parsed(text) : Parsed(nullptr, curl_url_cleanup);
  if (!url) return {};
  Url found{lower(part_of(url.get(), CURLUPART_SCHEME)), lower(part_of(url.get(), CURLUPART_HOST)),
            part_of(url.get(), CURLUPART_PATH), !part_of(url.get(), CURLUPART_USER).empty()};
  if (found.host.size() > 1 && found.host.front() == '[') found.host = found.host.substr(1, found.host.size() - 2);
  if (found.host.empty()) return {};
  return found;
}

bool Url::is_loopback() const {
  return (scheme == "http" || scheme == "https") && !has_user &&
         (host == "127.0.0.1" || host == "localhost" || host == "::1");
}

bool is_secure(const std::string& url) {
  const auto found = Url::parse(url);
  return found && (found->scheme == "https" || found->is_loopback());
}

bool is_loopback(const std::string& url) {
  const auto found = Url::parse(url);
  return found && found->is_loopback();
}

bool is_host(const std::string& url, const std::string& host) {
  const auto found = Url::parse(url);
  return found && found->scheme == "https" && !found->has_user &&
         (found->host == host || found->host.ends_with("." + host));
}

std::string without_secrets(const std::string& url) {
  if (!has_scheme(url) || url.find_first_of("?#@") == std::string::npos) return url;
  const Parsed found = parsed(url);
  if (!found) {  // as in /vsicurl/https://..., or with a user before a host that is none
    const std::size_t inner = url.find("/http", 1);
    if (inner < url.find_first_of("?#@")) return url.substr(0, inner + 1) + without_secrets(url.substr(inner + 1));
    const std::string shown = url.substr(0, url.find_first_of("?#"));
    return shown.substr(shown.rfind('@') + 1);  // all of it where there is none
  }
  for (const CURLUPart part :
       {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_QUERY, CURLUPART_FRAGMENT})
    curl_url_set(found.get(), part, nullptr, 0);
  return part_of(found.get(), CURLUPART_URL);
}

std::string masked(std::string text, const std::string& secret) {
  constexpr std::string_view kStars = "***";
  if (secret.empty()) return text;
  for (std::size_t at = text.find(secret); at != text.npos; at = text.find(secret, at + kStars.size()))
    text.replace(at, secret.size(), kStars);
  return text;
}

std::string resolve_url(const std::string& base, const std::string& relative) {
  if (relative.empty() || has_scheme(relative)) return relative;
  const Parsed url = has_scheme(base) ? parsed(base) : Parsed(nullptr, curl_url_cleanup);
  if (!url || curl_url_set(url.get(), CURLUPART_URL, relative.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return relative;
  return part_of(url.get(), CURLUPART_URL);
}

}  // namespace undercast
