// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "core/progress.h"

namespace undercast::cli {

/// Progress with an ETA on stderr: a line that renews itself on a terminal, plain lines (at most one in ten seconds)
/// elsewhere, nothing when quiet.
std::unique_ptr<Progress> make_progress(bool quiet);

}  // namespace undercast::cli
