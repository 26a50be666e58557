// SPDX-License-Identifier: Apache-2.0
#include "io/remote.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_vsi.h>
#include <fmt/format.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "core/error.h"
#include "io/atomic_file.h"
#include "io/gdal.h"
#include "net/url.h"

namespace undercast {

void remote_setup() {
  gdal_setup();
  static std::once_flag once;
  std::call_once(once, [] {
    const auto set = [](const char* key, const char* value) {
      if (CPLGetConfigOption(key, nullptr) == nullptr) CPLSetConfigOption(key, value);
    };
    set("GDAL_HTTP_MAX_RETRY", "3");
    set("GDAL_HTTP_RETRY_DELAY", "1");
    set("GDAL_HTTP_CONNECTTIMEOUT", "30");
    set("GDAL_HTTP_TIMEOUT", "900");  // a request is for a few blocks
    set("GDAL_HTTP_LOW_SPEED_TIME", "60");
    set("GDAL_HTTP_LOW_SPEED_LIMIT", "100");
    set("GDAL_HTTP_MERGE_CONSECUTIVE_RANGES", "YES");
    // One request reads the header of a Cloud Optimized GeoTIFF. GDAL asks for the size with HEAD:
    // without it, GDAL 3.6 would download the whole file to learn it.
    set("GDAL_INGESTED_BYTES_AT_OPEN", "32768");
  });
}

std::string path_of_url(const std::string& url) {
  // Keys of stores need not be parts of an address: they may hold blanks.
  for (const char* store : {"s3", "gs", "az"})
    if (const std::string scheme = std::string(store) + "://"; url.starts_with(scheme))
      return fmt::format("/vsi{}/{}", store, url.substr(scheme.size()));
  const std::optional<Url> address = Url::parse(url);
  if (!address) return url;
  if (address->scheme == "http" || address->scheme == "https") return "/vsicurl/" + url;
  return url;
}

std::string read_file(const std::string& path, std::size_t most_bytes) {
  const std::string address = path_of_url(path);
  if (!address.starts_with("/vsi")) return read_text_file(path, most_bytes);
  remote_setup();
  CPLErrorReset();
  GByte* bytes = nullptr;
  vsi_l_offset size = 0;
  const bool is_bounded = most_bytes < static_cast<std::size_t>(INT64_MAX);
  if (VSIIngestFile(nullptr, address.c_str(), &bytes, &size, is_bounded ? static_cast<GIntBig>(most_bytes) : -1) ==
      FALSE)
    throw Error(ErrorKind::io, fmt::format("cannot read {}: {}", without_secrets(path), gdal_reason()),
                "check that the address is right");
  const std::unique_ptr<GByte, void (*)(void*)> owned(bytes, VSIFree);
  return {bytes, bytes + size};
}

void set_s3_endpoint(const std::string& bucket, const std::string& endpoint) {
  const std::string prefix = "/vsis3/" + bucket;
  const auto set = [&](const char* key, const std::string& value) {
    if (CPLGetConfigOption(key, nullptr) == nullptr) VSISetPathSpecificOption(prefix.c_str(), key, value.c_str());
  };
  set("AWS_S3_ENDPOINT", endpoint);
  set("AWS_VIRTUAL_HOSTING", "FALSE");
}

bool has_s3_keys() {
  for (const char* key : {"AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_NO_SIGN_REQUEST"})
    if (CPLGetConfigOption(key, nullptr) != nullptr) return true;
  const char* home = std::getenv("HOME");
  std::error_code ignored;
  return home != nullptr && std::filesystem::exists(std::filesystem::path(home) / ".aws" / "credentials", ignored);
}

}  // namespace undercast
