// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/commands.h"
#include "core/json.h"
#include "jobs/tune.h"

namespace undercast::cli {
namespace {

void print(const TuneJob& job, const TuneSummary& summary, bool quiet) {
  if (job.json.is_stdout())
    fmt::print("{}\n", to_text(summary.json, 2));
  else if (!quiet)
    fmt::print("{}\n{}: options of trial {}; use them with undercast train --model {} --config {}\n",
               to_markdown(summary.ranking), job.output.path, summary.ranking.front().number, job.model,
               job.output.path);
}

}  // namespace

std::unique_ptr<Command> tune_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "tune", "Search training options on held-out values");
  auto job = std::make_shared<TuneJob>();
  command->bind(*job);
  command->limit_memory();
  command->run([self = command.get(), job](const RunContext& run) {
    check(*job);
    print(*job, tune(*job, run), self->quiet());
  });
  return command;
}

}  // namespace undercast::cli
