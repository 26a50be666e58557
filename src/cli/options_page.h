// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <string>

namespace undercast::cli {

/// Writes docs/options.md: every command's arguments and options, from the same declarations as
/// --help.
std::string options_page(const CLI::App& app);

}  // namespace undercast::cli
