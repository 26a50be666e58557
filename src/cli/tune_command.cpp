// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include "cli/commands.h"
#include "cli/training_cubes.h"
#include "networks/networks.h"
#include "networks/tune.h"

namespace undercast::cli {
namespace {

struct State {
  std::vector<std::string> cubes;
  std::string output, model = network_kinds().front(), json;
  bool resume = false;
  CubeReadOptions reading;
  TuneOptions tuning;
  TrainOptions training;
};

nlohmann::json read_trials(const std::string& path) {
  std::ifstream in(path);
  nlohmann::json state = nlohmann::json::parse(in, nullptr, false);
  if (!state.is_object() || !state.contains("trials"))
    throw Error(ErrorKind::bad_input, fmt::format("{} does not hold the trials of a search", path),
                "start anew without --resume, with --overwrite");
  return state;
}

// What every command that trains needs to train as the winner did: its options, and those that the search was given.
nlohmann::json config_of(const Trial& winner, const State& state) {
  nlohmann::json options = nlohmann::json::object();
  const nlohmann::json usual = options_to_json(TrainOptions{}), given = options_to_json(state.training);
  for (const auto& [name, value] : given.items())
    if (value != usual.at(name)) options[name] = value;
  options.update(winner.options);
  nlohmann::json with_model = options;
  with_model["train-model"] = state.model;
  return {{"train", options}, {"fill", with_model}, {"evaluate", with_model}};
}

void run(const Command& command, const State& state) {
  const bool overwrite = command.common().overwrite;
  require_writable(state.output, overwrite);
  if (!state.json.empty() && state.json != "-") require_writable(state.json, overwrite);
  const std::string kept = state.output + ".trials";
  const bool exists = std::filesystem::exists(kept);
  if (exists && !state.resume && !overwrite)
    throw Error(ErrorKind::usage, fmt::format("{} holds the trials of an interrupted search", kept),
                "continue it with --resume, or start anew with --overwrite");
  if (state.resume && !exists)
    throw Error(ErrorKind::usage, fmt::format("there is nothing to resume: {} does not exist", kept),
                "leave out --resume");
  const bool is_space_time = state.model == "space-time";
  const TrainOptions resolved =
      is_space_time ? resolve_space_time_preset(state.training) : resolve_vit_preset(state.training);
  // A network that starts from a trained one has its sizes.
  Tuner tuner(state.tuning, state.model, !is_space_time || state.training.starting_model == "none", resolved.epochs);
  const TrainingCubes cubes(state.cubes, state.reading, command);
  const std::unique_ptr<Trials> trials =
      networks().trials(state.model, cubes.sources(), state.training, command.threads(), command.progress());
  const nlohmann::json identity{{"model", state.model},
                                {"data", fmt::format("{:016x}", trials->fingerprint())},
                                {"options", options_to_json(state.training)}};
  if (state.resume) {
    const nlohmann::json before = read_trials(kept);
    if (before.value("identity", nlohmann::json()) != identity)
      throw Error(ErrorKind::bad_input, fmt::format("{} is of a search on other cubes or with other options", kept),
                  "resume with the same, or start anew without --resume");
    tuner.restore(before);
  }
  const auto save = [&] {
    nlohmann::json now = tuner.state();
    now["identity"] = identity;
    write_text_file(kept, now.dump(2) + "\n", true);
  };
  try {
    tuner.run([&](const nlohmann::json& drawn, int epochs) { return trials->run(drawn, epochs); }, save,
              command.progress());
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted || !std::filesystem::exists(kept)) throw;
    throw Error(error.kind(), error.what(), fmt::format("{} holds the finished trials: go on with --resume", kept));
  }
  const std::vector<Trial> ranking = tuner.ranking();
  nlohmann::json json = tuner.state();
  json["cubes"] = state.cubes;
  json["options"] = command.manifest();
  json["version"] = kVersion;
  if (state.json == "-")
    fmt::print("{}\n", json.dump(2));
  else if (!command.common().quiet)
    fmt::print("{}\n{}: options of trial {}; use them with undercast train --model {} --config {}\n",
               to_markdown(ranking), state.output, ranking.front().number, state.model, state.output);
  if (!state.json.empty() && state.json != "-") write_text_file(state.json, json.dump(2) + "\n", overwrite);
  write_text_file(state.output, config_of(ranking.front(), state).dump(2) + "\n", overwrite);
  std::filesystem::remove(kept);
}

}  // namespace

std::unique_ptr<Command> tune_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "tune", "Search training options on held-out values");
  auto state = std::make_shared<State>();
  command->argument("CUBE", state->cubes, "cubes to train on");
  CLI::App& options = command->app();
  command->output("-o,--output", state->output, "config file to write, with the best options (.json)")->required();
  options.add_option("--model", state->model, "kind of network")
      ->check(CLI::IsMember(network_kinds()))
      ->capture_default_str();
  command->output("--json", state->json, "file for every trial; - prints JSON on stdout instead of the table");
  options.add_flag("--resume", state->resume, "continue an interrupted search for this output");
  command->allow_overwrite();
  command->bind(state->tuning, "Search");
  command->bind(state->training);
  command->bind(state->reading, "Reading cubes");
  command->run([command = command.get(), state] { run(*command, *state); });
  return command;
}

}  // namespace undercast::cli
