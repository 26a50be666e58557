// SPDX-License-Identifier: Apache-2.0
#include "jobs/fill.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <optional>

#include "core/error.h"
#include "fill/block_size.h"
#include "fill/output_dates.h"
#include "io/atomic_file.h"
#include "io/filled_files.h"
#include "io/gdal.h"
#include "io/options_json.h"
#include "io/table_file.h"
#include "io/windowed_outputs.h"
#include "jobs/check_cube.h"
#include "jobs/check_job.h"
#include "jobs/fill_table.h"
#include "jobs/fill_variables.h"
#include "jobs/filled_rasters.h"
#include "jobs/prepared_fill.h"
#include "networks/trained_model.h"
#include "report/animation.h"
#include "report/quicklook.h"

namespace undercast {
namespace {

// The counter of suspect observations that were dropped; the codes of provenance are the others.
constexpr std::size_t kDropped = 256;

bool has_bounds(const FillJob& job) { return job.lower.given() || job.upper.given(); }

// Writes the rasters of the job, block by block.
class FillOutputs : public FilledBlocks {
 public:
  FillOutputs(const FillJob& job, const PreparedFill& fill, const CubeFile& cube, const RunContext& run)
      : rasters_({job.output, job.lower, job.upper, job.provenance, job.writing},
                 {cube.layout().grid, fill.dates(), {}, {}, cube.layout().index}, metadata_of(job, fill, run)) {
    std::vector<std::string> inputs = paths_of_models({job.model});
    inputs.insert(inputs.end(), cube.files().begin(), cube.files().end());
    outputs_.emplace(rasters_.rasters(), inputs, job.overwrite, run.team,
                     is_worth_keeping(fill.traits(), cube.layout().grid));
  }

  WindowedOutputs& outputs() { return *outputs_; }

  void count(const std::vector<Provenance>& provenance, long long dropped) override {
    if (dropped > 0) outputs_->add_to(kDropped, dropped);
    count_provenances(provenance, *outputs_);
  }
  void write(const Window& block, int first_date, FilledImage& values) override {
    rasters_.write(*outputs_, block, first_date, values);
  }

 private:
  static std::map<std::string, std::string> metadata_of(const FillJob& job, const PreparedFill& fill,
                                                        const RunContext& run) {
    std::map<std::string, std::string> metadata = run_metadata("fill", manifest_of(job, run.memory));
    metadata["FILLED_BY"] = job.model.path == kBuiltInModel ? kBuiltInModel : fill.traits().name;
    if (!fill.radar_gaps().empty()) metadata["RADAR_GAPS"] = fill.radar_gaps();
    if (!job.dates.empty()) metadata[kOutputDatesKey] = job.dates;
    return metadata;
  }

