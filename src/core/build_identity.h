// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// "0.1.0 (build 5f0c...)": the version, and a hash of the running program's file. Two builds may
/// round differently.
std::string build_identity();

}  // namespace undercast
