// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace undercast {

/// Keeps other runs from writing the same outputs as long as it lives. Beside each output lies a
/// lock file, `.OUT.undercast-lock`, which says who holds it. The system releases the lock when its
/// process ends, however it ends; on file systems without locks the file itself is the lock, and
/// outlives a process that is killed.
class OutputLocks {
 public:
  /// Locks the outputs, and removes the scratch files of killed runs beside them. Throws
  /// Error(usage), naming the run that holds one of them, and Error(io).
  explicit OutputLocks(const std::vector<std::string>& outputs);
  ~OutputLocks();
  OutputLocks(const OutputLocks&) = delete;
  OutputLocks& operator=(const OutputLocks&) = delete;

 private:
  struct Lock {
    std::string path;
    int file;
  };
  void release();

  std::vector<Lock> locks_;
};

}  // namespace undercast
