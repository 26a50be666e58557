// SPDX-License-Identifier: Apache-2.0
#include "jobs/fill.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <optional>

#include "core/error.h"
#include "evaluate/calibrate.h"
#include "fill/block_size.h"
#include "fill/fill_cube.h"
#include "fill/long_gaps.h"
#include "gaps/interpolation.h"
#include "gaps/sample_scene.h"
#include "io/atomic_file.h"
#include "io/gdal.h"
#include "io/options_json.h"
#include "io/table_file.h"
#include "io/windowed_outputs.h"
#include "jobs/check_cube.h"
#include "jobs/check_job.h"
#include "jobs/fill_table.h"
#include "jobs/fill_variables.h"
#include "jobs/job_filler.h"
#include "jobs/screening.h"
#include "networks/trained_model.h"
#include "report/animation.h"
#include "report/quicklook.h"

namespace undercast {
namespace {

// A network takes minutes for more pixels than this, so finished blocks are kept for a run that
// ends early.
constexpr long long kPixelsWorthKeeping = 2'000'000;

// The counter of suspect observations that were dropped; the codes of provenance are the others.
constexpr std::size_t kDropped = 256;

bool has_bounds(const FillJob& job) { return job.lower.given() || job.upper.given(); }

// Makes the filler that the job asks for.
CalibratedFiller filler_of(const FillJob& job, CubeSource& cube, const RunContext& run) {
  CalibratedFiller filler = job_filler(job, cube, has_bounds(job), run);
  if (!has_bounds(job) || filler.calibration) return filler;
  if (!job.method.empty())
    throw Error(ErrorKind::bad_input, "the cube has too few observed values to calibrate bounds on",
                "leave out --lower and --upper");
  throw Error(ErrorKind::bad_input, "the model holds no calibration, so it cannot give bounds",
              "train it again, on cubes with more observations; or leave out --lower and --upper");
}

// Writes the rasters of the job, window by window.
class FilledRasters {
 public:
  /// `radar_gaps` says when the filler had no radar; empty: never, or it uses none.
  FilledRasters(const FillJob& job, const CubeFile& cube, const CalibratedFiller& filler, const std::string& radar_gaps,
                const RunContext& run)
      : calibration_(filler.calibration) {
    const FillerTraits traits = filler.filler->traits();
    std::map<std::string, std::string> metadata = run_metadata("fill", manifest_of(job, run.memory));
    metadata["FILLED_BY"] = job.model.path == kBuiltInModel ? kBuiltInModel : traits.name;
    if (!radar_gaps.empty()) metadata["RADAR_GAPS"] = radar_gaps;
    CubeLayout layout = cube.layout();
    layout.vh = layout.vv = TimeAxis();
    rasters_.push_back({job.output.path, cube_file_layout(layout, metadata, job.writing)});
    lower_ = add(job.lower, bound_layout(layout, metadata, "lower", job.writing));
    upper_ = add(job.upper, bound_layout(layout, metadata, "upper", job.writing));
    provenance_ = add(job.provenance, provenance_file_layout(layout, metadata, job.writing));
    const bool takes_long = !traits.concurrent && layout.grid.pixels() > kPixelsWorthKeeping;
    std::vector<std::string> inputs = paths_of_models({job.model});
    inputs.insert(inputs.end(), cube.files().begin(), cube.files().end());
    outputs_.emplace(rasters_, inputs, job.overwrite, run.team, takes_long);
  }

  WindowedOutputs& outputs() { return *outputs_; }

  /// `kinds` are the kinds of all dates of the scene; they are needed when there are bounds.
  /// `dropped` is the number of suspect observations that were filled.
  void write(const Window& window, const FilledWindow& filled, const std::vector<DateObserved>& kinds,
             long long dropped) {
    if (dropped > 0) outputs_->add_to(kDropped, dropped);
    put(0, window, filled.ndvi);
    if (lower_ || upper_) {
      const Bounds bounds = bounds_of(filled, *calibration_, kinds);
      put(lower_, window, bounds.lower);
      put(upper_, window, bounds.upper);
    }
    std::array<long long, 256> counts{};
    for (const Provenance value : filled.provenance) ++counts[static_cast<std::size_t>(value)];
    for (std::size_t value = 0; value < counts.size(); ++value)
      if (counts[value] > 0) outputs_->add_to(value, counts[value]);
    if (!provenance_) return;
    Variable codes = filled.ndvi;
    std::transform(filled.provenance.begin(), filled.provenance.end(), codes.values.begin(),
                   [](Provenance value) { return static_cast<float>(value); });
    put(provenance_, window, codes);
  }

