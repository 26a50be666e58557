// SPDX-License-Identifier: Apache-2.0
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>

#include "baselines/methods.h"
#include "cli/commands.h"
#include "cli/evaluate_pictures.h"
#include "cli/fillers.h"
#include "core/memory.h"
#include "core/points.h"
#include "evaluate/evaluate.h"
#include "evaluate/table.h"
#include "fill/sample_scene.h"
#include "io/cube_file.h"
#include "io/gdal.h"
#include "io/point_table.h"
#include "networks/networks.h"
#include "networks/trained_model.h"

namespace undercast::cli {
namespace {

struct State {
  std::string cube, json, plot, train_preset, ablate;
  std::vector<std::string> methods{"linear", "whittaker"}, models, protocols{"blocks-short", "blocks-long"};
  std::vector<int> seeds{0};
  CubeReadOptions reading;
  FillerOptions fillers;
};

// What is named twice would count twice.
template <class Value>
void require_distinct(const std::vector<Value>& values, const char* option) {
  for (auto value = values.begin(); value != values.end(); ++value)
    if (std::find(values.begin(), value, *value) != value)
      throw Error(ErrorKind::usage, fmt::format("{} names {} twice", option, *value), "name each once");
}

// With --ablate radar, a candidate that uses radar has to do without it as well.
void add(Candidate candidate, bool uses_radar, const State& state, std::vector<Candidate>& candidates) {
  candidates.push_back(candidate);
  if (state.ablate.empty() || !uses_radar) return;
  candidate.name += " (no radar)";
  candidate.without_radar = true;
  candidates.push_back(std::move(candidate));
}

void check_ablation(const State& state, const CubeLayout& layout, const std::vector<Candidate>& candidates) {
  if (state.ablate.empty()) return;
  if (layout.vh.empty() && layout.vv.empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} has no radar that --ablate could take away", state.cube),
                "leave out --ablate");
  if (std::none_of(candidates.begin(), candidates.end(), [](const Candidate& one) { return one.without_radar; }))
    throw Error(ErrorKind::usage, "--ablate radar: none of the methods uses radar",
                "name one that does with --method, such as gaussian-process, or leave out --ablate");
}

std::vector<Candidate> classical_candidates(const State& state, const Command& command) {
  std::vector<Candidate> candidates;
  for (const std::string& name : state.methods) {
    const bool uses_radar = make_method(name, state.fillers.method)->uses_radar();  // refuses an unknown name early
    add({name,
         [&state, &command, name](const Cube& training_part, std::uint64_t) {
           MemoryCubeSource source(training_part);
           Progress silent;  // the evaluation has a bar of its own
           const MethodOptions& options = state.fillers.method;
           return calibrated_method(name, options, source, command.threads(), silent);
         }},
        uses_radar, state, candidates);
  }
  return candidates;
}

// A vit sees windows of neighbouring pixels.
void require_neighbours(const CubeLayout& layout, const std::string& name) {
  if (is_list_of_points(layout.grid.rows))
    throw Error(ErrorKind::usage, fmt::format("{} learns from neighbouring pixels, and points have none", name),
                "take a space-time model, the default, or give a cube instead of a table");
}

void add_networks(const State& state, const CubeLayout& layout, const Command& command,
                  std::vector<Candidate>& candidates) {
  for (const std::string& path : state.models) {
    auto model = std::make_shared<ModelFile>(read_model_file(path));
    const auto filler = networks().filler(*model, state.fillers.training.device, command.threads());
    filler->check(layout);
    if (filler->tiling().size_px > 0) require_neighbours(layout, path);
    candidates.push_back({path,
                          [model, &state, &command](const Cube& training_part, std::uint64_t) {
                            MemoryCubeSource source(training_part);
                            Progress silent;  // the evaluation has a bar of its own
                            return fit_network(*model, state.fillers, source, command.threads(), silent);
                          },
                          was_trained_on(*model, layout)});
  }
  if (state.train_preset.empty()) return;
  if (state.fillers.model == "vit") require_neighbours(layout, state.fillers.model);
  networks();  // what it refuses is better known before the rest is scored
  const std::string& start = state.fillers.training.starting_model;
  const bool starts_from_it = state.fillers.model == "space-time" && start != "built-in" && start != "none" &&
                              was_trained_on(read_model_file(start), layout);
  add({state.fillers.model,
       [&](const Cube& training_part, std::uint64_t seed) {
         TrainOptions options = state.fillers.training;
         options.preset = state.train_preset;
         options.seed = static_cast<int>(seed);
         MemoryCubeSource source(training_part);
         Progress silent;  // the evaluation has a bar of its own
         const ModelFile model =
             networks().train(state.fillers.model, {&source}, options, command.threads(), {}, silent, alone());
         return fit_network(model, state.fillers, source, command.threads(), silent);
       },
       starts_from_it},
      true, state, candidates);
}

nlohmann::json options_used(const State& state, const Command& command) {
  nlohmann::json options = command.manifest();
  if (state.train_preset.empty()) {
    leave_out_training(command, state.fillers, options);
  } else {
    options["preset"] = state.train_preset;
    options.erase("seed");  // each hold-out's own
  }
  return options;
}

std::string identity(const State& state, const Command& command) {
  std::vector<std::string> files = state.models;
  files.push_back(state.cube);
  return identity_of_files(files) + fmt::format("{} {} {} {} {} {}", command.manifest().dump(), state.train_preset,
                                                state.ablate, fmt::join(state.methods, ","),
                                                fmt::join(state.protocols, ","), fmt::join(state.seeds, ","));
}

// A cube and what is made of it to score it take about this for each NDVI value: hidden again, filled, with gaps,
// bounds, inputs of learners.
constexpr double kBytesPerValue = 160;

// Fails before the whole cube is read where there is nothing to score. Of a cube that does not fit into memory, a
// sample.
Cube read_cube(CubeFile& file, const State& state, const Command& command) {
  warn_if_filled(file);
  require_observations(file, command);
  const double memory = bytes_of(state.fillers.training.memory);
  gdal_fit_cache(memory);
  const Grid& grid = file.layout().grid;
  const int side = static_cast<int>(std::sqrt(memory / (kBytesPerValue * file.layout().ndvi.size())));
  Cube cube = sample_scene(file, side);
  if (cube.grid.pixels() < grid.pixels())
    spdlog::info("{} is larger than --memory {} holds: {} px in blocks drawn at random are scored", state.cube,
                 state.fillers.training.memory, cube.grid.pixels());
  return cube;
}

void run(const Command& command, const State& state) {
  const bool overwrite = command.common().overwrite;
  require_distinct(state.methods, "--method");
  require_distinct(state.models, "--model");
  require_distinct(state.protocols, "--protocol");
  require_distinct(state.seeds, "--seeds");
  // They belong to the options of a training, but here each hold-out is trained on with its own.
  for (const auto& [option, instead] : {std::pair{"--preset", "--train-preset"}, std::pair{"--seed", "--seeds"}})
    if (command.on_the_line(option)) spdlog::warn("{} has no effect here: give {}", option, instead);
  if (!state.ablate.empty() && !state.models.empty())
    throw Error(ErrorKind::usage, "--ablate cannot take radar from a model file, which was trained with it",
                "leave out --model; --train-preset trains networks with and without radar");
  const PicturePaths pictures(state.plot);
  std::vector<std::string> outputs = pictures.all();
  outputs.push_back(state.json);
  for (const std::string& path : outputs)
    if (!path.empty() && path != "-") require_writable(path, overwrite);
  const bool points = is_point_table(state.cube);
  std::vector<Candidate> candidates = classical_candidates(state, command);
  const auto file = points ? nullptr : std::make_unique<CubeFile>(state.cube, state.reading);
  const Cube cube = points ? read_point_table(state.cube, state.reading) : read_cube(*file, state, command);
  MemoryCubeSource source(cube);
  require_observations(source, command);
  // Of the whole file: that is what a model says that it was trained on.
  add_networks(state, points ? cube.layout() : file->layout(), command, candidates);
  if (candidates.empty())
    throw Error(ErrorKind::usage, "nothing to evaluate", "give --method, --model or --train-preset");
  check_ablation(state, cube.layout(), candidates);
  // What is finished is kept beside a JSON file.
  const bool keeps = state.json != "-" && (command.team().is_launched() || KeptWork::is_there(state.json));
  KeptWork work(keeps ? state.json : std::string(), identity(state, command), overwrite, command.team());
  const std::vector<Result> results =
      evaluate(cube, candidates, state.protocols, state.seeds, command.threads(), command.progress(), work);
  if (!command.team().leads()) return;
  const std::vector<Summary> summaries = summarise(results);
  nlohmann::json json = to_json(results, summaries);
  json["cube"] = state.cube;
  json["options"] = options_used(state, command);
  json["version"] = kVersion;
  if (state.json == "-")
    fmt::print("{}\n", json.dump(2));
  else
    fmt::print("{}", to_markdown(summaries));
  if (!state.json.empty() && state.json != "-") write_text_file(state.json, json.dump(2) + "\n", overwrite);
  work.forget();
  if (!state.plot.empty()) write_evaluation_pictures(pictures, summaries, cube.grid, overwrite);
}

}  // namespace

