// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/commands.h"
#include "jobs/simulate.h"

namespace undercast::cli {

std::unique_ptr<Command> simulate_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "simulate", "Make a synthetic scene of fields beneath clouds");
  auto job = std::make_shared<SimulateJob>();
  command->bind(*job);
  command->run([self = command.get(), job](const RunContext& run) {
    check(*job);
    const SimulateSummary summary = simulate(*job, run);
    if (self->quiet()) return;
    fmt::print("{}: {} x {} px, {} composites, {:.0f} % of NDVI observed, {} of {} composites without a clear pixel\n",
               job->output.path, job->scene.size, job->scene.size, summary.steps, 100 * summary.observed_share,
               summary.empty_steps, summary.steps);
  });
  return command;
}

}  // namespace undercast::cli
