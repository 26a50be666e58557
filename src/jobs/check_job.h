// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/option.h"
#include "core/team.h"
#include "io/cube_read_options.h"
#include "io/output_lock.h"

namespace undercast {

/// Checks what the declarations of a job's options state: ranges, choices, and which files are read
/// and written. `writes`: whether the job writes its outputs at all. Throws Error(usage).
void check_options(const AnyOptions& job, bool writes = true);

/// Throws Error(usage) where neither a cube is given nor what holds its NDVI.
void require_cube(const InputFile& cube, const CubeReadOptions& reading);

/// Locks the outputs of a job, and `companions` that it writes beside them, on rank 0. Throws
/// Error(usage) when another run writes one of them.
std::unique_ptr<OutputLocks> lock_outputs(const AnyOptions& job, const Team& team,
                                          const std::vector<std::string>& companions = {});

/// Warns of options that have no effect although they differ from the options of `defaults`.
void warn_of_ignored_options(const AnyOptions& job, const AnyOptions& defaults);

/// Throws Error(usage) when the file of interrupted work exists without `resume` or `overwrite`, or
/// does not exist with `resume`. `what`: "an interrupted training".
void require_kept_work(const std::string& path, const std::string& what, bool resume, bool overwrite);

/// Throws Error(usage) when an option's list names something twice: it would count twice.
void require_distinct(const AnyOptions& job, const std::string& option);

}  // namespace undercast
