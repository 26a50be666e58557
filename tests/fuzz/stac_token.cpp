// SPDX-License-Identifier: Apache-2.0
// The answer of a service that issues tokens for an archive's files.
#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"
#include "stac/signer.h"

namespace undercast {

void fuzz_stac_token(std::string_view bytes) {
  const StacHttp http = [&](const HttpRequest&) { return HttpReply{kOk, {}, std::string(bytes)}; };
  StacTokens signer("https://example.org/token", http, [] { return std::chrono::sys_seconds(); });
  const std::string file = "https://account.blob.core.windows.net/red.tif";
  require(signer.sign(file, "s2").starts_with(file + "?"), "a token changes the address");
  require(signer.sign("https://example.com/red.tif", "s2") == "https://example.com/red.tif",
          "a token is sent to a stranger");
}

}  // namespace undercast
