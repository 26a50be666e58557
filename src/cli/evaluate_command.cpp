// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/commands.h"
#include "core/json.h"
#include "jobs/evaluate.h"

namespace undercast::cli {

std::unique_ptr<Command> evaluate_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "evaluate", "Score methods and models on hidden values, by gap length");
  auto job = std::make_shared<EvaluateJob>();
  command->bind(*job);
  command->limit_memory();
  command->allow_ranks();
  command->run([job](const RunContext& run) {
    check(*job);
    const EvaluateSummary summary = evaluate(*job, run);
    if (!run.team.leads()) return;
    if (job->json.is_stdout())
      fmt::print("{}\n", to_text(summary.json, 2));
    else
      fmt::print("{}{}", to_markdown(summary.summaries), to_markdown(summary.expected));
  });
  return command;
}

}  // namespace undercast::cli
