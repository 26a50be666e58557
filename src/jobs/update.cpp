// SPDX-License-Identifier: Apache-2.0
#include "jobs/update.h"

#include <fmt/format.h>

#include "classical/other_years.h"
#include "core/error.h"
#include "core/json.h"
#include "core/later_part.h"
#include "evaluate/calibrate.h"
#include "fill/block_size.h"
#include "fill/long_gaps.h"
#include "gaps/interpolation.h"
#include "gaps/sample_scene.h"
#include "io/filled_files.h"
#include "io/gdal.h"
#include "io/options_json.h"
#include "io/same_cube.h"
#include "jobs/check_cube.h"
#include "jobs/check_job.h"
#include "jobs/filled_rasters.h"
#include "jobs/job_filler.h"
#include "jobs/revision_counts.h"
#include "jobs/screening.h"
#include "jobs/settled_values.h"
#include "jobs/update_plan.h"
#include "learn/feature_maker.h"

namespace undercast {
namespace {

// The space-time model fills recent dates as well from so many days before them as from a whole
// year, where so many of all these dates are observed at least in part (bench/update measures it).
// In a cube of several years it gets all of them, because other years are among its inputs; other
// methods are quick, and get all of any cube.
constexpr int kContextDays = 60, kContextDates = 6;

FilledOutputs outputs_of(const UpdateJob& job) {
  return {job.output, job.lower, job.upper, job.provenance, job.writing};
}

void require_fill_of(const CubeFile& cube, const FilledFiles& previous) {
  if (cube.metadata().contains("FILLED_BY"))
    throw Error(ErrorKind::bad_input, cube.path() + " was filled already",
                "give the cube with gaps in the second place");
  if (previous.has_own_dates())
    throw Error(ErrorKind::bad_input, previous.filled->path() + " was filled on other dates than the cube's (--dates)",
                "update a fill on the cube's own dates");
}

void require_same_index(const SpectralIndex& filled, const CubeFile& cube) {
  if (filled.name != cube.layout().index.name)
    throw Error(ErrorKind::bad_input,
                fmt::format("the filled cube holds {}, and {} is read as {}", filled.name, cube.path(),
                            cube.layout().index.name),
                fmt::format("give the fill of this index, or --variable {}", filled.name));
}

// Whole numbers would round values that were stored as they are.
void require_bits_of_settled_values(const UpdateJob& job, const CubeFile& filled) {
  const DatasetPtr images = filled.opener()();
  const bool is_rounded =
      GDALDataTypeIsInteger(images->GetRasterBand(filled.ndvi_bands().front())->GetRasterDataType());
  if (job.writing.pixel_type() == PixelType::int16 && !is_rounded)
    throw Error(ErrorKind::bad_input,
                fmt::format("--output-type int16 would round the settled values of {}", filled.path()),
                "leave it out, or fill the cube anew with it");
}

// The first day whose composites the filler needs.
Date context_of(const FillJob& fill, const UpdatePlan& plan, CubeSource& cube) {
  const TimeAxis& dates = cube.layout().ndvi;
  const Date all = dates[0].start, latest = dates[plan.settled].start - Days(kContextDays);
  if (!fill.method.empty() || fill.max_gap_days > 0 || years_of(dates) > kYearsForInput) return all;
  const ModelFile model = read_network(fill.model);
  if (model.checked_header().find_as<std::string>("kind") != "space-time") return all;
  const std::vector<DateObserved> kinds = date_kinds(sample_scene(cube, kSamplePx).ndvi);
  int observed = 0;
  for (int step = dates.size() - 1; step >= 0; --step) {
    observed += kinds[static_cast<std::size_t>(step)] == DateObserved::not_at_all ? 0 : 1;
    if (observed >= kContextDates && dates[step].start <= latest) return dates[step].start;
  }
  return all;
}

nlohmann::json json_of(const Revisions& revisions) {
  nlohmann::json json{{"values", revisions.values},
                      {"mean", revisions.mean},
                      {"rmse", revisions.rmse},
                      {"95 % at most", revisions.most_of_95_percent}};
  if (revisions.within_bounds >= 0) json["within previous bounds"] = revisions.within_bounds;
  return json;
}

}  // namespace

void UpdateJob::each(const OptionVisitor& visit) {
  visit("filled", &filled,
        {.text = "filled cube that is to be continued", .positional = true, .required = true, .holds = {"raster"}});
  visit("cube", &cube,
        {.text = "its cube with gaps, which has further dates",
         .positional = true,
         .required = true,
         .holds = {"raster"}});
  visit("output", &output,
        {.text = "updated cube to write (Cloud Optimized GeoTIFF)",
         .letter = 'o',
         .required = true,
         .holds = {"raster"}});
  visit("settle", &settle_days,
        {.text = "values older than this keep their bits; younger ones are filled again, and the provenance calls them "
                 "provisional; age counts from the end of the cube's last period",
         .unit = "days",
         .min = 0,
         .max = 3650});
  visit("model", &model,
        {.text = "model file, or built-in; without --model and --method, what filled the filled cube fills again",
         .holds = {"model"}});
  visit("method", &method, {.text = "method that needs no network", .choices = method_names(), .may_be_empty = true});
  visit("previous-lower", &previous_lower,
        {.text = "lower bound that belongs to the filled cube", .holds = {"raster"}});
  visit("previous-upper", &previous_upper,
        {.text = "upper bound that belongs to the filled cube", .holds = {"raster"}});
  visit("previous-provenance", &previous_provenance,
        {.text = "provenance that belongs to the filled cube; vanished observations are then noticed, too",
         .holds = {"raster"}});
  visit("lower", &lower,
        {.text = "cube to write: lower bound of the 90 % interval of each value", .holds = {"raster"}});
  visit("upper", &upper, {.text = "cube to write: upper bound", .holds = {"raster"}});
  visit("provenance", &provenance,
        {.text = "raster to write that says where each value comes from", .holds = {"raster"}});
  parameters.each(visit);
  device.each(visit);
  reading.each(visit);
  writing.each(visit);
  visit("overwrite", &overwrite, kOverwriteText);
}

void check(const UpdateJob& job) {
  check_options(job);
  require_raster_name(job.output.path);
  check(job.writing, job.writing.pixel_type());
  if (job.model.given() && !job.method.empty())
    throw Error(ErrorKind::usage, "--model and --method exclude each other", "give one of them, or neither");
  if (!job.method.empty()) make_filler(job.method, job.parameters);
  if (job.previous_lower.given() != job.previous_upper.given())
    throw Error(ErrorKind::usage, "--previous-lower and --previous-upper belong together", "give both, or neither");
  if (outputs_of(job).has_bounds() && !job.previous_lower.given())
    throw Error(ErrorKind::usage, "--lower and --upper need the bounds of the settled values",
                "give --previous-lower and --previous-upper, too");
  if (job.provenance.given() && !job.previous_provenance.given())
    throw Error(ErrorKind::usage, "--provenance needs the provenance of the settled values",
                "give --previous-provenance, too");
}

UpdateSummary update(const UpdateJob& job, const RunContext& run) {
  const auto locks = lock_outputs(job, run.team);
  gdal_set_threads(run.threads);
  const double cache = gdal_fit_cache(run.memory.bytes());
  const FilledFiles previous(
      {job.filled.path, "", job.previous_lower.path, job.previous_upper.path, job.previous_provenance.path},
      job.reading.for_companions());
  CubeFile cube(job.cube.path, job.reading);
  const Grid& grid = cube.layout().grid;
  const TimeAxis& dates = cube.layout().ndvi;
  require_same_grid(grid, cube.path(), previous.filled->layout().grid, job.filled.path);
  require_fill_of(cube, previous);
  require_same_index(previous.filled->layout().index, cube);
  const UpdatePlan plan = plan_update(job, previous.filled->layout().ndvi, dates);
  const RepeatedFill repeated = repeated_fill(job, *previous.filled);
  const FillJob& fill = repeated.fill;
  require_bits_of_settled_values(job, *previous.filled);
  require_observations(cube);
  SettledValues settled(previous, cube, plan, repeated);
  settled.require_same_past_in_sample();
  LaterPart recent(cube, context_of(fill, plan, cube), dates[plan.settled].start);
  Screening screening(fill.screen, recent, cube.path());
  CubeSource& source = screening.source();
  const FilledOutputs files = outputs_of(job);
  const CalibratedFiller calibrated = job_filler(fill, source, files.has_bounds(), run);
  if (files.has_bounds() && !calibrated.calibration)
    throw Error(ErrorKind::bad_input, "there is no calibration of bounds for the recent dates",
                "give another --model, or leave out --lower and --upper");
  calibrated.filler->begin_at(source.layout().ndvi.size() - plan.recent());
  const FillerTraits traits = calibrated.filler->traits();
  const std::vector<DateObserved> kinds =
      files.has_bounds() ? date_kinds(sample_scene(source, kCalibrationPx).ndvi) : std::vector<DateObserved>();

  std::map<std::string, std::string> metadata = run_metadata("update", manifest_of(job, fill, run));
  metadata["FILLED_BY"] = fill.model.path == kBuiltInModel ? kBuiltInModel : traits.name;
  if (traits.uses_radar)
    if (const std::string gaps = warn_of_radar_gaps(cube, cube.path()); !gaps.empty()) metadata["RADAR_GAPS"] = gaps;
  metadata["PROVISIONAL_FROM"] = to_string(dates[plan.settled].start);
  const FilledRasters rasters(files, {grid, dates, {}, {}, cube.layout().index}, metadata);
  std::vector<std::string> inputs = paths_of_models({fill.model});
  for (const InputFile* file : {&job.filled, &job.previous_lower, &job.previous_upper, &job.previous_provenance})
    if (file->given()) inputs.push_back(file->path);
  inputs.insert(inputs.end(), cube.files().begin(), cube.files().end());
  WindowedOutputs outputs(rasters.rasters(), inputs, job.overwrite, run.team, is_worth_keeping(traits, grid));
  const auto sink = [&](const Window& window, FilledWindow& filled) {
    screening.mark(window, filled);
    if (fill.max_gap_days > 0) leave_missing(filled, static_cast<float>(fill.max_gap_days));
    FilledImage values{{}, {}, {}, filled.provenance};
    if (files.has_bounds()) {
      Bounds bounds = bounds_of(filled, *calibrated.calibration, kinds);
      values.lower = std::move(bounds.lower.values);
      values.upper = std::move(bounds.upper.values);
    }
    values.ndvi = std::move(filled.ndvi.values);
    RevisionCounts revisions(cube.layout().index.range);
    rasters.write(outputs, window, 0, settled.join(window, values, revisions));
    revisions.put([&](std::size_t counter, long long count) { outputs.add_to(counter, count); });
  };
  const int block_px = block_size(cube.layout(), traits, run.threads, run.memory.bytes(), cache);
  run_resumably(outputs, [&] { fill_cube(source, *calibrated.filler, sink, run, {block_px, &outputs}); });
  cube.require_unchanged();
  previous.require_unchanged();
  UpdateSummary summary{
      traits.name, plan.settled, plan.recent(), dates.size() - plan.previous, dates[plan.settled].start, {}};
  outputs.finish(run.threads, [&] {
    summary.revisions = RevisionCounts::read([&](std::size_t counter) { return outputs.counted(counter); },
                                             cube.layout().index.range, previous.lower != nullptr);
    return std::map<std::string, std::string>{{"REVISIONS", to_text(json_of(summary.revisions))}};
  });
  return summary;
}

}  // namespace undercast
