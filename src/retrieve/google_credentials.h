// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// Who asks Google's services. What is secret here must never be shown.
struct GoogleCredentials {
  std::string file;  ///< where they were found
  bool is_service_account = false;
  std::string token_url;
  // A service account's.
  std::string client_email, private_key, key_id;
  // A user's.
  std::string client_id, client_secret, refresh_token;
  std::string project;  ///< that they name, if any

  /// "service account NAME, from FILE".
  std::string description() const;
};

/// From `file`; or, when that is empty, from the first that exists of: Earth Engine's own file
/// (~/.config/earthengine/credentials), $GOOGLE_APPLICATION_CREDENTIALS, gcloud's application-default credentials. A
/// user's tokens come from `token_url`; a service account's key names its own place. Throws Error(usage) when there are
/// none, Error(bad_input) when the file is no such file.
/// Source: earthengine-api, python/ee/oauth.py; google-auth-library.
GoogleCredentials find_google_credentials(const std::string& file, const std::string& token_url);

}  // namespace undercast
