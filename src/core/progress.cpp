// SPDX-License-Identifier: Apache-2.0
#include "core/progress.h"

#include <atomic>

#include "core/error.h"

namespace undercast {
namespace {
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): what a signal handler can set
std::atomic<bool> stop{false};
}  // namespace

void request_stop() noexcept { stop = true; }
void clear_stop_request() noexcept { stop = false; }
bool stop_requested() noexcept { return stop; }
void stop_if_requested() {
  if (stop) throw Error(ErrorKind::interrupted, "interrupted");
}

}  // namespace undercast
