// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>

namespace undercast {

/// Returns the file that holds this code: the library of undercast, or a program that was linked
/// with its parts. Links are resolved.
std::filesystem::path own_file();

/// Returns where the library of networks is, or should be: in undercast/ beside own_file(), or in
/// ../lib/undercast/ of a program's folder.
std::filesystem::path networks_library_file();

}  // namespace undercast
