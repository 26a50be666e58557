// SPDX-License-Identifier: Apache-2.0
#include "phenology/phenology.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <mutex>

#include "core/error.h"
#include "core/for_each_window.h"
#include "gaps/calibration.h"
#include "phenology/find_seasons.h"
#include "phenology/phenology_bands.h"
#include "phenology/running_median.h"

namespace undercast {
namespace {

constexpr int kWindow_px = 128;

// Each worker has readers of its own.
struct Readers {
  std::unique_ptr<CubeSource> filled, lower, upper, observed;

  explicit Readers(const PhenologyInputs& inputs)
      : filled(inputs.filled->reopen()),
        lower(inputs.lower != nullptr ? inputs.lower->reopen() : nullptr),
        upper(inputs.upper != nullptr ? inputs.upper->reopen() : nullptr),
        observed(inputs.observed != nullptr ? inputs.observed->reopen() : nullptr) {}
};

// Holds the NDVI of a window from all inputs; empty where an input is null.
struct Values {
  Variable filled, lower, upper, observed;

  Values(Readers& readers, const Window& window) : filled(readers.filled->read(window, false).ndvi) {
    if (readers.lower) lower = readers.lower->read(window, false).ndvi;
    if (readers.upper) upper = readers.upper->read(window, false).ndvi;
    if (readers.observed) observed = readers.observed->read(window, false).ndvi;
  }
};

[[noreturn]] void refuse_gap(const char* what, const Period& period, int row, int col) {
  throw Error(ErrorKind::bad_input,
              fmt::format("{} at row {}, column {} is missing on {} but not on other dates: seasons need series "
                          "without gaps",
                          what, row, col, to_string(period.start)),
              "fill the cube first: undercast fill CUBE -o FILLED");
}

// Takes the series of one pixel; false where it has no value at all. `row` and `col` are places in
// the scene, for messages.
bool take_series(const Values& values, std::size_t pixel, int row, int col, PixelSeries& series) {
  const Variable& filled = values.filled;
  const int steps = filled.steps();
  series.values.clear();
  series.spread.clear();
  series.observed.clear();
  int missing = 0, missing_step = 0;
  for (int step = 0; step < steps; ++step) {
    const float value = filled.image(step)[pixel];
    if (std::isnan(value)) ++missing, missing_step = step;
    series.values.push_back(static_cast<double>(value));
  }
  if (missing == steps) return false;
  if (missing > 0) refuse_gap("the value", filled.time[missing_step], row, col);
  for (int step = 0; step < steps && !values.lower.empty(); ++step) {
    const float lower = values.lower.image(step)[pixel], upper = values.upper.image(step)[pixel];
    if (std::isnan(lower) || std::isnan(upper)) refuse_gap("a bound", filled.time[step], row, col);
    if (lower > upper)
      throw Error(ErrorKind::bad_input,
                  fmt::format("at row {}, column {} the lower bound ({:.3f}) exceeds the upper one ({:.3f}) on {}", row,
                              col, lower, upper, to_string(filled.time[step].start)),
                  "--lower and --upper are exchanged, or come from different fills");
    series.spread.push_back(static_cast<double>(upper - lower) / 2 / kBoundInSd);
  }
  for (int step = 0; step < values.observed.steps(); ++step)
    if (!std::isnan(values.observed.image(step)[pixel])) series.observed.push_back(series.days[step]);
  return true;
}

void require_a_season(const TimeAxis& time, const PhenologyOptions& options) {
  const int least = options.method == "threshold" ? 3 : 8;
  const double span = time[time.size() - 1].middle_day() - time[0].middle_day();
  if (time.size() >= least && span >= options.min_length_days) return;
  throw Error(
      ErrorKind::bad_input,
      fmt::format("{} over {:.0f} days are less than a season of at least {} days",
                  time.size() == 1 ? "1 date" : fmt::format("{} dates", time.size()), span, options.min_length_days),
      fmt::format("give a cube of a whole year; the method {} needs {} dates at least", options.method, least));
}

void check(const PhenologyInputs& inputs, const PhenologyOptions& options) {
  if (options.transition != "share" && options.method == "threshold")
    throw Error(ErrorKind::usage, fmt::format("--transition {} needs a fitted curve", options.transition),
                "add --method double-logistic");
  require_a_season(inputs.filled->layout().ndvi, options);
}

void count(const std::vector<SeasonMeasures>& seasons, PhenologySummary& summary) {
  ++summary.pixels;
  summary.pixels_without_season += seasons.empty();
  for (const SeasonMeasures& season : seasons) {
    ++summary.seasons;
    summary.in_gap += (season.flags & (kStartInGap | kPeakInGap | kEndInGap)) != 0;
    summary.cut_off += (season.flags & kCutOff) != 0;
    summary.without_fit += (season.flags & kNoFit) != 0;
  }
}

void add(const PhenologySummary& part, PhenologySummary& sum) {
  sum.pixels += part.pixels;
  sum.pixels_without_season += part.pixels_without_season;
  sum.seasons += part.seasons;
  sum.in_gap += part.in_gap;
  sum.cut_off += part.cut_off;
  sum.without_fit += part.without_fit;
}

void take_medians(PixelSeries& series, double half_window_days) {
  const PixelSeries before = series;
  const std::vector<int> medians = running_median(series.days, series.values, half_window_days);
  for (std::size_t step = 0; step < medians.size(); ++step) {
    series.values[step] = before.values[medians[step]];
    if (!series.spread.empty()) series.spread[step] = before.spread[medians[step]];
  }
}

std::vector<PeakingSeason> measure_pixel(PixelSeries& series, const PhenologyOptions& options) {
  if (options.median_days > 0) take_medians(series, options.median_days);
  std::vector<PeakingSeason> found;
  for (const Season& season :
       find_seasons(series.days, series.values, options.min_amplitude, options.min_length_days)) {
    const double base = (series.values[season.before] + series.values[season.after]) / 2;
    found.push_back(
        {series.days[season.peak], series.values[season.peak] - base, measure_season(series, season, options)});
  }
  return found;
}

}  // namespace

PhenologyInputs phenology_inputs(const FilledFiles& files) {
  const bool by_cube = files.cube != nullptr;
  return {files.filled.get(), files.lower.get(), files.upper.get(),
          by_cube ? static_cast<CubeSource*>(files.cube.get()) : files.provenance.get()};
}

std::vector<BandInfo> phenology_bands(const PhenologyInputs& inputs, const PhenologyOptions& options) {
  return PhenologyBands(inputs.filled->layout(), options, inputs.lower != nullptr).bands();
}

PhenologySummary measure_phenology(const PhenologyInputs& inputs, const PhenologyOptions& options,
                                   const RunContext& run, const PhenologySink& sink) {
  check(inputs, options);
  const CubeLayout& layout = inputs.filled->layout();
  const PhenologyBands bands(layout, options, inputs.lower != nullptr);
  const std::vector<double> days = layout.ndvi.middle_days();
  std::vector<double> date_sd;
  for (const Period& period : layout.ndvi) date_sd.push_back(period.length_days / std::sqrt(12.0));  // of any day in it
  PhenologySummary summary;
  std::mutex sink_mutex;
  run.progress.begin("measuring seasons", layout.grid.pixels());
  const auto open = [&] { return std::make_unique<Readers>(inputs); };
  for_each_window(
      open, split(layout.grid.whole(), kWindow_px), run.threads, [&](Readers& readers, const Window& window, int) {
        const Values values(readers, window);
        const std::size_t pixels = values.filled.pixels();
        std::vector<float> bands_of_window(bands.bands().size() * pixels, kMissing);
        PixelSeries series;
        series.days = days;
        series.date_sd = date_sd;
        series.observed_is_known = inputs.observed != nullptr;
        PhenologySummary part;
        for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
          const int row = static_cast<int>(pixel) / window.cols, col = static_cast<int>(pixel) % window.cols;
          if (!take_series(values, pixel, window.row + row, window.col + col, series)) continue;
          count(bands.write(measure_pixel(series, options), &bands_of_window[pixel], pixels), part);
        }
        const std::lock_guard lock(sink_mutex);
        add(part, summary);
        sink(window, bands_of_window);
        run.progress.advance(window.pixels());
      });
  run.progress.end();
  return summary;
}

}  // namespace undercast
