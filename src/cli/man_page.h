// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace undercast::cli {

/// Writes undercast.1, or with a command's name undercast-COMMAND.1, from usage_of(). Throws
/// Error(usage) for an unknown command.
std::string man_page(const nlohmann::json& usage, const std::string& command);

}  // namespace undercast::cli
