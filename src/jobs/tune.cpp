// SPDX-License-Identifier: Apache-2.0
#include "jobs/tune.h"

#include <fmt/format.h>

#include <filesystem>

#include "core/json.h"
#include "core/version.h"
#include "io/atomic_file.h"
#include "io/gdal.h"
#include "io/object_store.h"
#include "io/options_json.h"
#include "jobs/check_job.h"
#include "jobs/training_cubes.h"

namespace undercast {
namespace {

std::string trials_file(const TuneJob& job) { return working_place(job.output.path) + ".trials"; }

// Returns the options that a training needs to train as the winner did: its own, and the given
// ones.
nlohmann::json config_of(const Trial& winner, const TuneJob& job) {
  nlohmann::json options = nlohmann::json::object();
  const nlohmann::json usual = options_to_json(TrainOptions{}), given = options_to_json(job.training);
  for (const auto& [name, value] : given.items())
    if (value != usual.at(name)) options[name] = value;
  options.update(winner.options);
  nlohmann::json with_model = options;
  with_model["train-model"] = job.model;
  return {{"train", options}, {"fill", with_model}, {"evaluate", with_model}};
}

Tuner tuner_of(const TuneJob& job) {
  // A network that starts from a trained one has the same sizes.
  const bool searches_sizes = job.model != "space-time" || job.training.starting_model == "none";
  return {job.search, job.model, searches_sizes, resolve_preset(job.model, job.training).epochs};
}

}  // namespace

void TuneJob::each(const OptionVisitor& visit) {
  visit("cube", &cubes,
        {.text = "cubes, or tables of points, to train on",
         .positional = true,
         .required = true,
         .holds = {"raster", "table"}});
  visit("output", &output,
        {.text = "config file to write, with the best options (.json)",
         .letter = 'o',
         .required = true,
         .holds = {"json"}});
  visit("model", &model, {.text = "kind of network", .choices = network_kinds()});
  visit("json", &json,
        {.text = "file for every trial; - prints JSON on stdout instead of the table", .holds = {"json"}});
  visit("resume", &resume, {.text = "continue an interrupted search for this output", .of_the_run = true});
  search.each(visit);
  reading.each(visit);
  visit("overwrite", &overwrite, kOverwriteText);
  training.each(in_group("Training", visit));
}

void check(const TuneJob& job) {
  check_options(job);
  check_training(job.model, job.training);
  require_kept_work(trials_file(job), "the trials of an interrupted search", job.resume, job.overwrite);
}

TuneSummary tune(const TuneJob& job, const RunContext& run) {
  const auto locks = lock_outputs(job, run.team);
  warn_of_ignored_options(job, TuneJob{});
  gdal_set_threads(run.threads);
  const std::string kept = trials_file(job);
  Tuner tuner = tuner_of(job);
  const TrainingCubes cubes(job.cubes, job.reading, job.model, job.training.radar, run.memory);
  const std::unique_ptr<Trials> trials = networks().trials(job.model, cubes.sources(), job.training, run);
  const nlohmann::json identity{{"model", job.model},
                                {"data", fmt::format("{:016x}", trials->fingerprint())},
                                {"options", options_to_json(job.training)},
                                {"memory", run.memory.text()}};
  if (job.resume) {
    const JsonSource source{kept, ErrorKind::bad_input, "start anew without --resume, with --overwrite"};
    const nlohmann::json content = parse_json(read_text_file(kept), source);
    const JsonValue before(content, source);
    if (before.at("identity").json() != identity)
      throw Error(ErrorKind::bad_input, fmt::format("{} is from a search on other cubes or with other options", kept),
                  "resume with the same cubes and options, or start anew without --resume");
    tuner.restore(before);
  }
  const auto save = [&] {
    nlohmann::json now = tuner.state();
    now["identity"] = identity;
    write_text_file(kept, to_text(now, 2) + "\n", true);
  };
  try {
    tuner.run([&](const nlohmann::json& drawn, int epochs) { return trials->run(drawn, epochs); }, save, run.progress);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted || !std::filesystem::exists(kept)) throw;
    throw Error(error.kind(), error.what(), fmt::format("{} holds the finished trials: continue with --resume", kept));
  }
  cubes.require_unchanged();
  TuneSummary summary{tuner.ranking(), tuner.state()};
  summary.json["cubes"] = manifest_of(job).at("cube");
  summary.json["options"] = manifest_of(job, run.memory);
  summary.json["version"] = kVersion;
  if (job.json.is_file()) write_text_file(job.json.path, to_text(summary.json, 2) + "\n", job.overwrite);
  write_text_file(job.output.path, to_text(config_of(summary.ranking.front(), job), 2) + "\n", job.overwrite);
  std::filesystem::remove(kept);
  return summary;
}

}  // namespace undercast
