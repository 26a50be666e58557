// SPDX-License-Identifier: Apache-2.0
#include "io/object_store.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <cpl_vsi_error.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <mutex>
#include <set>

#include "core/error.h"
#include "core/hash.h"
#include "core/progress.h"
#include "io/gdal.h"
#include "io/remote.h"

namespace undercast {
namespace {

constexpr std::array kStores{"/vsis3/", "/vsigs/", "/vsiaz/"};

[[noreturn]] void refuse(const std::string& object, const std::string& hint) {
  stop_if_requested();
  const std::string failed = gdal_reason(), path = path_of_url(object);
  // GDAL keeps the answer to a failed PUT to itself, and gives the answer to a question.
  VSIErrorReset();
  VSIStatBufL found;
  const bool is_there = VSIStatExL(path.c_str(), &found, VSI_STAT_EXISTS_FLAG | VSI_STAT_SET_ERROR_FLAG) == 0;
  const std::string answer = is_there ? "" : VSIGetLastErrorMsg();
  throw Error(ErrorKind::remote,
              fmt::format("cannot write {}: {}{}", object, failed, answer.empty() ? "" : " (" + answer + ")"), hint);
}

}  // namespace

bool is_object(const std::string& output) {
  const std::string path = path_of_url(output);
  return std::any_of(kStores.begin(), kStores.end(), [&](const char* store) { return path.starts_with(store); });
}

std::string working_place(const std::string& output) {
  if (!is_object(output)) return output;
  std::error_code none;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(none);
  if (none)
    throw Error(ErrorKind::io, fmt::format("there is no folder to make {} in: {}", output, none.message()),
                "name one in TMPDIR, with room for the uncompressed output");
  const std::string path = path_of_url(output);
  const std::string name = std::filesystem::path(path).filename().string();
  return (folder / fmt::format("undercast-{:016x}-{}", hash_of_bytes(path), name)).string();
}

bool object_exists(const std::string& object) {
  const std::string path = path_of_url(object);
  VSICurlPartialClearCache(path.c_str());
  VSIStatBufL found;
  return VSIStatExL(path.c_str(), &found, VSI_STAT_EXISTS_FLAG | VSI_STAT_NATURE_FLAG) == 0 &&
         VSI_ISREG(found.st_mode) != 0;
}

void require_writable_object(const std::string& object) {
  static std::mutex mutex;
  static std::set<std::string> proven;
  const std::lock_guard lock(mutex);
  if (proven.contains(object)) return;
  remote_setup();
  const std::string trial = fmt::format("{}.{}.undercast-part", path_of_url(object), ::getpid());
  CPLErrorReset();
  VSILFILE* file = VSIFOpenL(trial.c_str(), "wb");
  const bool is_written = file != nullptr && VSIFWriteL("\n", 1, 1, file) == 1;
  if ((file != nullptr && VSIFCloseL(file) != 0) || !is_written)
    refuse(object, "check the bucket's name, the keys (for S3: AWS_ACCESS_KEY_ID or AWS_PROFILE) and what they may do");
  if (VSIUnlink(trial.c_str()) != 0)
    refuse(object, fmt::format("remove {}; the keys must be allowed to delete", trial));
  proven.insert(object);
}

void upload(const std::string& file, const std::string& object) {
  stop_if_requested();
  // With parts of a fixed size, GDAL makes a multipart upload, which the store shows when it is
  // completed.
  CPLStringList options;
  options.SetNameValue("SYNC_STRATEGY", "OVERWRITE");
  options.SetNameValue("CHUNK_SIZE", std::to_string(64 << 20).c_str());
  CPLErrorReset();
  const std::string path = path_of_url(object);
  if (VSISync(file.c_str(), path.c_str(), options.List(), nullptr, nullptr, nullptr) == 0)
    refuse(object, "check the network and the keys");
}

}  // namespace undercast
