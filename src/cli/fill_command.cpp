// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/progress_bar.h"
#include "jobs/fill.h"
#include "jobs/fill_estimate.h"
#include "jobs/fill_variables.h"

namespace undercast::cli {

namespace {

void print(const FillJob& job, const FillSummary& summary) {
  fmt::print("{}: {:.1f} % observed, {:.1f} % filled by {}, {:.1f} % of low trust, {:.1f} % missing", job.output.path,
             100 * summary.observed, 100 * summary.filled, summary.filled_by, 100 * summary.low_trust,
             100 * summary.missing);
  if (summary.suspect > 0)
    fmt::print("; {:.2f} % are suspect observations, {}", 100 * summary.suspect,
               summary.suspects_were_dropped ? "which were left out and filled like gaps"
                                             : "which passed through (--screen drop fills them like gaps)");
  fmt::print("\n");
}

void print(const FillJob& job, const FillEstimate& estimate, int threads) {
  fmt::print("{}: filling by {} takes about {} with {} thread{}{} (a block of {} px was filled to find out)\n",
             job.cube.path, estimate.filled_by, duration_text(estimate.seconds), threads, threads == 1 ? "" : "s",
             job.trains() ? ", and first the time to train a network on the cube" : "", estimate.tried_px);
  fmt::print("memory: at most {}, in blocks of {} px{}\n", size_text(estimate.memory), estimate.block_px,
             job.trains() ? "; training may take more" : "");
  fmt::print("disk: about {} for the outputs, and at most {} while the fill is at work\n", size_text(estimate.disk),
             size_text(estimate.disk_at_work));
}

}  // namespace

std::unique_ptr<Command> fill_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "fill", "Fill the gaps of a cube");
  auto job = std::make_shared<FillJob>();
  command->bind(*job);
  command->limit_memory();
  command->allow_ranks();
  command->run([self = command.get(), job](const RunContext& run) {
    check(*job);
    for (const FillJob& of_variable : by_variable(*job)) {
      if (job->dry_run) {
        if (run.team.leads()) print(of_variable, estimate_fill(of_variable, run), run.threads);
        continue;
      }
      const FillSummary summary = fill(of_variable, run);
      if (!self->quiet()) print(of_variable, summary);
    }
  });
  return command;
}

}  // namespace undercast::cli
