// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>

namespace undercast {

/// Returns where the library of networks is (networks/networks.h), or should be.
std::filesystem::path networks_library();

}  // namespace undercast
