// SPDX-License-Identifier: Apache-2.0
#include "jobs/evaluate.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include "core/json.h"
#include "core/version.h"
#include "evaluate/evaluate.h"
#include "evaluate/pictures.h"
#include "gaps/sample_scene.h"
#include "io/atomic_file.h"
#include "io/file_identity.h"
#include "io/gdal.h"
#include "io/npy_file.h"
#include "io/options_json.h"
#include "io/point_table.h"
#include "io/table_file.h"
#include "jobs/check_cube.h"
#include "jobs/check_job.h"
#include "net/url.h"
#include "networks/trained_model.h"

namespace undercast {
namespace {

// Scoring a cube takes about so much memory for each NDVI value: for the cube, its hidden and
// filled versions, gaps, bounds and the inputs of learners.
constexpr double kBytesPerValue = 160;

// Holds the values to score, and the layout that a model file is compared with.
struct Scene {
  Cube cube;
  CubeLayout layout;  ///< layout of the whole file
};

// Reads the cube; fails before it is read whole where there is nothing to score. A cube that does
// not fit into memory is sampled.
Scene read_scene(const EvaluateJob& job, const RunContext& run) {
  if (is_table_file(job.cube.path)) {
    Cube points = read_point_table(job.cube.path, job.reading, run.memory);
    MemoryCubeSource source(points);
    require_observations(source);
    const CubeLayout layout = points.layout();
    return {std::move(points), layout};
  }
  CubeFile file(job.cube.path, job.reading);
  warn_if_filled(file);
  require_observations(file);
  gdal_fit_cache(run.memory.bytes());
  const CubeLayout& layout = file.layout();
  const int side = static_cast<int>(std::sqrt(run.memory.bytes() / (kBytesPerValue * layout.ndvi.size())));
  Cube cube = sample_scene(file, side);
  if (cube.grid.pixels() < layout.grid.pixels())
    spdlog::info("{} does not fit into --memory {}: {} px in blocks drawn at random are scored", file.path(),
                 run.memory.text(), cube.grid.pixels());
  MemoryCubeSource source(cube);
  require_observations(source);
  file.require_unchanged();
  return {std::move(cube), layout};
}

// Puts the truth where the cube of a scene has nothing. Returns these values as what is hidden.
Holdout reveal(const EvaluateJob& job, Scene& scene) {
  CubeFile file(job.truth.path, job.reading.for_companions());
  const CubeLayout& layout = file.layout();
  if (!(layout.grid == scene.layout.grid && layout.ndvi == scene.layout.ndvi) || scene.layout.grid != scene.cube.grid)
    throw Error(ErrorKind::bad_input,
                fmt::format("{} does not have the grid and the NDVI dates of the cube, read whole", job.truth.path),
                "give the truth of this very cube, and enough --memory for both");
  const Variable known = file.read(layout.grid.whole(), false).ndvi;
  Variable& ndvi = scene.cube.ndvi;
  Holdout holdout{std::vector<std::uint8_t>(ndvi.values.size()), {}, {}};
  for (std::size_t i = 0; i < ndvi.values.size(); ++i) {
    if (!is_missing(ndvi.values[i]) || is_missing(known.values[i])) continue;
    ndvi.values[i] = known.values[i];
    holdout.hidden[i] = 1;
  }
  holdout.scored = holdout.hidden;
  if (std::find(holdout.scored.begin(), holdout.scored.end(), 1) == holdout.scored.end())
    throw Error(ErrorKind::bad_input, fmt::format("{} knows no value that is missing in the cube", job.truth.path),
                "give the truth that `undercast simulate --truth` wrote with the cube");
  return holdout;
}

// Writes the answers on which a model's guard and calibration were fitted.
void keep_answers(const ModelFile& model, const std::string& folder, const HoldoutName& hidden) {
  const std::optional<JsonValue> columns = model.checked_header().find("answers");
  if (!columns) return;
  write_npy_file(fmt::format("{}/{}-{}.training.npy", folder, hidden.protocol, hidden.seed),
                 {columns->as<std::vector<std::string>>(), model.tensor("answers").values}, true);
}

// Makes candidates of the methods and models that a job names. Their progress is silent: the
// evaluation has a progress bar of its own.
class Candidates {
 public:
  Candidates(const EvaluateJob& job, const CubeLayout& layout, const RunContext& run)
      : job_(job), layout_(layout), threads_(run.threads), memory_(run.memory) {
    for (const std::string& name : job.methods) add_method(name);
    for (const InputFile& file : job.models) add_model(file.path);
    if (job.trains()) add_trained_network();
  }
  std::vector<Candidate> take() && { return std::move(all_); }

