// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <exception>

#include "core/error.h"

namespace undercast::cli {

/// Has the program end with a clear error as soon as `command` lacks memory, in whichever thread or
/// library.
void prepare_for_lack_of_memory(const char* command);

/// Returns the error that is reported in place of an exception.
Error error_of(const std::exception& exception);

}  // namespace undercast::cli
