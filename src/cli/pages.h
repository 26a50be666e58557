// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <memory>
#include <vector>

#include "cli/command.h"

namespace undercast::cli {

/// Adds the flags that print a text and end: `--version` and `--json-usage` of the program and its
/// commands, `--completion SHELL`, and the hidden `--man-page NAME` and `--options-page` that the
/// build and the docs are made with.
void add_pages(CLI::App& app, const std::vector<std::unique_ptr<Command>>& commands);

}  // namespace undercast::cli
