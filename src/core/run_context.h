// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/byte_size.h"
#include "core/progress.h"
#include "core/team.h"

namespace undercast {

/// What a job may take of the machine, where it says how far it is, and the ranks that share it.
struct RunContext {
  int threads = 1;
  ByteSize memory{"4G"};
  Progress& progress = no_progress();
  Team& team = alone();

  /// Returns this run without a progress bar. A job whose bar counts its steps gives it to them.
  RunContext silent() const { return {threads, memory, no_progress(), team}; }
};

}  // namespace undercast
