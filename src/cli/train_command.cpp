// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/commands.h"
#include "jobs/train.h"
#include "networks/trained_model.h"

namespace undercast::cli {

std::unique_ptr<Command> train_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "train", "Train a network on cubes by hiding observed values");
  auto job = std::make_shared<TrainJob>();
  command->bind(*job);
  command->limit_memory();
  command->allow_ranks();
  command->run([self = command.get(), job](const RunContext& run) {
    check(*job);
    const TrainSummary summary = train(*job, run);
    if (!run.team.leads() || self->quiet()) return;
    fmt::print("{}\n", describe_training(summary.model, job->output.path));
    if (summary.expected) fmt::print("{}\n", describe(*summary.expected));
  });
  return command;
}

}  // namespace undercast::cli
