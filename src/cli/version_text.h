// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast::cli {

/// Returns what `--version` prints: the version in the first line, and below it the libraries, the
/// processor's kernel and the build.
std::string version_text();

}  // namespace undercast::cli
