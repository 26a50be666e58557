// SPDX-License-Identifier: Apache-2.0
#include "core/progress.h"

#include <atomic>

#include "core/error.h"

namespace undercast {
namespace {
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): a signal handler sets it
std::atomic<bool> stop{false};
}  // namespace

Progress& no_progress() {
  static Progress silent;
  return silent;
}

void request_stop() noexcept { stop = true; }
void clear_stop_request() noexcept { stop = false; }
bool stop_requested() noexcept { return stop; }
void stop_if_requested() {
  if (stop) throw Error(ErrorKind::interrupted, "interrupted");
}

}  // namespace undercast
