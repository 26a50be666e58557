// SPDX-License-Identifier: Apache-2.0
#include "core/early_end.h"

#include <unistd.h>

#include <cstdlib>
#include <mutex>
#include <set>

namespace undercast {
namespace {

// All that is needed at the end, made before it.
struct EarlyEnd {
  std::mutex mutex;
  std::multiset<std::string> paths;
  std::string error = std::string("error: out of memory\n       ") + kMemoryHint + "\n";
};

// Never destroyed, since threads may still run when the program ends.
EarlyEnd& early_end() {
  static EarlyEnd& all = *new EarlyEnd;
  return all;
}

}  // namespace

void name_command(std::string_view command) {
  early_end().error = "error: out of memory while '" + std::string(command) + "' ran\n       " + kMemoryHint + "\n";
}

void remove_on_early_end(const std::string& path) {
  std::multiset<std::string> added{path};
  const std::lock_guard lock(early_end().mutex);
  early_end().paths.merge(added);  // allocates nothing, and so cannot end the process with the mutex taken
}

void forget_on_early_end(const std::string& path) noexcept {
  const std::lock_guard lock(early_end().mutex);
  if (const auto found = early_end().paths.find(path); found != early_end().paths.end()) early_end().paths.erase(found);
}

void end_out_of_memory() noexcept {
  // Nothing is allocated here, nor where the mutex is taken. A second thread says nothing more.
  const std::lock_guard lock(early_end().mutex);
  const ssize_t written = ::write(STDERR_FILENO, early_end().error.data(), early_end().error.size());
  static_cast<void>(written);  // there is no other place to say it
  for (const std::string& path : early_end().paths) ::unlink(path.c_str());
  std::_Exit(1);
}

}  // namespace undercast
