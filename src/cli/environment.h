// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"

namespace undercast::cli {

/// The environment variable that stands for an option that is not given, such as UNDERCAST_THREADS
/// for `threads`; empty: none.
std::string environment_variable(const std::string& option);

/// Sets an option to the value of its environment variable, if that is set and not empty. Throws
/// Error(usage), which names the variable.
void set_from_environment(const char* name, OptionValue value, const OptionText& text);

}  // namespace undercast::cli
