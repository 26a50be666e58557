// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

namespace undercast {

/// A new name beside an output, `OUT.XXXXXX.undercast-part`, and whether a name is such a one.
std::string scratch_name(const std::string& output);
bool is_scratch_name(const std::string& name, const std::string& output);

/// What has its name in a folder stays there after a power cut once the folder is synced.
void sync_folder_of(const std::string& path);

/// A file with a scratch name that lives as long as this object. It never is a file that was there
/// before. The scratch files of an object (io/object_store.h) lie on this machine.
class ScratchFile {
 public:
  /// Makes it, empty. Throws Error(io).
  explicit ScratchFile(const std::string& output);
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  const std::string& path() const { return path_; }
  /// The file stays, or has got another name.
  void release();

 private:
  std::string path_;
};

/// Removes the scratch files of an output that killed runs have left. The caller holds its lock
/// (io/output_lock.h).
void remove_scratch_files(const std::string& output);

/// Output that appears under its name only when complete: written to a scratch file, then synced
/// and renamed, or uploaded to an object store. Destroyed without commit(), it removes the scratch
/// file.
class AtomicFile {
 public:
  /// Throws Error(usage) when `path` exists and `overwrite` is not set, Error(io) when its folder
  /// cannot be written.
  AtomicFile(std::string path, bool overwrite);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::string& path() const { return path_; }
  /// The scratch file, to be written.
  const std::string& part() const { return part_.path(); }
  /// Syncs the scratch file to disk and renames it. Throws Error(io). Throws Error(usage) when a
  /// file has come to `path` since the start and `overwrite` is not set; the result is then kept
  /// under another name, which the error says.
  void commit();

 private:
  /// Gives the scratch file another name, which it returns.
  std::string keep_result();
  void commit_object();

  std::string path_;
  bool overwrite_;
  ScratchFile part_;
};

/// The check of AtomicFile's constructor alone, so that a command can refuse before hours of work.
void require_writable(const std::string& path, bool overwrite);
/// Writes `content` through an AtomicFile.
void write_text_file(const std::string& path, const std::string& content, bool overwrite);
/// Throws Error(io), and Error(usage) when the file has more than `most_bytes`, as a device has.
std::string read_text_file(const std::string& path, std::size_t most_bytes = SIZE_MAX);

}  // namespace undercast
