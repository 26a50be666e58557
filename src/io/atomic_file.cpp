// SPDX-License-Identifier: Apache-2.0
#include "io/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <vector>

#include "core/early_end.h"
#include "core/error.h"
#include "io/object_store.h"

namespace undercast {
namespace fs = std::filesystem;
namespace {

constexpr const char* kPermissionHint = "check the folder's permissions, or name another output";
constexpr std::string_view kScratchEnding = ".undercast-part";
constexpr int kRandomLetters = 6;

fs::path folder_of(const std::string& path) {
  return fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
}

std::string random_letters() {
  std::random_device source;
  std::string letters(kRandomLetters, 'a');
  for (char& letter : letters) letter = static_cast<char>('a' + source() % 26);
  return letters;
}

// Renames unless there is a file of the new name already; then it fails with EEXIST.
bool rename_to_new(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  // This file system cannot do both at once, but perhaps it has hard links.
  if (::link(from.c_str(), to.c_str()) == 0) return ::unlink(from.c_str()) == 0;
  if (errno == EEXIST || ::access(to.c_str(), F_OK) == 0) {
    errno = EEXIST;
    return false;
  }
  return std::rename(from.c_str(), to.c_str()) == 0;
}

}  // namespace

std::string scratch_name(const std::string& output) {
  return fmt::format("{}.{}{}", output, random_letters(), kScratchEnding);
}

bool is_scratch_name(const std::string& name, const std::string& output) {
  return name.size() == output.size() + 1 + kRandomLetters + kScratchEnding.size() && name.starts_with(output + ".") &&
         name.ends_with(kScratchEnding);
}

// A new name is on disk when its folder is synced. Not all file systems can sync a folder.
void sync_folder_of(const std::string& path) {
  const int folder = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  ::fsync(folder);
  ::close(folder);
}

ScratchFile::ScratchFile(const std::string& output) {
  for (;;) {
    const std::string path = scratch_name(working_place(output));
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file < 0 && errno == EEXIST) continue;
    if (file < 0)
      throw Error(ErrorKind::io, fmt::format("cannot write {}: {}", path, std::strerror(errno)), kPermissionHint);
    ::close(file);
    path_ = path;
    remove_on_early_end(path_);
    return;
  }
}

ScratchFile::~ScratchFile() {
  std::error_code ignored;
  if (path_.empty()) return;
  fs::remove(path_, ignored);
  forget_on_early_end(path_);
}

void ScratchFile::release() {
  forget_on_early_end(path_);
  path_.clear();
}

void remove_scratch_files(const std::string& output) {
  const std::string place = working_place(output), name = fs::path(place).filename().string();
  std::error_code ignored;
  fs::directory_iterator entry(folder_of(place), ignored);
  for (; !ignored && entry != fs::directory_iterator(); entry.increment(ignored)) {
    const std::string found = entry->path().filename().string();
    for (const char* of_kept_work : {"", ".checkpoint", ".trials"})
      if (is_scratch_name(found, name + of_kept_work)) fs::remove(entry->path(), ignored);
  }
}

void require_writable(const std::string& path, bool overwrite) {
  const auto require_new = [&](bool exists) {
    if (!overwrite && exists)
      throw Error(ErrorKind::usage, fmt::format("{} exists already", path), "add --overwrite to replace it");
  };
  if (is_object(path)) {
    require_writable_object(path);
    return require_new(object_exists(path));
  }
  std::error_code ignored, reason;
  const fs::path folder = folder_of(path);
  const bool folder_exists = fs::is_directory(folder, reason);
  if (reason == std::errc::permission_denied)
    throw Error(ErrorKind::io, fmt::format("cannot write {}: {}", path, reason.message()), kPermissionHint);
  if (!folder_exists)
    throw Error(ErrorKind::io, fmt::format("cannot write {}: the folder {} does not exist", path, folder.string()),
                "make the folder first, or name another output");
  const fs::file_status there = fs::symlink_status(path, ignored);
  if (fs::is_directory(path, ignored))
    throw Error(ErrorKind::usage, fmt::format("cannot write {}: it is a folder", path), "name a file in it");
  if (fs::exists(there) && !fs::is_regular_file(there) && !fs::is_symlink(there))
    throw Error(ErrorKind::usage, fmt::format("cannot write {}: it is a device or a pipe", path), "name a file");
  if (::access(folder.c_str(), W_OK) != 0)
    throw Error(ErrorKind::io, fmt::format("cannot write {}: {}", path, std::strerror(errno)), kPermissionHint);
  require_new(fs::exists(there));
}

namespace {

std::string writable(std::string path, bool overwrite) {
  require_writable(path, overwrite);
  return path;
}

}  // namespace

AtomicFile::AtomicFile(std::string path, bool overwrite)
    : path_(writable(std::move(path), overwrite)), overwrite_(overwrite), part_(path_) {}

void AtomicFile::commit() {
  const auto fail = [&](const char* doing) {
    throw Error(ErrorKind::io, fmt::format("{} {} failed: {}", doing, path_, std::strerror(errno)),
                "check free space and permissions, then run the command again");
  };
  const int file = ::open(part().c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail("finishing");
  const int synced = ::fsync(file);
  ::close(file);
  if (synced != 0) fail("writing");
  if (is_object(path_)) return commit_object();
  const bool is_renamed = overwrite_ ? std::rename(part().c_str(), path_.c_str()) == 0 : rename_to_new(part(), path_);
  if (!is_renamed && !overwrite_ && errno == EEXIST)
    throw Error(ErrorKind::usage, fmt::format("{} has appeared during the run, and is not replaced", path_),
                fmt::format("the result is complete: rename {}", keep_result()));
  if (!is_renamed) fail("renaming to");
  part_.release();
  sync_folder_of(path_);
}

// The next run would remove a scratch file.
std::string AtomicFile::keep_result() {
  const std::string result = part().substr(0, part().size() - kScratchEnding.size()) + ".result";
  if (!rename_to_new(part(), result))
    throw Error(ErrorKind::io, fmt::format("keeping the result of {} failed: {}", path_, std::strerror(errno)));
  part_.release();
  return result;
}

void AtomicFile::commit_object() {
  try {
    require_writable(path_, overwrite_);
    upload(part(), path_);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    throw Error(error.kind(), error.what(), fmt::format("the result is complete: upload {}", keep_result()));
  }
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

std::string read_text_file(const std::string& path, std::size_t most_bytes) {
  std::ifstream in(path, std::ios::binary);
  std::string text;
  std::vector<char> part(1U << 16);
  while (in.read(part.data(), static_cast<std::streamsize>(part.size())), in.gcount() > 0) {
    if (text.size() + static_cast<std::size_t>(in.gcount()) > most_bytes)
      throw Error(ErrorKind::usage, fmt::format("{} has more than {} MB", path, most_bytes >> 20), "give another file");
    text.append(part.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (!in.is_open() || in.bad())
    throw Error(ErrorKind::io, fmt::format("cannot read {}: {}", path, std::strerror(errno)),
                "check that the path is right");
  return text;
}

}  // namespace undercast
