// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// The value of a variable of the environment; empty where it is not set.
std::string environment_text(const char* name);

}  // namespace undercast
