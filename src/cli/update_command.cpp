// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/commands.h"
#include "jobs/update.h"

namespace undercast::cli {
namespace {

void print(const UpdateJob& job, const UpdateSummary& summary) {
  fmt::print(
      "{}: {} dates are settled; {} dates from {} on were filled by {} and are provisional; {} of them are new\n",
      job.output.path, summary.settled_dates, summary.filled_again, to_string(summary.provisional_from),
      summary.filled_by, summary.new_dates);
  const Revisions& revisions = summary.revisions;
  if (revisions.values == 0) return;
  fmt::print("revisions: {} values moved by {:.3f} on average, 95 % of them by at most {:.3f} (RMSE {:.3f})",
             revisions.values, revisions.mean, revisions.most_of_95_percent, revisions.rmse);
  if (revisions.within_bounds >= 0)
    fmt::print("; {:.1f} % lie within their previous bounds",
               100 * static_cast<double>(revisions.within_bounds) / static_cast<double>(revisions.values));
  fmt::print("\n");
}

}  // namespace

std::unique_ptr<Command> update_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "update", "Continue a filled cube with its new composites");
  auto job = std::make_shared<UpdateJob>();
  command->bind(*job);
  command->limit_memory();
  command->allow_ranks();
  command->run([self = command.get(), job](const RunContext& run) {
    check(*job);
    const UpdateSummary summary = update(*job, run);
    if (!self->quiet() && run.team.leads()) print(*job, summary);
  });
  return command;
}

}  // namespace undercast::cli
