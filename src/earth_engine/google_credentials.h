// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// The account that sends requests to Google. Its secrets must never be shown.
struct GoogleCredentials {
  std::string file;  ///< the file that holds them
  bool is_service_account = false;
  std::string token_url;
  // A service account's.
  std::string client_email, private_key, key_id;
  // A user's.
  std::string client_id, client_secret, refresh_token;
  std::string project;  ///< the project that they name, if any

  /// "service account NAME, from FILE".
  std::string description() const;
};

/// Reads `file` or, when that is empty, the first of these files that exists: Earth Engine's own
/// file (~/.config/earthengine/credentials), $GOOGLE_APPLICATION_CREDENTIALS, gcloud's
/// application-default credentials. The tokens of a user come from `token_url`; the key of a
/// service account names the address of its tokens. Throws Error(usage) when there is no file,
/// Error(bad_input) when it holds no credentials.
/// Source: earthengine-api, python/ee/oauth.py; google-auth-library.
GoogleCredentials find_google_credentials(const std::string& file, const std::string& token_url);

}  // namespace undercast
