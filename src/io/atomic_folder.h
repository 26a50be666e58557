// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// A folder that appears under its name only when complete: it is filled beside the output, in
/// `OUT.XXXXXX.undercast-part`, then synced and renamed. Destroyed without commit(), it removes
/// what it has. Its file kFolderMark says which run wrote it; a folder without it is never
/// replaced.
class AtomicFolder {
 public:
  /// Removes what killed runs have left beside the output, whose lock the caller holds. Throws as
  /// require_writable_folder(), and Error(io).
  AtomicFolder(std::string path, std::string mark, bool overwrite);
  ~AtomicFolder();
  AtomicFolder(const AtomicFolder&) = delete;
  AtomicFolder& operator=(const AtomicFolder&) = delete;

  /// The folder to fill.
  const std::string& part() const { return part_; }
  /// Throws Error(io). Throws Error(usage) when something has come to the output's name since the
  /// start that may not be replaced; the result is then kept under another name, which the error
  /// says.
  void commit();

 private:
  [[noreturn]] void keep_result(const char* reason);

  std::string path_, mark_, part_;
  bool overwrite_;
};

inline constexpr const char* kFolderMark = ".undercast.json";

/// The check of the constructor alone. Throws Error(usage) when `path` exists, unless `overwrite`
/// is set and it is a folder that an export wrote, and when it is an object of a store; Error(io)
/// when its folder cannot be written.
void require_writable_folder(const std::string& path, bool overwrite);

}  // namespace undercast
