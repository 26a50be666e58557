// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/commands.h"
#include "jobs/retrieve.h"

namespace undercast::cli {

std::unique_ptr<Command> retrieve_command(CLI::App& app) {
  auto command =
      std::make_unique<Command>(app, "retrieve", "Make a cube of Sentinel-2 and Sentinel-1 images in an archive");
  auto job = std::make_shared<RetrieveJob>();
  command->bind(*job);
  command->limit_memory();
  // The first example needs no account.
  command->add_footer(
      "First steps (docs/retrieve.md says what each source needs):\n"
      "  undercast retrieve --source planetary-computer --area 3.0,50.7,3.1,50.8 --start 2018-01-01 --end 2018-12-31 "
      "--dry-run\n"
      "  undercast retrieve --source planetary-computer --area 3.0,50.7,3.1,50.8 --start 2018-01-01 --end 2018-12-31 "
      "-o cube.tif\n"
      "  undercast retrieve --source earth-engine --project my-project --check");
  command->run([self = command.get(), job](const RunContext& run) {
    check(*job);
    const RetrieveSummary summary = retrieve(*job, run);
    if (summary.is_answer || !self->quiet()) fmt::print("{}", summary.text);
  });
  return command;
}

}  // namespace undercast::cli
