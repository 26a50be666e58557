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
  double silence_s = 60;                  ///< give up when nothing has come for so long
  bool is_for_this_host_alone = false;    ///< no redirection is followed: a header holds a secret
  /// Takes the body of a 2xx answer as it comes; HttpReply::body stays empty then. May throw.
  std::function<void(std::string_view part)> sink = {};
};

struct HttpReply {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;

  bool is_success() const { return status >= 200 && status < 300; }
  /// What a busy server asks for, as seconds or a date.
  std::optional<double> retry_after_s() const;
  /// How far this machine's clock is ahead of the server's, by the answer's date.
  std::optional<double> clock_skew_s() const;
};

/// Sends requests and keeps connections for the next ones. For any number of threads at once. Proxies come from the
/// usual environment variables, certificates from CURL_CA_BUNDLE or SSL_CERT_FILE or the system.
class HttpClient {
 public:
  HttpClient();
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// The answer, whatever its status. Throws Error(remote), naming the address without its query, when none comes or it
  /// is cut off; Error(interrupted); and what the sink throws.
  HttpReply send(const HttpRequest& request);

 private:
  struct Connection;
  std::unique_ptr<Connection> take();

  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

/// Sends again, after pauses as long as the server asks for at least, when no answer comes and on 429, 500, 502, 503,
/// 504, and Google's 403 for too many requests. Gives the last answer when patience ends, or throws as the last attempt
/// did.
HttpReply send_patiently(HttpClient& client, const HttpRequest& request, const Patience& patience);

/// An address without what follows its ?, which may be a signature: for names and messages.
std::string without_query(const std::string& url);
/// Whether secrets may be sent there: over https, or to this machine.
bool is_secure(const std::string& url);
/// Whether an address is of this machine.
bool is_loopback(const std::string& url);

/// Text as part of an address or a form.
std::string percent_encoded(std::string_view text);
/// The body of a form: name=value&...
std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace undercast
