// SPDX-License-Identifier: Apache-2.0
#include "jobs/prepared_fill.h"

#include "core/error.h"
#include "evaluate/calibrate.h"
#include "fill/long_gaps.h"
#include "fill/output_dates.h"
#include "gaps/interpolation.h"
#include "gaps/sample_scene.h"
#include "jobs/check_cube.h"
#include "jobs/job_filler.h"

namespace undercast {
namespace {

// Throws before the cube is read for the filler.
CubeSource& checked(CubeSource& cube, const FillJob& job) {
  require_observations(cube);
  warn_of_idle_methods({job.method}, cube.layout());
  return cube;
}

CalibratedFiller filler_of(const FillJob& job, CubeSource& cube, bool has_bounds, const RunContext& run) {
  CalibratedFiller filler = job_filler(job, cube, has_bounds, run);
  if (!has_bounds || filler.calibration) return filler;
  if (!job.method.empty())
    throw Error(ErrorKind::bad_input, "the cube has too few observed values to calibrate bounds on",
                "leave out the bounds");
  throw Error(ErrorKind::bad_input, "the model holds no calibration, so it cannot give bounds",
              "train it again, on cubes with more observations; or leave out the bounds");
}

// How far values between two dates lie outside of both.
Calibration departures_of(const Variable& sample) {
  if (auto found = departures_between(sample)) return *std::move(found);
  throw Error(ErrorKind::bad_input, "the cube has too few observed values to calibrate bounds between its dates on",
              "leave out --dates, or the bounds");
}

}  // namespace

PreparedFill::PreparedFill(const FillJob& job, CubeSource& cube, const std::string& name, bool has_bounds,
                           const RunContext& run)
    : max_gap_days_(job.max_gap_days),
      has_bounds_(has_bounds),
      cube_(checked(cube, job)),
      dates_(job.dates.empty() ? cube.layout().ndvi : output_dates(job.dates, cube.layout().ndvi)),
      screening_(job.screen, cube, name),
      calibrated_(filler_of(job, screening_.source(), has_bounds, run)) {
  calibrated_.filler->check(screening_.source().layout());
  if (traits().uses_radar) radar_gaps_ = warn_of_radar_gaps(cube, name);
  std::optional<Calibration> departures;
  if (has_bounds_) {
    const Variable sample = sample_scene(screening_.source(), kCalibrationPx).ndvi;
    kinds_ = date_kinds(sample);
    if (!job.dates.empty()) departures = departures_of(sample);
  }
  if (!job.dates.empty()) between_.emplace(cube.layout().ndvi, dates_, departures);
}

void PreparedFill::fill(FilledBlocks& to, const RunContext& run, Blocks blocks) {
  const auto sink = [&](const Window& block, FilledWindow& filled) { finish(cube_, block, filled, to); };
  fill_cube(screening_.source(), *calibrated_.filler, sink, run, blocks);
}

void PreparedFill::fill_block(CubeSource& source, const Window& block, FilledBlocks& to, int threads) {
  const std::unique_ptr<CubeSource> screened = screening_.screened(source);
  FilledWindow filled = [&] {
    std::unique_lock<std::mutex> alone(filler_mutex_, std::defer_lock);
    if (!traits().concurrent) alone.lock();
    return undercast::fill_block(screened ? *screened : source, *calibrated_.filler, block, threads);
  }();
  finish(source, block, filled, to);
}

void PreparedFill::finish(CubeSource& observed, const Window& block, FilledWindow& filled, FilledBlocks& to) const {
  const long long dropped = screening_.mark(observed, block, filled);
  if (max_gap_days_ > 0) leave_missing(filled, static_cast<float>(max_gap_days_));
  to.count(filled.provenance, dropped);
  std::optional<Bounds> bounds;
  if (has_bounds_) bounds = bounds_of(filled, *calibrated_.calibration, kinds_);
  if (between_) {
    for (int date = 0; date < between_->size(); ++date) {
      FilledImage image = between_->image(date, filled, bounds ? &*bounds : nullptr);
      to.write(block, date, image);
    }
    return;
  }
  FilledImage all{std::move(filled.ndvi.values), {}, {}, std::move(filled.provenance)};
  if (bounds) all.lower = std::move(bounds->lower.values), all.upper = std::move(bounds->upper.values);
  to.write(block, 0, all);
}

}  // namespace undercast
