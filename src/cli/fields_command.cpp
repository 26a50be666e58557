// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/commands.h"
#include "jobs/fields.h"

namespace undercast::cli {
namespace {

void print(const FieldsJob& job, const FieldsSummary& written) {
  int flagged = 0;
  for (const auto& [flag, count] : written.flagged) flagged += count;
  fmt::print("{}: {} fields on {} dates{}\n", job.output.path, written.fields, written.dates,
             flagged > 0 ? fmt::format("; {} are flagged", flagged) : "");
  if (job.phenology.given())
    fmt::print("{}: {} seasons of {} fields; {} have none\n", job.phenology.path, written.seasons.seasons,
               written.seasons.pixels, written.seasons.pixels_without_season);
}

}  // namespace

std::unique_ptr<Command> fields_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "fields", "A table of each field's values, bounds and trust");
  auto job = std::make_shared<FieldsJob>();
  command->bind(*job);
  command->limit_memory();
  command->run([self = command.get(), job](const RunContext& run) {
    check(*job);
    const FieldsSummary written = tabulate_fields(*job, run);
    if (!self->quiet()) print(*job, written);
  });
  return command;
}

}  // namespace undercast::cli
