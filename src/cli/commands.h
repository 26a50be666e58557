// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <vector>

#include "cli/command.h"

namespace undercast::cli {

/// Makes all commands, in the order of `--help`.
std::vector<std::unique_ptr<Command>> all_commands(CLI::App& app);

// One file a command: src/cli/<name>_command.cpp.
std::unique_ptr<Command> simulate_command(CLI::App& app);
std::unique_ptr<Command> retrieve_command(CLI::App& app);
std::unique_ptr<Command> composite_command(CLI::App& app);
std::unique_ptr<Command> train_command(CLI::App& app);
std::unique_ptr<Command> tune_command(CLI::App& app);
std::unique_ptr<Command> fill_command(CLI::App& app);
std::unique_ptr<Command> update_command(CLI::App& app);
std::unique_ptr<Command> evaluate_command(CLI::App& app);
std::unique_ptr<Command> phenology_command(CLI::App& app);
std::unique_ptr<Command> fields_command(CLI::App& app);
std::unique_ptr<Command> anomaly_command(CLI::App& app);
std::unique_ptr<Command> export_command(CLI::App& app);
std::unique_ptr<Command> report_command(CLI::App& app);
std::unique_ptr<Command> view_command(CLI::App& app);
std::unique_ptr<Command> self_check_command(CLI::App& app);
std::unique_ptr<Command> info_command(CLI::App& app);

}  // namespace undercast::cli
