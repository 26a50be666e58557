// SPDX-License-Identifier: Apache-2.0
// The file of --config, for every command.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"

namespace undercast {
namespace {

struct Program {
  CLI::App app;
  std::vector<std::unique_ptr<cli::Command>> commands;

  Program() {
    using namespace cli;
    for (const auto command :
         {simulate_command, retrieve_command, composite_command, train_command, tune_command, fill_command,
          update_command, evaluate_command, phenology_command, fields_command, anomaly_command, export_command,
          report_command, view_command, info_command, self_check_command})
      commands.push_back(command(app));
  }
};

}  // namespace

void fuzz_config(std::string_view bytes) {
  static const Program program;
  const MemoryFile file(bytes);
  nlohmann::json config;
  if (!succeeds([&] { config = cli::read_config_file(file.path()); })) return;
  for (const auto& command : program.commands) succeeds([&] { command->read_config(config, file.path()); });
}

}  // namespace undercast
