// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace undercast {

/// Long work reports its progress here, from any thread. The default shows nothing.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void begin(std::string_view /*what*/, long long /*total*/) {}
  /// `count` more of the total are done; `note` is shown beside the bar when not empty.
  virtual void advance(long long /*count*/, std::string_view /*note*/ = {}) {}
  virtual void end() {}
};

/// Progress that is not shown.
Progress& no_progress();

/// Asks running work to stop at its next safe point (called by a signal handler).
void request_stop() noexcept;
bool stop_requested() noexcept;
/// Allows work to begin again after a stop.
void clear_stop_request() noexcept;
/// Throws Error(interrupted) after request_stop().
void stop_if_requested();

}  // namespace undercast
