// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/commands.h"
#include "jobs/export.h"

namespace undercast::cli {

std::unique_ptr<Command> export_command(CLI::App& app) {
  auto command = std::make_unique<Command>(
      app, "export", "Write a filled cube for other programs: a STAC catalogue, NetCDF, Zarr, one COG a date");
  auto job = std::make_shared<ExportJob>();
  command->bind(*job);
  command->limit_memory();
  command->allow_ranks();
  command->run([self = command.get(), job](const RunContext& run) {
    check(*job);
    const ExportSummary written = export_filled(*job, run);
    if (self->quiet()) return;
    const std::string seasons =
        written.phenology_bands > 0 ? fmt::format(", and {} bands of phenology", written.phenology_bands) : "";
    fmt::print("{}: {} on {} dates{}\n", job->output.path, fmt::join(written.variables, ", "), written.dates, seasons);
  });
  return command;
}

}  // namespace undercast::cli
