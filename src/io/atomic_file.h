// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// Output that appears under its name only when complete: written as `path.part`, then synced and
/// renamed. Destroyed without commit(), it removes the part.
class AtomicFile {
 public:
  /// Throws Error(usage) when `path` exists and `overwrite` is not set, Error(io) when its folder
  /// cannot be written.
  AtomicFile(std::string path, bool overwrite);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::string& path() const { return path_; }
  const std::string& part() const { return part_; }
  /// Syncs the part to disk and renames it. Throws Error(io).
  void commit();

 private:
  std::string path_, part_;
  bool committed_ = false;
};

/// The check of AtomicFile's constructor alone, so that a command can refuse before hours of work.
void require_writable(const std::string& path, bool overwrite);
/// Writes `content` through an AtomicFile.
void write_text_file(const std::string& path, const std::string& content, bool overwrite);
/// Throws Error(io).
std::string read_text_file(const std::string& path);

}  // namespace undercast
