// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "core/progress.h"

namespace undercast::cli {

/// A time for people: 12 s, 3:05 min, 1:40 h.
std::string duration_text(double seconds);

/// Shows progress with the time left on stderr: one line that is rewritten on a terminal, plain
/// lines (at most one in ten seconds) elsewhere, nothing when quiet.
std::unique_ptr<Progress> make_progress(bool quiet);

}  // namespace undercast::cli
