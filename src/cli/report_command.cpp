// SPDX-License-Identifier: Apache-2.0
#include <spdlog/spdlog.h>

#include <filesystem>

#include "cli/commands.h"
#include "io/atomic_file.h"
#include "report/report.h"

namespace undercast::cli {
namespace {

struct State {
  std::string cube, filled, output, lower, upper, provenance, evaluation;
  CubeReadOptions reading;
};

// `which`: lower or upper.
std::unique_ptr<CubeFile> open_bound(const std::string& path, const std::string& which,
                                     const CubeReadOptions& reading) {
  if (path.empty()) return nullptr;
  auto bound = std::make_unique<CubeFile>(path, reading);
  const auto says = bound->metadata().find("BOUND");
  if (says != bound->metadata().end() && !says->second.starts_with(which))
    throw Error(ErrorKind::bad_input, fmt::format("{} says that it is the {}", path, says->second),
                "--lower and --upper are exchanged");
  return bound;
}

// Scores of another cube would be told of this one.
void check_scores(const nlohmann::json& scores, const State& state) {
  const std::string scored = scores.value("cube", state.cube);
  if (std::filesystem::path(scored).filename() != std::filesystem::path(state.cube).filename())
    spdlog::warn("{} holds scores of {}, not of {}", state.evaluation, scored, state.cube);
}

void run(const Command& command, const State& state) {
  require_writable(state.output, command.common().overwrite);
  ReportInputs inputs;
  if (!state.evaluation.empty()) {
    inputs.evaluation_path = state.evaluation;
    inputs.evaluation = nlohmann::json::parse(read_text_file(state.evaluation), nullptr, false);
    if (!inputs.evaluation.is_object())
      throw Error(ErrorKind::bad_input, state.evaluation + " is not a JSON object",
                  "give the file that 'undercast evaluate --json FILE' wrote");
    check_scores(inputs.evaluation, state);
  }
  CubeFile cube(state.cube, state.reading), filled(state.filled, state.reading);
  if (cube.metadata().contains("FILLED_BY"))
    throw Error(ErrorKind::bad_input, fmt::format("{} was filled already", state.cube),
                "the cube before filling comes first, then the filled one");
  const auto lower = open_bound(state.lower, "lower", state.reading),
             upper = open_bound(state.upper, "upper", state.reading);
  std::unique_ptr<ProvenanceFile> provenance;
  if (!state.provenance.empty()) provenance = std::make_unique<ProvenanceFile>(state.provenance);
  inputs.cube = &cube;
  inputs.filled = &filled;
  inputs.lower = lower.get();
  inputs.upper = upper.get();
  inputs.provenance = provenance.get();
  const std::string page = make_report(inputs, command.threads(), command.progress());
  write_text_file(state.output, page, command.common().overwrite);
  if (!command.common().quiet)
    fmt::print("{}: {:.1f} MB, needs nothing but a browser\n", state.output, static_cast<double>(page.size()) / 1e6);
}

}  // namespace

std::unique_ptr<Command> report_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "report", "One self-contained page on how a cube was filled");
  auto state = std::make_shared<State>();
  command->argument("CUBE", state->cube, "cube before filling");
  command->argument("FILLED", state->filled, "the cube that 'fill' made of it");
  command->output("-o,--output", state->output, "page to write (HTML)")->required();
  command->input("--lower", state->lower, "lower bound that 'fill' wrote; with --upper");
  command->input("--upper", state->upper, "upper bound that 'fill' wrote");
  command->input("--provenance", state->provenance, "provenance that 'fill' wrote");
  command->input("--evaluation", state->evaluation, "scores that 'evaluate --json' wrote");
  command->allow_overwrite();
  command->bind(state->reading, "Reading cubes");
  command->run([command = command.get(), state] { run(*command, *state); });
  return command;
}

}  // namespace undercast::cli
