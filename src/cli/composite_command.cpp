// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/commands.h"
#include "jobs/composite.h"

namespace undercast::cli {

std::unique_ptr<Command> composite_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "composite", "Make a cube of composites from local acquisitions");
  auto job = std::make_shared<CompositeJob>();
  command->bind(*job);
  command->limit_memory();
  command->allow_ranks();
  command->run([self = command.get(), job](const RunContext& run) {
    check(*job);
    const CompositeSummary summary = composite(*job, run);
    if (!self->quiet())
      fmt::print("{}\n", describe(summary, job->output.given() ? job->output.path : job->append.path));
  });
  return command;
}

}  // namespace undercast::cli
