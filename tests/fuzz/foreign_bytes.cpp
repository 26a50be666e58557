// SPDX-License-Identifier: Apache-2.0
#include "fuzz/foreign_bytes.h"

#include <sys/mman.h>
#include <unistd.h>

#include "core/error.h"

namespace undercast {

bool succeeds(const std::function<void()>& work) {
  try {
    work();
    return true;
  } catch (const Error& error) {
    const bool is_foreign = error.kind() == ErrorKind::bad_input || error.kind() == ErrorKind::remote ||
                            error.kind() == ErrorKind::io || error.kind() == ErrorKind::usage;
    if (!is_foreign || *error.what() == '\0') throw;
    return false;
  }
}

void require(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

std::vector<std::string> parts_of(std::string_view bytes, std::string_view mark) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t end = bytes.find(mark);
    parts.emplace_back(bytes.substr(0, end));
    if (end == std::string_view::npos) return parts;
    bytes.remove_prefix(end + mark.size());
  }
}

MemoryFile::MemoryFile(std::string_view bytes)
    : file_(::memfd_create("undercast", MFD_CLOEXEC)), path_("/proc/self/fd/" + std::to_string(file_)) {
  if (file_ < 0 || ::write(file_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    throw std::runtime_error("no file in memory");
}

MemoryFile::~MemoryFile() { ::close(file_); }

}  // namespace undercast