std::unique_ptr<Command> evaluate_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "evaluate", "Score methods and models on hidden values, by gap length");
  auto state = std::make_shared<State>();
  command->argument("CUBE", state->cube,
                    "cube, or table of points (.csv), whose observed values are hidden and scored");
  CLI::App& options = command->app();
  const auto list = [&](const char* name, auto& values, const std::string& text) {
    options.add_option(name, values, text)->delimiter(',')->capture_default_str();
  };
  list("--method", state->methods, fmt::format("classical methods: {}", fmt::join(method_names(), ", ")));
  list("--model", state->models, "model files");
  options.add_option("--train-preset", state->train_preset, "also train a network on each hold-out, with this effort")
      ->check(CLI::IsMember({"quick", "standard", "best"}));
  options
      .add_option("--ablate", state->ablate, "also score what uses it without radar: fitted and filled with NDVI alone")
      ->check(CLI::IsMember({"radar"}));
  list("--protocol", state->protocols, fmt::format("what is hidden: {}", fmt::join(protocol_names(), ", ")));
  list("--seeds", state->seeds, "seeds of the hold-outs");
  command->output("--json", state->json, "file for every figure; - prints JSON on stdout instead of the table");
  command->output("--plot", state->plot,
                  "picture to write: error by gap length (PNG); beside it NAME-coverage (of the bounds), NAME-density "
                  "(estimates against truths) and NAME-map (mean absolute error of each pixel)",
                  ".png");
  command->allow_overwrite();
  command->allow_ranks();
  command->bind(state->fillers);
  command->bind(state->reading, "Reading cubes");
  command->run([command = command.get(), state] { run(*command, *state); });
  return command;
}

}  // namespace undercast::cli