 private:
  // No model knows a truth that the cube does not hold.
  bool saw_hidden_values(const ModelFile& model) const { return !job_.truth.given() && was_trained_on(model, layout_); }

  // With --ablate radar, a candidate that uses radar is scored a second time without it.
  void add(Candidate candidate, bool uses_radar) {
    all_.push_back(candidate);
    if (job_.ablate.empty() || !uses_radar) return;
    candidate.name += " (no radar)";
    candidate.without_radar = true;
    all_.push_back(std::move(candidate));
  }

  void add_method(const std::string& name) {
    const auto make = [&job = job_, threads = threads_, name](const Cube& training_part, const HoldoutName&) {
      MemoryCubeSource source(training_part);
      return calibrated_method(name, job.parameters, source, {.threads = threads});
    };
    add({name, make}, make_filler(name, job_.parameters)->traits().uses_radar);
  }

  void add_model(const std::string& path) {
    auto model = std::make_shared<ModelFile>(read_network(path));
    const DeviceOptions& device = job_.training.device;
    const auto filler = make_network_filler(*model, device, threads_);
    filler->check(layout_);
    warn_of_missing_radar(*model, layout_);
    if (filler->traits().tiling.size_px > 0) require_neighbours(layout_, path);
    const auto make = [model, &device, threads = threads_](const Cube& training_part, const HoldoutName&) {
      MemoryCubeSource source(training_part);
      return fit_network(*model, device, source, {.threads = threads});
    };
    all_.push_back({path, make, saw_hidden_values(*model)});
  }

  void add_trained_network() {
    if (job_.train_model == "vit") require_neighbours(layout_, job_.train_model);
    networks();  // fails before the rest is scored
    const std::string& start = job_.training.starting_model;
    const bool starts_from_it =
        job_.train_model == "space-time" && start != "none" && saw_hidden_values(read_network(start));
    const auto make = [&job = job_, threads = threads_, memory = memory_](const Cube& training_part,
                                                                          const HoldoutName& hidden) {
      TrainOptions options = job.training;
      options.preset = job.train_preset;
      options.seed = static_cast<int>(hidden.seed);
      options.keep_answers = !job.answers.empty();
      MemoryCubeSource source(training_part);
      Team alone_here;  // the ranks share the hold-outs, not a training
      const RunContext silent{.threads = threads, .memory = memory, .team = alone_here};
      const ModelFile model = networks().train(job.train_model, {&source}, options, {}, silent);
      if (options.keep_answers) keep_answers(model, job.answers, hidden);
      return fit_network(model, job.training.device, source, silent);
    };
    add({job_.train_model, make, starts_from_it}, true);
  }

