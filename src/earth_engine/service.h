// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "earth_engine/google_token.h"
#include "earth_engine/options.h"
#include "net/http.h"

namespace undercast {

/// Sends a request to a service of Google with its token; a refused token is renewed once. Throws
/// as send_patiently and GoogleToken do, and Error(usage) for an address that is not secure.
HttpReply send_authorised(HttpClient& client, HttpRequest request, GoogleToken& token, const std::string& project,
                          const Patience& patience);

/// A service of Google refused a request.
struct GoogleRefusal : Error {
  GoogleRefusal(const std::string& message, const std::string& hint, const HttpReply& reply)
      : Error(ErrorKind::remote, message, hint), status(reply.status), is_final(status < 500 && !is_busy(reply)) {}
  int status;
  bool is_final;  ///< the same request would be refused again
};

/// What a service refused: a project, or the files of an export.
enum class GooglePlace { project, files };
/// Throws GoogleRefusal for a refusal of the request `asked`: what the service said, and a hint.
[[noreturn]] void throw_google_refusal(const std::string& asked, const HttpReply& reply,
                                       GooglePlace place = GooglePlace::project);

/// The Earth Engine REST API v1 for one project. Any number of threads may use it at once.
class EeService {
 public:
  EeService(const EarthEngineOptions& options, HttpClient& client, GoogleToken& token, const Patience& patience = {});

  /// Posts JSON to a `path` such as "value:compute", or sends a GET when `body` is null. Throws
  /// GoogleRefusal and other Error(remote).
  nlohmann::json ask(const std::string& path, const nlohmann::json& body);

  /// The answer to a request for pixels: a raster file, or why the request must be made smaller.
  struct Pixels {
    std::string file;
    std::string too_large;
  };
  Pixels pixels(const nlohmann::json& request);

  const std::string& project() const { return project_; }
  const Patience& patience() const { return patience_; }

 private:
  HttpReply send(const std::string& path, const nlohmann::json& body);

  std::string api_, project_;
  Patience patience_;
  HttpClient& client_;
  GoogleToken& token_;
};

}  // namespace undercast
