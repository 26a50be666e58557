// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/command.h"

namespace undercast::cli {

/// Describes the program as JSON: its commands with their arguments and options, in the order of
/// `--help`. Man pages and completions are made of it, and other programs can make forms of it.
/// docs/formats.md lists its keys.
nlohmann::json usage_of(const CLI::App& app, const std::vector<std::unique_ptr<Command>>& commands);

/// Describes one command.
nlohmann::json usage_of(Command& command);

}  // namespace undercast::cli
