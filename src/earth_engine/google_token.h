// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <mutex>
#include <string>

#include "earth_engine/google_credentials.h"
#include "net/http.h"

namespace undercast {

/// Access tokens for Google's services, renewed a minute before they expire and when one was
/// refused. Any number of threads may use it at once.
class GoogleToken {
 public:
  GoogleToken(GoogleCredentials credentials, HttpClient& client, Patience patience);

  /// A valid token. Throws Error(remote), with a hint, when the credentials are refused.
  std::string text();
  /// Notes that a token was refused, so that the next text() returns another one.
  void refuse(const std::string& token);
  const GoogleCredentials& credentials() const { return credentials_; }

 private:
  void renew();

  GoogleCredentials credentials_;
  HttpClient& client_;
  Patience patience_;
  std::mutex mutex_;
  std::string token_;
  std::chrono::steady_clock::time_point expiry_;
};

}  // namespace undercast
