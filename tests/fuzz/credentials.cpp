// SPDX-License-Identifier: Apache-2.0
// A file of Google's credentials, and the key in it.
#include "earth_engine/google_credentials.h"
#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"
#include "net/jwt.h"
#include "net/url.h"

namespace undercast {

void fuzz_credentials(std::string_view bytes) {
  const MemoryFile file(bytes);
  const GoogleCredentials found = find_google_credentials(file.path(), "https://oauth2.googleapis.com/token");
  require(is_secure(found.token_url), "secrets would be sent in the open");
  found.description();
  if (found.is_service_account) signed_jwt("{}", found.key_id, found.private_key);
}

}  // namespace undercast
