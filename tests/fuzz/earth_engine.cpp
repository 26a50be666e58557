// SPDX-License-Identifier: Apache-2.0
// The answers of Google's services: a token, an operation, a list of files, pixels.
#include "earth_engine/export.h"
#include "fuzz/foreign_bytes.h"
#include "fuzz/loopback.h"
#include "fuzz/targets.h"

namespace undercast {

void fuzz_earth_engine(std::string_view bytes) {
  static Loopback server;
  static HttpClient client;
  server.set_answers(parts_of(bytes));
  const Patience once{1, 0, 0};
  GoogleCredentials credentials;
  credentials.token_url = server.address() + "/token";
  credentials.refresh_token = "secret";
  credentials.file = "credentials";
  GoogleToken token(credentials, client, once);
  EarthEngineOptions options;
  options.api = server.address();
  options.project = "project";
  EeService service(options, client, token, once);
  succeeds([&] { operation_of(service.ask("operations/a", nullptr)); });
  const GoogleFileAccess access{client, token, once, server.address(), server.address()};
  succeeds([&] { list_drive_files(access, "folder", {"cube", "2024-01-01T00:00:00Z"}); });
  succeeds([&] { list_bucket_files(access, "bucket", {"cube", "2024-01-01T00:00:00Z"}); });
  succeeds([&] { service.pixels({{"expression", {}}}); });
}

}  // namespace undercast
