// SPDX-License-Identifier: Apache-2.0
// Addresses of catalogues and files: what is decided about hosts and secrets must hold together.
#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"
#include "net/base64.h"
#include "net/http.h"
#include "net/url.h"

namespace undercast {

void fuzz_addresses(std::string_view bytes) {
  const std::vector<std::string> parts = parts_of(bytes, "\n");
  const std::string& address = parts.front();
  const std::string& other = parts.back();
  const std::string shown = without_secrets(address);
  require(without_secrets(shown) == shown, "an address without secrets still holds some");
  require(address.find("://") == std::string::npos || shown.find_first_of("?#") == std::string::npos,
          "an address is shown with its query");
  const auto url = Url::parse(address);
  if (url && (url->scheme == "http" || url->scheme == "https")) {
    const auto shown_url = Url::parse(shown);
    require(shown_url && !shown_url->has_user && shown_url->host == url->host, "an address is shown with its user");
  }
  require(!is_loopback(address) || is_secure(address), "this machine is not secure");
  require(!is_host(address, "example.org") || is_secure(address), "a host is known without https");
  const std::string resolved = resolve_url(address, other);
  require(resolve_url(address, resolved) == resolved || Url::parse(resolved) == std::nullopt,
          "an absolute address depends on its base");
  require(bytes_of_base64(base64(bytes)) == bytes, "base64 does not give its bytes back");
  bytes_of_base64(bytes);
  percent_encoded(bytes);
}

}  // namespace undercast