  FilledRasters rasters_;
  std::optional<WindowedOutputs> outputs_;
};

}  // namespace

FillSummary summary_of(const FillerTraits& traits, const std::function<long long(Provenance)>& count, long long dropped,
                       double total) {
  const auto part = [&](Provenance value) { return static_cast<double>(count(value)) / total; };
  const double flagged = part(Provenance::suspect);
  return {traits.name,
          part(Provenance::observed) + flagged,
          part(traits.provenance),
          part(Provenance::low_trust),
          part(Provenance::missing),
          flagged + static_cast<double>(dropped) / total,
          dropped > 0};
}

void FillJob::each(const OptionVisitor& visit) {
  visit("cube", &cube,
        {.text = "cube, or table of points (.csv, .tsv, .gpkg, .parquet), to fill; not needed with --ndvi PATH",
         .positional = true,
         .holds = {"raster", "table"}});
  visit("output", &output,
        {.text = "filled cube to write (Cloud Optimized GeoTIFF), or filled table",
         .letter = 'o',
         .required = true,
         .holds = {"raster", "table"}});
  visit("model", &model,
        {.text =
             "model file, or built-in: the model that is part of the program and needs no training (docs/weights.md); "
             "without --model and --method a network is trained on the cube first",
         .holds = {"model"}});
  visit("method", &method, {.text = "method that needs no network", .choices = method_names(), .may_be_empty = true});
  visit("lower", &lower,
        {.text = "cube to write: lower bound of the 90 % interval of each value", .holds = {"raster"}});
  visit("upper", &upper, {.text = "cube to write: upper bound", .holds = {"raster"}});
  visit("provenance", &provenance,
        {.text = "raster to write that says where each value comes from", .holds = {"raster"}});
  visit("quicklook", &quicklook,
        {.text = "picture to write: maps before and after, series of a few pixels (PNG)",
         .holds = {"picture"},
         .ending = ".png"});
  visit("animation", &animation,
        {.text = "animation to write: observed beside filled, date by date (WebP)",
         .holds = {"picture"},
         .ending = ".webp"});
  visit("dates", &dates,
        {.text = "dates that values and bounds are written on, in place of the cube's periods: daily, dekad (1st, 11th "
                 "and 21st of each month), or a text file that lists dates, one a line"});
  each_of_filling(visit);
  reading.each(visit);
  writing.each(visit);
  visit("dry-run", &dry_run,
        {.text = "print the time, the memory and the disk space that the fill takes, and write nothing; one block is "
                 "filled to find out",
         .of_the_run = true});
  visit("overwrite", &overwrite, kOverwriteText);
  each_of_training(visit);
}

void FillJob::each_of_filling(const OptionVisitor& visit) {
  visit(
      "screen", &screen,
      {.text = "suspect observations, dips such as clouds make that the mask overlooked: off: they count as observed; "
               "flag: they pass through, and the provenance names them; drop: they are filled like gaps",
       .choices = {"off", "flag", "drop"}});
  visit(
      "max-gap", &max_gap_days,
      {.text = "leave missing what lies in a longer gap, or further from the only observation on one side; 0: fill all",
       .unit = "days",
       .min = 0,
       .max = 100000});
  parameters.each(visit);
}

void FillJob::each_of_training(const OptionVisitor& visit) {
  const OptionVisitor in_training = in_group("Training (without --model and --method)", visit, true);
  in_training("train-model", &train_model, {.text = "kind of network to train", .choices = network_kinds()});
  training.each(in_training);
}

void check(const FillJob& job) {
  check_options(job);
  CubeReadOptions reading = job.reading;
  for (const std::string& name : names_of_variables(job)) {
    reading.variable = name;
    require_cube(job.cube, reading);
  }
  if (job.reading.variable.empty()) require_cube(job.cube, reading);
  check(job.writing, job.writing.pixel_type());
  if (job.has_model() && !job.method.empty())
    throw Error(ErrorKind::usage, "--model and --method exclude each other", "give one of them, or neither");
  if (!job.method.empty()) make_filler(job.method, job.parameters);
  if (job.trains()) check_training(job.train_model, job.training);
}

void check(const FillJob& job, const CubeFile& cube, const RunContext& run) {
  require_raster_name(job.output.path);
  warn_if_filled(cube);
  if (!job.dates.empty())
    require_memory_for_dates(output_dates(job.dates, cube.layout().ndvi).size(), run.memory.bytes());
}

FillSummary fill(const FillJob& job, const RunContext& run) {
  const auto locks = lock_outputs(job, run.team);
  warn_of_ignored_options(job, FillJob{});
  gdal_set_threads(run.threads);
  if (is_table_file(job.cube.path)) return fill_table(job, run);
  const double cache = gdal_fit_cache(run.memory.bytes());
  CubeFile cube(job.cube.path, job.reading);
  check(job, cube, run);
  PreparedFill prepared(job, cube, cube.path(), has_bounds(job), run);
  const FillerTraits traits = prepared.traits();
  const int block_px = block_size(cube.layout(), traits, run.threads, run.memory.bytes(), cache);
  spdlog::debug("blocks of {} px, to take no more than {}", block_px, run.memory.text());
  FillOutputs rasters(job, prepared, cube, run);
  WindowedOutputs& outputs = rasters.outputs();
  run_resumably(outputs, [&] { prepared.fill(rasters, run, {block_px, &outputs}); });
  cube.require_unchanged();
  outputs.finish(run.threads);
  if (!run.team.leads()) return {};
  if (job.quicklook.given())
    write_text_file(job.quicklook.path, fill_quicklook(cube, job.output.path, traits.name), job.overwrite);
  if (job.animation.given())
    write_text_file(job.animation.path, fill_animation(cube, job.output.path, traits.name), job.overwrite);
  return summary_of(
      traits, [&](Provenance value) { return outputs.counted(static_cast<std::size_t>(value)); },
      outputs.counted(kDropped), static_cast<double>(cube.layout().grid.pixels()) * cube.layout().ndvi.size());
}

}  // namespace undercast