  const EvaluateJob& job_;
  const CubeLayout& layout_;
  int threads_;
  ByteSize memory_;
  std::vector<Candidate> all_;
};

nlohmann::json recorded(const EvaluateJob& job, const RunContext& run) {
  nlohmann::json options = manifest_of(job, run.memory);
  if (job.trains()) {
    options["preset"] = job.train_preset;
    options.erase("seed");  // each hold-out has its own
  }
  return options;
}

// The files of the answers on each hold-out.
std::vector<std::string> answers_files(const EvaluateJob& job) {
  std::vector<std::string> files;
  for (const std::string& protocol : job.truth.given() ? std::vector<std::string>{"truth"} : job.protocols)
    for (const int seed : job.seeds)
      for (const char* ending : {".npy", ".training.npy"})
        files.push_back(fmt::format("{}/{}-{}{}", job.answers, protocol, seed, ending));
  return files;
}

void check_members(const EvaluateJob& job) {
  const std::size_t networks = job.models.size() + (job.trains() ? 1 : 0);
  if ((job.members || !job.answers.empty()) && networks == 0)
    throw Error(ErrorKind::usage, "--members and --answers need a network, whose blend has members",
                "give --model or --train-preset");
  if (job.answers.empty()) return;
  if (networks > 1 || !job.ablate.empty())
    throw Error(ErrorKind::usage, "--answers keeps the answers of one network",
                "give one --model or --train-preset, and leave out --ablate");
  // An interrupted run has written some of them.
  if (job.json.is_file() && KeptWork::is_there(job.json.path)) return;
  for (const std::string& path : answers_files(job))
    if (std::filesystem::exists(path)) require_writable(path, job.overwrite);
}

std::string identity_of(const EvaluateJob& job, const RunContext& run) {
  std::vector<std::string> files = paths_of_models(job.models);
  const CubeReadOptions& reading = job.reading;
  for (const std::string& path : {job.cube.path, reading.ndvi, reading.vh, reading.vv, reading.red, reading.nir})
    files.push_back(path);
  if (job.truth.given()) files.push_back(job.truth.path);
  return identity_of_files(files) + to_text(recorded(job, run));
}

}  // namespace

void EvaluateJob::each(const OptionVisitor& visit) {
  visit("cube", &cube,
        {.text = "cube, or table of points, whose observed values are hidden and scored; not needed with --ndvi PATH",
         .positional = true,
         .holds = {"raster"}});
  visit(
      "truth", &truth,
      {.text = "cube of the same grid and dates that knows what is missing in the first, as `simulate --truth` writes; "
               "the missing values are scored, and no protocol hides any",
       .holds = {"raster", "table"}});
  visit("method", &methods, {.text = "methods to score", .choices = method_names()});
  visit("model", &models, {.text = "model files to score, or built-in", .holds = {"model"}});
  visit("train-preset", &train_preset,
        {.text = "also score a network that is trained on each hold-out, with this effort",
         .choices = {"quick", "standard", "best"},
         .may_be_empty = true});
  visit("ablate", &ablate,
        {.text = "also score each method that uses radar a second time, without radar",
         .choices = {"radar"},
         .may_be_empty = true});
  visit("members", &members, {.text = "also score each method that a network's blend is made of"});
  visit("answers", &answers,
        {.text = "folder to write: what each method of the blend answers on every hidden value, one NumPy file a "
                 "hold-out; implies --members"});
  visit("protocol", &protocols, {.text = "hold-out protocols: what is hidden", .choices = protocol_names()});
  visit("seeds", &seeds, {.text = "seeds of the hold-outs", .min = 0, .max = 2147483647});
  visit("json", &json,
        {.text = "file for every figure; - prints JSON on stdout instead of the table", .holds = {"json"}});
  visit("plot", &plot,
        {.text = "picture to write: error by gap length (PNG); beside it NAME-coverage (of the bounds), NAME-density "
                 "(estimates against truths) and NAME-map (mean absolute error of each pixel)",
         .holds = {"picture"},
         .ending = ".png"});
  parameters.each(visit);
  reading.each(visit);
  visit("overwrite", &overwrite, kOverwriteText);
  const OptionVisitor in_training = in_group("Training (with --train-preset)", visit, true);
  in_training("train-model", &train_model, {.text = "kind of network to train", .choices = network_kinds()});
  training.each(in_training);
}

void check(const EvaluateJob& job) {
  check_options(job);
  require_cube(job.cube, job.reading);
  for (const char* list : {"method", "model", "protocol", "seeds"}) require_distinct(job, list);
  for (const std::string& name : job.methods) make_filler(name, job.parameters);
  if (job.methods.empty() && job.models.empty() && !job.trains())
    throw Error(ErrorKind::usage, "nothing to evaluate", "give --method, --model or --train-preset");
  if (!job.ablate.empty() && !job.models.empty())
    throw Error(ErrorKind::usage, "--ablate scores methods and networks that are trained here, not model files",
                "leave out --model; --train-preset trains networks with and without radar");
  const auto uses_radar = [&](const std::string& name) {
    return make_filler(name, job.parameters)->traits().uses_radar;
  };
  if (!job.ablate.empty() && !job.trains() && std::none_of(job.methods.begin(), job.methods.end(), uses_radar))
    throw Error(ErrorKind::usage, "--ablate radar: none of the methods uses radar",
                "name one that does with --method, such as gaussian-process, or leave out --ablate");
  if (job.trains()) check_training(job.train_model, job.training);
  if (job.truth.given() && job.protocols != EvaluateJob{}.protocols)
    throw Error(ErrorKind::usage, "--truth and --protocol exclude each other",
                "what is missing in the cube is scored against the truth; leave out one of them");
  check_members(job);
  for (const std::string& path : PicturePaths(job.plot.path).beside()) require_writable(path, job.overwrite);
}

EvaluateSummary evaluate(const EvaluateJob& job, const RunContext& run) {
  const auto locks = lock_outputs(job, run.team, PicturePaths(job.plot.path).beside());
  warn_of_ignored_options(job, EvaluateJob{});
  // Each hold-out is trained on with the preset of the evaluation and with its own seed.
  if (job.trains() && job.training.preset != TrainOptions{}.preset)
    spdlog::warn("--preset has no effect here: --train-preset sets the effort");
  if (job.trains() && job.training.seed != TrainOptions{}.seed) spdlog::warn("--seed has no effect here: give --seeds");
  gdal_set_threads(run.threads);
  Scene scene = read_scene(job, run);
  if (!job.ablate.empty() && scene.layout.vh.empty() && scene.layout.vv.empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} has no radar that --ablate could leave out", job.cube.path),
                "leave out --ablate");
  warn_of_idle_methods(job.methods, scene.layout);
  EvaluationPlan plan{Candidates(job, scene.layout, run).take(), job.protocols, job.seeds, job.members, job.answers};
  if (job.truth.given()) {
    plan.missing = reveal(job, scene);
    plan.protocols = {"truth"};
  }
  if (!job.answers.empty()) std::filesystem::create_directories(job.answers);
  // Finished results are kept beside a JSON file.
  const bool keeps = job.json.is_file() && (run.team.is_launched() || KeptWork::is_there(job.json.path));
  std::optional<KeptWork> work;
  if (keeps || run.team.size() > 1)
    work.emplace(keeps ? job.json.path : std::string(), identity_of(job, run), job.overwrite, run.team);
  const std::vector<Result> results = work ? evaluate(scene.cube, plan, run, *work) : evaluate(scene.cube, plan, run);
  if (!run.team.leads()) return {};
  EvaluateSummary summary{summarise(results), {}, {}};
  summary.json = to_json(results, summary.summaries);
  if (!job.truth.given()) summary.expected = expected_errors(summary.summaries, missing_by_gap(scene.cube.ndvi));
  for (const auto& [method, expected] : summary.expected)
    summary.json["expected"][method] = {{"rmse", expected.rmse}, {"unlike_hidden", expected.unlike_hidden}};
  summary.json["variable"] = scene.layout.index.name;
  summary.json["cube"] = without_secrets(job.cube.given() ? job.cube.path : job.reading.ndvi);
  summary.json["options"] = recorded(job, run);
  summary.json["version"] = kVersion;
  if (job.json.is_file()) write_text_file(job.json.path, to_text(summary.json, 2) + "\n", job.overwrite);
  if (work) work->forget();
  if (job.plot.given())
    write_evaluation_pictures(PicturePaths(job.plot.path), summary.summaries, scene.cube.layout(), job.overwrite);
  return summary;
}

}  // namespace undercast
