// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/google_credentials.h"

#include <fmt/format.h>

#include <filesystem>
#include <vector>

#include "core/json.h"
#include "io/atomic_file.h"
#include "net/environment.h"
#include "net/http.h"
#include "net/url.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

// These are the values of Earth Engine's own client, which leaves them out of its files. The
// "secret" of an installed program is public: it stands in the source of that client.
constexpr const char* kClientId = "517222506229-vsmmajv00ul0bs7p89v5m89qs8eb9359.apps.googleusercontent.com";
constexpr const char* kClientSecret = "RUP0RZ6e0pPhDzsqIJ7KlNd1";

constexpr const char* kHint =
    "run `earthengine authenticate`, or name a service account's key with --credentials or "
    "GOOGLE_APPLICATION_CREDENTIALS";

std::vector<std::string> usual_files() {
  const fs::path home = environment_text("HOME");
  std::vector<std::string> files{(home / ".config/earthengine/credentials").string()};
  if (const std::string named = environment_text("GOOGLE_APPLICATION_CREDENTIALS"); !named.empty())
    files.push_back(named);
  const std::string gcloud = environment_text("CLOUDSDK_CONFIG");
  files.push_back(
      ((gcloud.empty() ? home / ".config/gcloud" : fs::path(gcloud)) / "application_default_credentials.json")
          .string());
  return files;
}

std::string usual_file() {
  const std::string named = environment_text("GOOGLE_APPLICATION_CREDENTIALS");
  std::error_code ignored;
  for (const std::string& file : usual_files()) {
    if (fs::exists(file, ignored)) return file;
    if (file == named)
      throw Error(ErrorKind::usage, fmt::format("GOOGLE_APPLICATION_CREDENTIALS names {}, which does not exist", file),
                  kHint);
  }
  throw Error(ErrorKind::usage,
              fmt::format("no credentials for Earth Engine: none of {} exists", fmt::join(usual_files(), ", ")), kHint);
}

}  // namespace

std::string GoogleCredentials::description() const {
  return is_service_account ? fmt::format("service account {}, from {}", client_email, file)
                            : fmt::format("a user's credentials, from {}", file);
}

GoogleCredentials find_google_credentials(const std::string& file, const std::string& token_url) {
  GoogleCredentials found;
  found.file = file.empty() ? usual_file() : file;
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorKind::bad_input, fmt::format("{} holds no credentials: {}", found.file, why), kHint);
  };
  const JsonSource source{found.file, ErrorKind::bad_input, kHint};
  const nlohmann::json content = parse_json(read_text_file(found.file), source);
  if (!content.is_object()) refuse("it is not a JSON object");
  // No message shows a part of the file.
  const auto text = [&](const char* key, const std::string& otherwise = {}) {
    return JsonValue(content, source).find_as<std::string>(key).value_or(otherwise);
  };
  const std::string type = text("type", "authorized_user");
  found.is_service_account = type == "service_account";
  if (found.is_service_account) {
    found.client_email = text("client_email");
    found.private_key = text("private_key");
    found.key_id = text("private_key_id");
    found.token_url = text("token_uri", token_url);
    found.project = text("project_id");
    if (found.client_email.empty() || found.private_key.empty())
      refuse("a service account's key has client_email and private_key");
  } else if (type == "authorized_user") {
    found.client_id = text("client_id", kClientId);
    found.client_secret = text("client_secret", kClientSecret);
    found.refresh_token = text("refresh_token");
    found.token_url = token_url;
    found.project = text("project", text("quota_project_id"));
    if (found.refresh_token.empty()) refuse("a user's credentials have refresh_token");
  } else {
    refuse(fmt::format("its type is '{}', expected service_account or authorized_user", type));
  }
  if (!is_secure(found.token_url))
    refuse(fmt::format("tokens would come from {}, which is not https", without_secrets(found.token_url)));
  return found;
}

}  // namespace undercast
