// SPDX-License-Identifier: Apache-2.0
#include "io/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/error.h"

namespace undercast {
namespace fs = std::filesystem;
namespace {
constexpr const char* kPermissionHint = "check the folder's permissions, or name another output";
}

void require_writable(const std::string& path, bool overwrite) {
  std::error_code ignored, reason;
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  const bool folder_exists = fs::is_directory(folder, reason);
  if (reason == std::errc::permission_denied)
    throw Error(ErrorKind::io, fmt::format("cannot write {}: {}", path, reason.message()), kPermissionHint);
  if (!folder_exists)
    throw Error(ErrorKind::io, fmt::format("cannot write {}: the folder {} does not exist", path, folder.string()),
                "make the folder first, or name another output");
  if (fs::is_directory(path, ignored))
    throw Error(ErrorKind::usage, fmt::format("cannot write {}: it is a folder", path), "name a file in it");
  if (::access(folder.c_str(), W_OK) != 0)
    throw Error(ErrorKind::io, fmt::format("cannot write {}: {}", path, std::strerror(errno)), kPermissionHint);
  if (!overwrite && fs::exists(path, ignored))
    throw Error(ErrorKind::usage, fmt::format("{} exists already", path), "add --overwrite to replace it");
}

AtomicFile::AtomicFile(std::string path, bool overwrite) : path_(std::move(path)), part_(path_ + ".part") {
  require_writable(path_, overwrite);
}

AtomicFile::~AtomicFile() {
  std::error_code ignored;
  if (!committed_) fs::remove(part_, ignored);
}

void AtomicFile::commit() {
  const auto fail = [&](const char* doing) {
    throw Error(ErrorKind::io, fmt::format("{} {} failed: {}", doing, path_, std::strerror(errno)),
                "check free space and permissions, then run the command again");
  };
  const int file = ::open(part_.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail("finishing");
  const int synced = ::fsync(file);
  ::close(file);
  if (synced != 0) fail("writing");
  if (std::rename(part_.c_str(), path_.c_str()) != 0) fail("renaming to");
  committed_ = true;
}

void write_text_file(const std::string& path, const std::string& content, bool overwrite) {
  AtomicFile file(path, overwrite);
  {
    std::ofstream out(file.part(), std::ios::binary);
    out << content;
    out.flush();
    if (!out)
      throw Error(ErrorKind::io, fmt::format("writing {} failed: {}", path, std::strerror(errno)), "check free space");
  }
  file.commit();
}

std::string read_text_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in)
    throw Error(ErrorKind::io, fmt::format("cannot read {}: {}", path, std::strerror(errno)),
                "check that the path is right");
  return text.str();
}

}  // namespace undercast
