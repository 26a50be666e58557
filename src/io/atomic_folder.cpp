// SPDX-License-Identifier: Apache-2.0
#include "io/atomic_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "core/error.h"
#include "io/atomic_file.h"
#include "io/object_store.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_folder(const char* doing, const std::string& path) {
  throw Error(ErrorKind::io, fmt::format("{} {} failed: {}", doing, path, std::strerror(errno)),
              "check free space and permissions, then run the command again");
}

void remove_left_parts(const std::string& path) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(fs::absolute(path).parent_path(), ignored))
    if (entry.is_directory(ignored) &&
        is_scratch_name(entry.path().filename().string(), fs::path(path).filename().string()))
      fs::remove_all(entry.path(), ignored);
}

// Everything in it, which may be thousands of files, is on disk before it gets its name.
bool sync_all(const std::string& folder) {
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return false;
  const bool is_synced = ::syncfs(opened) == 0;
  ::close(opened);
  return is_synced;
}

bool exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path, ignored));
}

// Whether it is a folder that an export wrote.
bool is_export(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored) && !fs::is_symlink(path, ignored) &&
         fs::exists(fs::path(path) / kFolderMark, ignored);
}

}  // namespace

void require_writable_folder(const std::string& path, bool overwrite) {
  if (is_object(path))
    throw Error(ErrorKind::usage,
                fmt::format("{} is to be a folder, and an object store takes single files here", path),
                "export to a folder of this machine and copy it, or choose --format netcdf");
  if (const fs::path name = fs::path(path).filename(); name == "." || name == "..")
    throw Error(ErrorKind::usage, fmt::format("cannot write the folder {}: it has no name of its own", path),
                "name a folder");
  std::error_code ignored;
  if (!overwrite || !fs::is_directory(path, ignored)) {
    if (fs::is_directory(path, ignored))
      throw Error(ErrorKind::usage, fmt::format("{} exists already", path),
                  "add --overwrite to replace it, or name another folder");
    if (exists(path))
      throw Error(ErrorKind::usage, fmt::format("cannot write the folder {}: it is a file", path),
                  "name another folder");
    return require_writable(path, false);
  }
  if (!is_export(path))
    throw Error(ErrorKind::usage, fmt::format("{} is not replaced: 'undercast export' did not write this folder", path),
                "name another folder, or remove it first");
  if (::access(fs::absolute(path).parent_path().c_str(), W_OK) != 0) fail_folder("replacing", path);
}

AtomicFolder::AtomicFolder(std::string path, std::string mark, bool overwrite)
    : path_(std::move(path)), mark_(std::move(mark)), overwrite_(overwrite) {
  require_writable_folder(path_, overwrite);
  remove_left_parts(path_);
  do {
    part_ = scratch_name(path_);
  } while (::mkdir(part_.c_str(), 0777) != 0 && errno == EEXIST);
  if (!fs::is_directory(part_)) fail_folder("making", std::exchange(part_, {}));
}

AtomicFolder::~AtomicFolder() {
  std::error_code ignored;
  if (!part_.empty()) fs::remove_all(part_, ignored);
}

void AtomicFolder::commit() {
  write_text_file(fs::path(part_) / kFolderMark, mark_, true);
  if (!sync_all(part_)) fail_folder("writing", path_);
  if (exists(path_)) {
    if (!overwrite_ || !is_export(path_)) keep_result("has appeared during the run, and is not replaced");
    // The old folder is then the part, which the destructor removes.
    if (::renameat2(AT_FDCWD, part_.c_str(), AT_FDCWD, path_.c_str(), RENAME_EXCHANGE) == 0)
      return sync_folder_of(path_);
    if (errno != EINVAL && errno != ENOSYS) keep_result("cannot be replaced");
    // This file system cannot do both at once.
    const std::string old = scratch_name(path_);
    if (std::rename(path_.c_str(), old.c_str()) != 0) keep_result("cannot be replaced");
    if (std::rename(part_.c_str(), path_.c_str()) != 0) {
      std::rename(old.c_str(), path_.c_str());
      keep_result("cannot be replaced");
    }
    part_ = old;
    return sync_folder_of(path_);
  }
  if (std::rename(part_.c_str(), path_.c_str()) != 0) {
    if (!exists(path_)) fail_folder("renaming to", path_);
    keep_result("has appeared during the run, and is not replaced");
  }
  part_.clear();
  sync_folder_of(path_);
}

// The next run would remove a part.
void AtomicFolder::keep_result(const char* reason) {
  const std::string result = fs::path(part_).replace_extension(".result");
  if (std::rename(part_.c_str(), result.c_str()) != 0) fail_folder("keeping the result of", path_);
  part_.clear();
  throw Error(ErrorKind::usage, fmt::format("{} {}", path_, reason),
              fmt::format("the result is complete: rename {}", result));
}

}  // namespace undercast
