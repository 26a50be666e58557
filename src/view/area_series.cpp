// SPDX-License-Identifier: Apache-2.0
#include "view/area_series.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/decibels.h"
#include "core/error.h"

namespace undercast {
namespace {

// Areas of more pixels are read through overviews; smaller ones are read in strips of so many
// values.
constexpr double kMostPixels = 1 << 20;
constexpr double kStripValues = 1 << 22;

// Gathers sums over the pixels of an area for each step of a series.
struct Sums {
  std::vector<double> count, sum, squares, power;

  explicit Sums(std::size_t steps) : count(steps), sum(steps), squares(steps), power(steps) {}
  void add(std::size_t step, double value) {
    ++count[step];
    sum[step] += value;
    squares[step] += value * value;
    power[step] += power_of_db(value);
  }
  float mean(std::size_t step) const {
    return count[step] > 0 ? static_cast<float>(sum[step] / count[step]) : kMissing;
  }
  float mean_db(std::size_t step) const {
    return count[step] > 0 ? static_cast<float>(db_of_power(power[step] / count[step])) : kMissing;
  }
  float deviation(std::size_t step) const {
    if (count[step] < 2) return kMissing;
    const double variance = (squares[step] - sum[step] * sum[step] / count[step]) / (count[step] - 1);
    return static_cast<float>(std::sqrt(std::max(0.0, variance)));
  }
};

// An area is sampled at `rows` x `cols` places over a window.
struct Samples {
  Window window;
  int rows, cols;
  std::vector<bool> flags;
};

Samples samples_of(const Polygon& polygon, const Grid& grid) {
  Samples samples{bounds_of(polygon, grid), 0, 0, {}};
  const Window& window = samples.window;
  const double shrink = std::max(1.0, std::ceil(std::sqrt(static_cast<double>(window.pixels()) / kMostPixels)));
  samples.rows = static_cast<int>(std::ceil(window.rows / shrink));
  samples.cols = static_cast<int>(std::ceil(window.cols / shrink));
  samples.flags = inside(polygon, window, samples.rows, samples.cols);
  return samples;
}

Sums sums_of(const ViewSeries& series, const Samples& samples) {
  const std::size_t steps = series.bands.size();
  Sums sums(steps);
  const int strip =
      std::clamp(static_cast<int>(kStripValues / (static_cast<double>(steps) * samples.cols)), 1, samples.rows);
  const double tall = static_cast<double>(samples.window.rows) / samples.rows;
  for (int first = 0; first < samples.rows; first += strip) {
    const int rows = std::min(strip, samples.rows - first);
    const RasterPart part{samples.window.row + first * tall, static_cast<double>(samples.window.col), rows * tall,
                          static_cast<double>(samples.window.cols)};
    const std::vector<float> values = series.values->read(series.bands, part, rows, samples.cols);
    const std::size_t pixels = static_cast<std::size_t>(rows) * samples.cols;
    const std::size_t offset = static_cast<std::size_t>(first) * samples.cols;
    for (std::size_t step = 0; step < steps; ++step)
      for (std::size_t i = 0; i < pixels; ++i)
        if (samples.flags[offset + i] && !std::isnan(values[step * pixels + i]))
          sums.add(step, static_cast<double>(values[step * pixels + i]));
  }
  return sums;
}

void add_columns(const ViewSeries& series, const Sums& sums, std::vector<PlaceColumn>& columns) {
  const bool is_db = series.name == "vh";
  PlaceColumn mean{is_db ? "vh_mean_db" : series.name + "_mean", series.time, {}},
      sd{is_db ? "vh_sd_db" : series.name + "_sd", series.time, {}}, count{series.name + "_pixels", series.time, {}};
  for (std::size_t step = 0; step < series.bands.size(); ++step) {
    mean.values.push_back(is_db ? sums.mean_db(step) : sums.mean(step));
    sd.values.push_back(sums.deviation(step));
    count.values.push_back(static_cast<float>(sums.count[step]));
  }
  columns.push_back(std::move(mean));
  if (series.name == "lower" || series.name == "upper") return;
  columns.push_back(std::move(sd));
  if (series.name == "observed") columns.push_back(std::move(count));
}

}  // namespace

PlaceSeries series_of_area(const ViewedScene& scene, const Polygon& polygon) {
  const Grid& grid = scene.grid();
  const Samples samples = samples_of(polygon, grid);
  const auto count = std::count(samples.flags.begin(), samples.flags.end(), true);
  if (count == 0)
    throw Error(ErrorKind::usage, "no pixel's centre lies within the polygon", "draw a larger one within the map");
  const Window& window = samples.window;
  const bool sampled = samples.rows < window.rows || samples.cols < window.cols;
  PlaceSeries place;
  place.title = fmt::format("area of {} pixels", count);
  if (sampled) {
    place.title = fmt::format("area of {} samples", count);
    place.note = fmt::format("sampled every {:.0f} pixels from overviews, whose spread is smaller than the pixels' own",
                             static_cast<double>(window.cols) / samples.cols);
  }
  place.x = grid.affine[0] + grid.affine[1] * (window.col + 0.5 * window.cols);
  place.y = grid.affine[3] + grid.affine[5] * (window.row + 0.5 * window.rows);
  for (const ViewSeries& series : scene.series())
    if (series.name != "provenance") add_columns(series, sums_of(series, samples), place.columns);
  return place;
}

}  // namespace undercast
