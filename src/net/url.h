// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

namespace undercast {

/// The parts of an address as libcurl understands them, which sends the requests: decisions about
/// hosts and secrets look at what it would do, and not at the first letters of a text.
struct Url {
  std::string scheme;  ///< in lower case
  std::string host;    ///< in lower case, without the brackets of IPv6
  std::string path;
  bool has_user = false;

  /// None for text that is no address with a scheme and a host.
  static std::optional<Url> parse(const std::string& text);
  /// Whether it names this machine.
  bool is_loopback() const;
};

/// Whether secrets may be sent to an address: over https, or to this machine.
bool is_secure(const std::string& url);
/// Whether an address over http or https names this machine.
bool is_loopback(const std::string& url);
/// Whether an address over https names this host or a host below it.
bool is_host(const std::string& url, const std::string& host);

/// An address for names, messages and files: without its user, query and fragment, which may hold
/// secrets. Other text is unchanged.
std::string without_secrets(const std::string& url);
/// A text with *** for each occurrence of a secret.
std::string masked(std::string text, const std::string& secret);
/// The address that `relative` has at `base`; `relative` itself where it is absolute.
std::string resolve_url(const std::string& base, const std::string& relative);

}  // namespace undercast
