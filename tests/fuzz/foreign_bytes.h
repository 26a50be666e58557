// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace undercast {

/// Runs `work`, and passes over an Error that says what is wrong with its input. Returns whether
/// there was none. Other exceptions, and an Error of kind internal, are thrown on: they are defects.
bool succeeds(const std::function<void()>& work);

/// Throws std::logic_error: what a target expects of the code does not hold.
void require(bool holds, const char* what);

/// The parts of an input between the lines `mark`, so that a person can write it.
std::vector<std::string> parts_of(std::string_view bytes, std::string_view mark = "\n--\n");

/// A file in memory that holds bytes.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  int file_;
  std::string path_;
};

}  // namespace undercast
