// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "python/work.h"

namespace undercast {

/// Does what a command of the program does: fields, phenology, evaluate or train. `options` is a JSON
/// object of the command's options, its files among them. Returns what it found as JSON: of evaluate
/// every figure, of the others an empty object.
std::string run_job(const std::string& command, const std::string& options, const RunArguments& arguments);

}  // namespace undercast
