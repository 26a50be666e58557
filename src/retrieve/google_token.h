// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <mutex>
#include <string>

#include "net/http.h"
#include "retrieve/google_credentials.h"

namespace undercast {

/// Access tokens for Google's services, renewed a minute before they expire and when one was refused. For any thread.
class GoogleToken {
 public:
  GoogleToken(GoogleCredentials credentials, HttpClient& client, Patience patience);

  /// Throws Error(remote), saying what to do, when the credentials are refused.
  std::string text();
  /// This token was refused: the next text() is another.
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
