// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "net/http.h"
#include "retrieve/ee_options.h"
#include "retrieve/google_token.h"

namespace undercast {

/// A request to one of Google's services with its token: one that is refused is renewed once. Throws as send_patiently
/// and GoogleToken do, and Error(usage) for an address that is not secure.
HttpReply send_authorised(HttpClient& client, HttpRequest request, GoogleToken& token, const std::string& project,
                          const Patience& patience);

/// Error(remote) for an answer that is none: what the service said, and what to do about it; of the project, or of the
/// files that were `asked` for.
enum class GooglePlace { project, files };
[[noreturn]] void throw_google_refusal(const std::string& asked, const HttpReply& reply,
                                       GooglePlace place = GooglePlace::project);

/// The Earth Engine REST API v1 of one project. For any thread.
class EeService {
 public:
  EeService(const EarthEngineOptions& options, HttpClient& client, GoogleToken& token, const Patience& patience = {});

  /// A POST of JSON to "value:compute" and the like, or a GET when `body` is null. Throws Error(remote).
  nlohmann::json ask(const std::string& path, const nlohmann::json& body);

  /// The answer to a request for pixels: a raster file, or why it must be made smaller.
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