 private:
  using Number = std::optional<std::size_t>;  // number of a raster, if it is written

  static RasterWriter::Layout bound_layout(const CubeLayout& layout, std::map<std::string, std::string> metadata,
                                           const char* which, const CubeWriteOptions& writing) {
    metadata["BOUND"] = fmt::format("{} bound; {:.0f} % of the truths lie between both", which, 100 * kCoverage);
    return cube_file_layout(layout, metadata, writing);
  }

  Number add(const OutputFile& file, const RasterWriter::Layout& layout) {
    if (!file.given()) return std::nullopt;
    rasters_.push_back({file.path, layout});
    return rasters_.size() - 1;
  }

  void put(Number raster, const Window& window, const Variable& values) {
    if (raster) outputs_->write(*raster, window, 0, values.steps(), values.values.data());
  }

  std::optional<Calibration> calibration_;
  std::vector<WindowedOutputs::Raster> rasters_;
  Number lower_, upper_, provenance_;
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
         .positional = true});
  visit("output", &output,
        {.text = "filled cube to write (Cloud Optimized GeoTIFF), or filled table", .letter = 'o', .required = true});
  visit("model", &model,
        {.text =
             "model file, or built-in: the model that is part of the program and needs no training (docs/weights.md); "
             "without --model and --method a network is trained on the cube first"});
  visit("method", &method, {.text = "method that needs no network", .choices = method_names(), .may_be_empty = true});
  visit("lower", &lower, {.text = "cube to write: lower bound of the 90 % interval of each value"});
  visit("upper", &upper, {.text = "cube to write: upper bound"});
  visit("provenance", &provenance, {.text = "raster to write that says where each value comes from"});
  visit("quicklook", &quicklook,
        {.text = "picture to write: maps before and after, series of a few pixels (PNG)", .ending = ".png"});
  visit("animation", &animation,
        {.text = "animation to write: observed beside filled, date by date (WebP)", .ending = ".webp"});
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
  reading.each(visit);
  writing.each(visit);
  visit("overwrite", &overwrite, kOverwriteText);
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
  if (job.model.given() && !job.method.empty())
    throw Error(ErrorKind::usage, "--model and --method exclude each other", "give one of them, or neither");
  if (!job.method.empty()) make_filler(job.method, job.parameters);
  if (job.trains()) check_training(job.train_model, job.training);
}

FillSummary fill(const FillJob& job, const RunContext& run) {
  const auto locks = lock_outputs(job, run.team);
  warn_of_ignored_options(job, FillJob{});
  gdal_set_threads(run.threads);
  if (is_table_file(job.cube.path)) return fill_table(job, run);
  require_raster_name(job.output.path);
  const double cache = gdal_fit_cache(run.memory.bytes());
  CubeFile cube(job.cube.path, job.reading);
  warn_if_filled(cube);
  require_observations(cube);
  warn_of_idle_methods({job.method}, cube.layout());
  Screening screening(job.screen, cube, cube.path());
  CubeSource& source = screening.source();
  const CalibratedFiller calibrated = filler_of(job, source, run);
  GapFiller& filler = *calibrated.filler;
  const FillerTraits traits = filler.traits();
  const int block_px = block_size(cube.layout(), traits, run.threads, run.memory.bytes(), cache);
  spdlog::debug("blocks of {} px, to take no more than {}", block_px, run.memory.text());
  const std::vector<DateObserved> kinds =
      has_bounds(job) ? date_kinds(sample_scene(source, kCalibrationPx).ndvi) : std::vector<DateObserved>();

  const std::string radar_gaps = traits.uses_radar ? warn_of_radar_gaps(cube, cube.path()) : std::string();
  FilledRasters rasters(job, cube, calibrated, radar_gaps, run);
  WindowedOutputs& outputs = rasters.outputs();
  const auto sink = [&](const Window& window, FilledWindow& filled) {
    const long long dropped = screening.mark(window, filled);
    if (job.max_gap_days > 0) leave_missing(filled, static_cast<float>(job.max_gap_days));
    rasters.write(window, filled, kinds, dropped);
  };
  try {
    fill_cube(source, filler, sink, run, {block_px, &outputs});
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted || !outputs.keeps()) throw;
    throw Error(error.kind(), error.what(), "finished blocks are kept: the same command continues from there");
  }
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
