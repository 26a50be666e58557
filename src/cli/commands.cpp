// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

namespace undercast::cli {

std::vector<std::unique_ptr<Command>> all_commands(CLI::App& app) {
  std::vector<std::unique_ptr<Command>> commands;
  for (const auto make :
       {simulate_command, retrieve_command, composite_command, train_command, tune_command, fill_command,
        update_command, evaluate_command, phenology_command, fields_command, anomaly_command, export_command,
        report_command, view_command, info_command, self_check_command})
    commands.push_back(make(app));
  return commands;
}

}  // namespace undercast::cli
