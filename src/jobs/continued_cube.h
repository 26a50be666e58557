// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/option.h"

namespace undercast {

/// What `--append` does, in the help of a command.
inline constexpr const char* kAppendText =
    "cube to continue: repeat the options that made it, with a later --end; periods without a new image are copied "
    "from it, the others are made; without --output the cube is replaced when all is done";

/// Sets the output of a job that continues a cube and names no other output, and returns whether
/// outputs that exist may be replaced.
bool replaces(const InputFile& append, OutputFile& output, bool overwrite);

/// Throws Error(bad_input) unless `command` made the cube with the options of `manifest` (see
/// manifest_of()), apart from its end, its inputs, and what makes no difference to its values.
void require_same_options(const std::string& cube, const std::string& command, const nlohmann::json& manifest);

/// Throws Error(usage) when the output is named and is the cube that is continued.
void require_output_apart(const InputFile& append, const OutputFile& output);

/// Throws Error(usage) for options that look at all periods together, or that need what the cube does
/// not hold.
void check_append(const InputFile& append, const OutputFile& counts, const AnyOptions& options);

}  // namespace undercast
