// SPDX-License-Identifier: Apache-2.0
#include "jobs/fill_table.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/error.h"
#include "evaluate/calibrate.h"
#include "fill/long_gaps.h"
#include "gaps/interpolation.h"
#include "gaps/sample_scene.h"
#include "jobs/check_cube.h"
#include "jobs/filled_table.h"
#include "jobs/job_filler.h"
#include "jobs/screening.h"

namespace undercast {
namespace {

void check_outputs(const FillJob& job) {
  const auto refuse = [&](const OutputFile& file, const char* option, const char* remedy) {
    if (file.given())
      throw Error(ErrorKind::usage, fmt::format("{} is for cubes, and {} is a table of points", option, job.cube.path),
                  remedy);
  };
  constexpr const char* kInTable = "leave it out: a filled long table has columns for provenance and bounds";
  refuse(job.lower, "--lower", kInTable);
  refuse(job.upper, "--upper", kInTable);
  refuse(job.provenance, "--provenance", kInTable);
  refuse(job.quicklook, "--quicklook", "leave it out");
  refuse(job.animation, "--animation", "leave it out");
  const CubeWriteOptions usual;
  if (job.writing.output_type != usual.output_type || job.writing.format != usual.format ||
      !job.writing.creation.empty())
    throw Error(ErrorKind::usage,
                fmt::format("--output-type, --co and --of are for rasters, and {} is a table of points", job.cube.path),
                "leave them out");
  require_table_name(job.output.path);
}

}  // namespace

FillSummary fill_table(const FillJob& job, const RunContext& run) {
  check_outputs(job);
  PointTable table(job.cube.path, job.reading, run.memory);
  require_room_for_filled(table);
  MemoryCubeSource cube(table.cube);
  require_observations(cube);
  if (job.trains() && job.train_model == "vit") require_neighbours(cube.layout(), job.train_model);
  warn_of_idle_methods({job.method}, cube.layout());
  const std::string& path = table.file.path();
  Screening screening(job.screen, cube, path);
  const bool is_long = !table.columns.is_wide();
  const CalibratedFiller calibrated = job_filler(job, screening.source(), is_long, run);
  const FillerTraits traits = calibrated.filler->traits();
  if (traits.tiling.size_px > 0) require_neighbours(cube.layout(), job.model.path);
  if (is_long && !calibrated.calibration)
    spdlog::warn("{}: there are too few observations to calibrate bounds on, so it is filled without columns of bounds",
                 path);
  if (traits.uses_radar) warn_of_radar_gaps(cube, path);
  if (!run.team.leads()) return {};
  const Window whole = cube.layout().grid.whole();
  const Cube observed = screening.source().read(whole);
  FilledWindow filled = fill_cube(observed, *calibrated.filler, run.threads, run.progress);
  const long long dropped = screening.mark(whole, filled);
  if (job.max_gap_days > 0) leave_missing(filled, static_cast<float>(job.max_gap_days));
  std::optional<Bounds> bounds;
  if (is_long && calibrated.calibration)
    bounds =
        bounds_of(filled, *calibrated.calibration, date_kinds(sample_scene(screening.source(), kCalibrationPx).ndvi));
  put_filled(table, filled, bounds);
  table.file.write(job.output.path, job.overwrite);
  const auto& codes = filled.provenance;
  return summary_of(
      traits, [&](Provenance value) { return std::count(codes.begin(), codes.end(), value); }, dropped,
      static_cast<double>(codes.size()));
}

}  // namespace undercast
