// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "cli/commands.h"
#include "cli/model_info.h"
#include "cli/training_cubes.h"
#include "networks/networks.h"

namespace undercast::cli {
namespace {

struct State {
  std::vector<std::string> cubes;
  std::string output, model = network_kinds().front();
  bool resume = false;
  CubeReadOptions reading;
  TrainOptions training;
};

// After the network the trees and the calibration may be interrupted as well.
ModelFile train(const Command& command, const State& state, const std::vector<CubeSource*>& sources,
                const Checkpoint& checkpoint) {
  try {
    return networks().train(state.model, sources, state.training, command.threads(), checkpoint, command.progress(),
                            command.team());
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted && std::filesystem::exists(checkpoint.path))
      throw Error(error.kind(), error.what(), checkpoint.hint());
    throw;
  }
}

void run(const Command& command, const State& state) {
  networks();  // what it refuses is better known before the cubes are read
  require_writable(state.output, command.common().overwrite);
  const TrainingCubes cubes(state.cubes, state.reading, command);
  const Checkpoint checkpoint{state.output + ".checkpoint", state.resume};
  if (!state.resume && std::filesystem::exists(checkpoint.path) && !command.common().overwrite)
    throw Error(ErrorKind::usage, fmt::format("{} holds an interrupted training", checkpoint.path),
                "continue it with --resume, or start anew with --overwrite");
  if (state.resume && !std::filesystem::exists(checkpoint.path))
    throw Error(ErrorKind::usage, fmt::format("there is nothing to resume: {} does not exist", checkpoint.path),
                "leave out --resume");
  const ModelFile model = train(command, state, cubes.sources(), checkpoint);
  if (!command.team().leads()) return;
  write_model_file(state.output, model, command.common().overwrite);
  std::filesystem::remove(checkpoint.path);
  if (!command.common().quiet) fmt::print("{}\n", describe_training(model, state.output));
}

}  // namespace

std::unique_ptr<Command> train_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "train", "Fit a network to cubes, hiding what is known");
  auto state = std::make_shared<State>();
  command->argument("CUBE", state->cubes, "cubes to train on");
  command->output("-o,--output", state->output, "model file to write (.uc)")->required();
  command->app()
      .add_option("--model", state->model, "kind of network")
      ->check(CLI::IsMember(network_kinds()))
      ->capture_default_str();
  command->app().add_flag("--resume", state->resume, "continue an interrupted training of this output");
  command->allow_overwrite();
  command->allow_ranks();
  command->bind(state->training);
  command->bind(state->reading, "Reading cubes");
  command->run([command = command.get(), state] { run(*command, *state); });
  return command;
}

}  // namespace undercast::cli
