// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/patience.h"

namespace undercast {

struct HttpRequest {
  std::string method = "GET", url = {}, body = {};
  std::vector<std::string> headers = {};  ///< "Name: value"
  double silence_s = 60;                  ///< a request fails when less than 100 B/s come in so long
  double timeout_s = 900;                 ///< for the whole request; with a sink, for silence_s alone
  std::size_t most_bytes = 256U << 20;    ///< a longer body, unpacked, is an error, except with a sink
  bool is_for_this_host_alone = false;    ///< follows no redirection, because it holds a secret
  /// A host that asks for a login gets the one that .netrc has for it ($NETRC, or ~/.netrc), and
  /// the client keeps cookies.
  bool uses_netrc = false;
  /// Takes the body of a 2xx answer in parts, as they arrive; HttpReply::body then stays empty. May
  /// throw.
  std::function<void(std::string_view part)> sink = {};
};

struct HttpReply {
  int status = 0;
  std::map<std::string, std::string> headers = {};  ///< names in lower case
  std::string body = {};
  std::string secret = {};  ///< the token that its sender put into the request; messages mask it
  std::string url = {};     ///< that answered, after redirections

  bool is_success() const { return status >= 200 && status < 300; }
  /// The pause that a busy server asks for in Retry-After, as seconds or a date.
  std::optional<double> retry_after_s() const;
  /// How far this machine's clock is ahead of the server's, judged by the date of the answer.
  std::optional<double> clock_skew_s() const;
};

/// Sends requests and keeps connections for later ones. Any number of threads may use it at once.
/// Proxies come from the usual environment variables, certificates from CURL_CA_BUNDLE or
/// SSL_CERT_FILE or the system.
class HttpClient {
 public:
  HttpClient();
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Returns the answer, whatever its status. Throws Error(remote), naming the address without its
  /// query, when no answer comes, or one that is cut off or too slow; Error(bad_input) for
  /// one that is too long and for what is no address; Error(interrupted); and what the sink throws.
  HttpReply send(const HttpRequest& request);

 private:
  struct Connection;
  std::unique_ptr<Connection> take();

  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

/// Whether an answer asks for another attempt: 429, 500, 502, 503, 504, and Google's 403 for too
/// many requests.
bool is_busy(const HttpReply& reply);

/// Sends a request until an answer comes that is not `busy`. A pause lasts at least as long as the
/// server asks for, up to ten minutes. After the last attempt it returns the busy answer, or throws
/// as Attempts does.
HttpReply send_patiently(HttpClient& client, HttpRequest request, const Patience& patience,
                         bool (*busy)(const HttpReply&) = is_busy);

/// Text, encoded as a part of an address or a form.
std::string percent_encoded(std::string_view text);
/// The body of a form: name=value&...
std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace undercast
