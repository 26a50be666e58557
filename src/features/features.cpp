// SPDX-License-Identifier: Apache-2.0
#include "features/features.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/interpolation.h"
#include "core/parallel.h"
#include "features/neighbour_means.h"
#include "features/radar_on_axis.h"
#include "features/similar_neighbours.h"

namespace undercast {
namespace {

constexpr int kNeighbourSidesPx[] = {5, 11, 21, 41};
constexpr int kRadarSidesPx[] = {3, 7};
constexpr int kRadarLags[] = {-2, -1, 0, 1, 2};
static_assert(kNeighbourSidesPx[3] / 2 == kFeatureReachPx && kSimilarReachPx <= kFeatureReachPx);

Variable difference(const Variable& a, const Variable& b) {
  Variable result = a;
  for (std::size_t i = 0; i < result.values.size(); ++i) result.values[i] -= b.values[i];
  return result;
}

// Mean over each step and the two beside it.
Variable mean_of_three_steps(const Variable& variable) {
  Variable means = variable;
  for (int t = 1; t + 1 < variable.steps(); ++t)
    for (std::size_t i = 0; i < variable.pixels(); ++i)
      means.image(t)[i] = (variable.image(t - 1)[i] + variable.image(t)[i] + variable.image(t + 1)[i]) / 3;
  return means;
}

struct Moments {
  float mean = kMissing, deviation = kMissing, least = kMissing, most = kMissing;
};

Moments moments_in_time(const Variable& variable, std::size_t pixel) {
  double sum = 0, squares = 0;
  int count = 0;
  Moments moments;
  for (int t = 0; t < variable.steps(); ++t) {
    const float value = variable.image(t)[pixel];
    if (!(value == value)) continue;
    ++count;
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
    moments.least = count == 1 ? value : std::min(moments.least, value);
    moments.most = count == 1 ? value : std::max(moments.most, value);
  }
  if (count == 0) return moments;
  moments.mean = static_cast<float>(sum / count);
  moments.deviation = static_cast<float>(std::sqrt(std::max(0.0, squares / count - sum / count * sum / count)));
  return moments;
}

}  // namespace

Features::Features(const Cube& window, const Window& part, const SceneCurves& scene,
                   const std::vector<Prediction>& predictions, int threads)
    : part_(part),
      observed_(window.ndvi.crop(part)),
      days_(window.ndvi.time.middle_days()),
      ends_(observed_),
      interpolated_(interpolate_without_self(observed_, ends_)),
      scene_(&scene) {
  measure_pixels(threads);
  std::vector<Variable> radar;
  std::vector<std::string> radar_names;
  for (const auto& [name, variable] : {std::pair{"VH", &window.vh}, std::pair{"VV", &window.vv}}) {
    if (variable->empty()) continue;
    radar_names.emplace_back(name);
    radar.push_back(radar_on_axis(*variable, observed_.time));
  }
  const GapEnds ends(window.ndvi);
  const Variable interpolated = interpolate_without_self(window.ndvi, ends);
  SimilarNeighbours similar = average_similar_neighbours(window.ndvi, part, interpolated, ends, radar, threads);
  for (std::size_t k = 0; k < radar.size(); ++k) add_radar(radar_names[k], radar[k], similar.radar[k], threads);
  curves_.push_back({"similar neighbours' departure", Tells::date, false, std::move(similar.departure)});
  curves_.push_back({"similar neighbours' weight", Tells::date, false, std::move(similar.weight)});
  add_neighbours(window.ndvi, interpolated, threads);
  add_predictions(predictions, window.ndvi, interpolated, threads);
  each(0, 0, [&](const auto& name, Tells tells, float) {
    if (tells == Tells::pixel) without_date_.push_back(names_.size());
    names_.push_back(std::string(name));
  });
}

void Features::add_curve(std::string name, Tells tells, bool departs, const Variable& of_window) {
  curves_.push_back({std::move(name), tells, departs, of_window.crop(part_)});
}

void Features::measure_pixels(int threads) {
  const std::size_t pixels = observed_.pixels();
  for (std::vector<float>* measure : {&mean_, &deviation_, &least_, &most_}) measure->resize(pixels);
  cluster_.assign(scene_->clusters.size(), std::vector<std::size_t>(pixels));
  const Variable filled = interpolate_linearly(observed_);
  parallel_for(observed_.rows, threads, [&](int row, int) {
    std::vector<float> series(static_cast<std::size_t>(observed_.steps()));
    const std::size_t first = static_cast<std::size_t>(row) * static_cast<std::size_t>(observed_.cols);
    for (std::size_t pixel = first; pixel < first + static_cast<std::size_t>(observed_.cols); ++pixel) {
      const Moments moments = moments_in_time(observed_, pixel);
      mean_[pixel] = moments.mean;
      deviation_[pixel] = moments.deviation;
      least_[pixel] = moments.least;
      most_[pixel] = moments.most;
      for (int t = 0; t < observed_.steps(); ++t) series[static_cast<std::size_t>(t)] = filled.image(t)[pixel];
      for (std::size_t k = 0; k < cluster_.size(); ++k) cluster_[k][pixel] = scene_->clusters[k].nearest(series);
    }
  });
}

void Features::add_neighbours(const Variable& observed, const Variable& interpolated, int threads) {
  const Variable departure = difference(observed, interpolated);
  for (const int side : kNeighbourSidesPx) {
    add_curve(fmt::format("mean NDVI of {} px", side), Tells::date, true, neighbour_means(observed, side, threads));
    add_curve(fmt::format("mean departure from interpolation, {} px", side), Tells::date, false,
              neighbour_means(departure, side, threads));
    add_curve(fmt::format("share seen of {} px", side), Tells::date, false, seen_shares(observed, side, threads));
  }
}

void Features::add_predictions(const std::vector<Prediction>& predictions, const Variable& observed,
                               const Variable& interpolated, int threads) {
  for (const Prediction& prediction : predictions) {
    const Tells tells = prediction.serves_unseen_dates ? Tells::pixel : Tells::date;
    add_curve(prediction.name, tells, false, difference(prediction.ndvi, interpolated));
    if (!prediction.spread.empty()) add_curve(prediction.name + " spread", tells, false, prediction.spread);
    if (!prediction.without_self) continue;
    const Variable error = difference(observed, prediction.ndvi);
    for (const int side : kNeighbourSidesPx)
      add_curve(fmt::format("mean departure from {}, {} px", prediction.name, side), Tells::date, false,
                neighbour_means(error, side, threads));
  }
}

void Features::add_radar(const std::string& name, const Variable& radar, const Variable& smooth, int threads) {
  add_curve(name, Tells::pixel, true, radar);
  for (const int side : kRadarSidesPx)
    add_curve(fmt::format("{} of {} px", name, side), Tells::pixel, true, neighbour_means(radar, side, threads));
  curves_.push_back({name + " of 7 px, 3 steps", Tells::pixel, true, mean_of_three_steps(curves_.back().values)});
  curves_.push_back({name + " of similar neighbours", Tells::pixel, true, smooth});
  curves_.push_back({name + " of similar neighbours, 3 steps", Tells::pixel, true, mean_of_three_steps(smooth)});
  Radar& added = radars_.emplace_back(Radar{{}, name + " mean", name + " deviation", smooth, {}, {}});
  for (const int lag : kRadarLags) added.lag_names.push_back(fmt::format("{} anomaly {:+} steps", name, lag));
  for (std::size_t pixel = 0; pixel < smooth.pixels(); ++pixel) {
    const Moments moments = moments_in_time(smooth, pixel);
    added.mean.push_back(moments.mean);
    added.deviation.push_back(moments.deviation);
  }
}

template <class Add>
void Features::each_of_time(int step, std::size_t pixel, const BetweenEnds& ends, Add add) const {
  const auto seen = [&](int t) { return t == GapEnds::kNone ? kMissing : observed_.image(t)[pixel]; };
  const auto days_off = [&](int t) { return t == GapEnds::kNone ? kMissing : day(t) - day(step); };
  const auto beyond = [&](const std::vector<std::int16_t>& next, int t) {
    return t == GapEnds::kNone ? GapEnds::kNone : next[static_cast<std::size_t>(t) * observed_.pixels() + pixel];
  };
  const float line = interpolated_.image(step)[pixel];
  add("interpolation", Tells::pixel, line);
  add("gap days", Tells::pixel, days_off(ends.next) - days_off(ends.previous));
  const char* const names[2][6] = {
      {"days to previous", "previous", "days to second previous", "second previous", "slope before",
       "extrapolated from before"},
      {"days to next", "next", "days to second next", "second next", "slope after", "extrapolated from after"}};
  for (const int side : {0, 1}) {
    const int end = side == 0 ? ends.previous : ends.next;
    const int second = beyond(side == 0 ? ends_.previous : ends_.next, end);
    const float slope = (seen(end) - seen(second)) / (days_off(end) - days_off(second));
    add(names[side][0], Tells::pixel, days_off(end));
    add(names[side][1], Tells::pixel, seen(end) - line);
    add(names[side][2], Tells::pixel, days_off(second));
    add(names[side][3], Tells::pixel, seen(second) - line);
    add(names[side][4], Tells::pixel, slope);
    add(names[side][5], Tells::pixel, seen(end) - slope * days_off(end) - line);
  }
  add("pixel's mean", Tells::pixel, mean_[pixel] - line);
  add("pixel's deviation", Tells::pixel, deviation_[pixel]);
  add("pixel's least", Tells::pixel, least_[pixel] - line);
  add("pixel's most", Tells::pixel, most_[pixel] - line);
  const double year = 2 * std::numbers::pi * days_[static_cast<std::size_t>(step)] / 365.2425;
  add("sine of the year", Tells::date, static_cast<float>(std::sin(year)));
  add("cosine of the year", Tells::date, static_cast<float>(std::cos(year)));
}

template <class Add>
void Features::each_of_radar(int step, std::size_t pixel, Add add) const {
  for (const Radar& radar : radars_) {
    for (std::size_t lag = 0; lag < std::size(kRadarLags); ++lag) {
      const int t = std::clamp(step + kRadarLags[lag], 0, observed_.steps() - 1);
      add(radar.lag_names[lag], Tells::pixel, radar.smooth.image(t)[pixel] - radar.mean[pixel]);
    }
    add(radar.mean_name, Tells::pixel, radar.mean[pixel]);
    add(radar.deviation_name, Tells::pixel, radar.deviation[pixel]);
  }
}

template <class Add>
void Features::each(int step, std::size_t pixel, Add add) const {
  const std::size_t i = static_cast<std::size_t>(step) * observed_.pixels() + pixel;
  const BetweenEnds ends(ends_.previous[i], ends_.next[i], days_, step);
  const auto departure = [&](auto at) { return ends.exists() ? at(step) - ends.interpolate(at) : kMissing; };
  each_of_time(step, pixel, ends, add);
  each_of_radar(step, pixel, add);
  for (const Curve& curve : curves_) {
    const auto at = [&](int t) { return curve.values.image(t)[pixel]; };
    add(curve.name, curve.tells, curve.departs ? departure(at) : at(step));
  }
  add("scene mean", Tells::date, departure([&](int t) { return scene_->mean[static_cast<std::size_t>(t)]; }));
  for (std::size_t k = 0; k < cluster_.size(); ++k) {
    const std::vector<float>& curve = scene_->clusters[k].curves[cluster_[k][pixel]];
    add(k == 0 ? "mean of coarse cluster" : "mean of fine cluster", Tells::date,
        departure([&](int t) { return curve[static_cast<std::size_t>(t)]; }));
  }
}

void Features::write(int step, std::size_t pixel, float* row) const {
  each(step, pixel, [&](const auto&, Tells, float value) { *row++ = value; });
}

}  // namespace undercast
