// SPDX-License-Identifier: Apache-2.0
#include "learn/features.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/parallel.h"
#include "gaps/interpolation.h"
#include "learn/neighbour_means.h"
#include "learn/radar_on_axis.h"
#include "learn/similar_neighbours.h"

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

// The names of a source's features contain this; the departure that a method predicts has no other
// name.
const char* name_of(FeatureSource source) {
  switch (source) {
    case FeatureSource::vh:
      return "VH";
    case FeatureSource::vv:
      return "VV";
    case FeatureSource::vh_minus_vv:
      return "VH - VV";
    case FeatureSource::similar_pixels:
      return "similar pixels";
    case FeatureSource::gaussian_process:
      return "Gaussian process";
    case FeatureSource::other_years:
      return "other years";
    case FeatureSource::ndvi:
      break;
  }
  return "NDVI";
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
    if (is_missing(value)) continue;
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

FeatureSource feature_source_of(const std::string& name) {
  for (const FeatureSource radar : {FeatureSource::vh_minus_vv, FeatureSource::vh, FeatureSource::vv})
    if (name.starts_with(name_of(radar))) return radar;
  for (const FeatureSource method :
       {FeatureSource::similar_pixels, FeatureSource::gaussian_process, FeatureSource::other_years})
    if (name.find(name_of(method)) != std::string::npos) return method;
  return FeatureSource::ndvi;
}

std::optional<std::size_t> radar_departure_of(const std::vector<std::string>& names) {
  const auto found = std::find_if(names.begin(), names.end(), [](const std::string& name) {
    const FeatureSource source = feature_source_of(name);
    return is_radar(source) && name == name_of(source);
  });
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::size_t first_feature_of(FeatureSource source, const std::vector<std::string>& names) {
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const auto& name) { return feature_source_of(name) == source; });
  if (found == names.end())
    throw Error(ErrorKind::bad_input, fmt::format("the model has no input '{}'", name_of(source)),
                "train the model again");
  return static_cast<std::size_t>(found - names.begin());
}

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
  std::vector<FeatureSource> radar_sources;
  for (const auto& [source, variable] :
       {std::pair{FeatureSource::vh, &window.vh}, std::pair{FeatureSource::vv, &window.vv}}) {
    if (variable->empty()) continue;
    radar_sources.push_back(source);
    radar.push_back(radar_on_axis(*variable, observed_.time));
  }
  if (radar.size() == 2) {
    radar_sources.back() = FeatureSource::vh_minus_vv;
    radar.back() = difference(radar.front(), radar.back());
  }
  const GapEnds ends(window.ndvi);
  const Variable interpolated = interpolate_without_self(window.ndvi, ends);
  SimilarNeighbours similar = average_similar_neighbours({window.ndvi, interpolated, ends, radar}, part, threads);
  for (std::size_t k = 0; k < radar.size(); ++k) add_radar(radar_sources[k], radar[k], similar.radar[k], threads);
  for (const auto& [name, values] : {std::pair{"similar neighbours' departure", &similar.departure},
                                     std::pair{"similar neighbours' weight", &similar.weight}})
    curves_.push_back({{name, FeatureSource::ndvi, true}, false, std::move(*values)});
  add_neighbours(window.ndvi, interpolated, threads);
  add_predictions(predictions, window.ndvi, interpolated, threads);
  each(0, 0, [&](const auto& name, FeatureSource source, bool tells_date, float) {
    if (!tells_date) without_date_.push_back(columns_.size());
    columns_.push_back({name, source, tells_date});
    names_.emplace_back(std::string_view(name));
  });
}

void Features::add_curve(FeatureColumn column, bool departs, const Variable& of_window) {
  curves_.push_back({std::move(column), departs, of_window.crop(part_)});
}

void Features::measure_pixels(int threads) {
  const std::size_t pixels = observed_.pixels();
  for (std::vector<float>* measure : {&mean_, &deviation_, &least_, &most_}) measure->resize(pixels);
  cluster_.assign(scene_->clusters.size(), std::vector<int>(pixels));
  const Variable filled = interpolate_linearly(observed_);
  parallel_for(observed_.rows, threads, [&](int row, int) {
    Eigen::VectorXf series(observed_.steps());
    const std::size_t first = static_cast<std::size_t>(row) * observed_.cols;
    for (std::size_t pixel = first; pixel < first + observed_.cols; ++pixel) {
      const Moments moments = moments_in_time(observed_, pixel);
      mean_[pixel] = moments.mean;
      deviation_[pixel] = moments.deviation;
      least_[pixel] = moments.least;
      most_[pixel] = moments.most;
      for (int t = 0; t < observed_.steps(); ++t) series[t] = filled.image(t)[pixel];
      for (std::size_t k = 0; k < cluster_.size(); ++k) cluster_[k][pixel] = scene_->clusters[k].kinds.nearest(series);
    }
  });
}

void Features::add_neighbours(const Variable& observed, const Variable& interpolated, int threads) {
  const Variable departure = difference(observed, interpolated);
  const auto add = [&](std::string name, bool departs, const Variable& of_window) {
    add_curve({std::move(name), FeatureSource::ndvi, true}, departs, of_window);
  };
  for (const int side : kNeighbourSidesPx) {
    add(fmt::format("mean NDVI of {} px", side), true, neighbour_means(observed, side, threads));
    add(fmt::format("mean departure from interpolation, {} px", side), false,
        neighbour_means(departure, side, threads));
    add(fmt::format("share seen of {} px", side), false, observed_neighbour_shares(observed, side, threads));
  }
}

void Features::add_predictions(const std::vector<Prediction>& predictions, const Variable& observed,
                               const Variable& interpolated, int threads) {
  for (const Prediction& prediction : predictions) {
    const FeatureSource source = prediction.source;
    const std::string name = name_of(source);
    const bool tells_date = !prediction.serves_unobserved_dates;
    add_curve({name, source, tells_date}, false, difference(prediction.ndvi, interpolated));
    if (!prediction.spread.empty()) add_curve({name + " spread", source, tells_date}, false, prediction.spread);
    if (!prediction.without_self) continue;
    const Variable error = difference(observed, prediction.ndvi);
    for (const int side : kNeighbourSidesPx)
      add_curve({fmt::format("mean departure from {}, {} px", name, side), source, true}, false,
                neighbour_means(error, side, threads));
  }
}

void Features::add_radar(FeatureSource source, const Variable& radar, const Variable& smooth, int threads) {
  const std::string name = name_of(source);
  add_curve({name, source, false}, true, radar);
  for (const int side : kRadarSidesPx)
    add_curve({fmt::format("{} of {} px", name, side), source, false}, true, neighbour_means(radar, side, threads));
  const auto add = [&](const char* of, Variable values) {
    curves_.push_back({{name + of, source, false}, true, std::move(values)});
  };
  add(" of 7 px, 3 steps", mean_of_three_steps(curves_.back().values));
  add(" of similar neighbours", smooth);
  add(" of similar neighbours, 3 steps", mean_of_three_steps(smooth));
  Radar& added = radars_.emplace_back(Radar{source, {}, name + " mean", name + " deviation", smooth, {}, {}});
  for (const int lag : kRadarLags) added.lag_names.push_back(fmt::format("{} anomaly {:+} steps", name, lag));
  for (std::size_t pixel = 0; pixel < smooth.pixels(); ++pixel) {
    const Moments moments = moments_in_time(smooth, pixel);
    added.mean.push_back(moments.mean);
    added.deviation.push_back(moments.deviation);
  }
}

template <class Add>
void Features::each_of_time(int step, std::size_t pixel, const BetweenEnds& ends, Add add) const {
  const auto add_own = [&](const char* name, float value) { add(name, FeatureSource::ndvi, false, value); };
  const auto value_at = [&](int t) { return t == GapEnds::kNone ? kMissing : observed_.image(t)[pixel]; };
  const auto days_off = [&](int t) { return t == GapEnds::kNone ? kMissing : day(t) - day(step); };
  const auto beyond = [&](const std::vector<std::int16_t>& next, int t) {
    return t == GapEnds::kNone ? GapEnds::kNone : next[static_cast<std::size_t>(t) * observed_.pixels() + pixel];
  };
  const float line = interpolated_.image(step)[pixel];
  add_own("interpolation", line);
  add_own("gap days", days_off(ends.next) - days_off(ends.previous));
  const char* const names[2][6] = {
      {"days to previous", "previous", "days to second previous", "second previous", "slope before",
       "extrapolated from before"},
      {"days to next", "next", "days to second next", "second next", "slope after", "extrapolated from after"}};
  for (const int side : {0, 1}) {
    const int end = side == 0 ? ends.previous : ends.next;
    const int second = beyond(side == 0 ? ends_.previous : ends_.next, end);
    const float slope = (value_at(end) - value_at(second)) / (days_off(end) - days_off(second));
    add_own(names[side][0], days_off(end));
    add_own(names[side][1], value_at(end) - line);
    add_own(names[side][2], days_off(second));
    add_own(names[side][3], value_at(second) - line);
    add_own(names[side][4], slope);
    add_own(names[side][5], value_at(end) - slope * days_off(end) - line);
  }
  add_own("pixel's mean", mean_[pixel] - line);
  add_own("pixel's deviation", deviation_[pixel]);
  add_own("pixel's least", least_[pixel] - line);
  add_own("pixel's most", most_[pixel] - line);
  const double year = 2 * std::numbers::pi * days_[step] / 365.2425;
  add("sine of the year", FeatureSource::ndvi, true, static_cast<float>(std::sin(year)));
  add("cosine of the year", FeatureSource::ndvi, true, static_cast<float>(std::cos(year)));
}

template <class Add>
void Features::each_of_radar(int step, std::size_t pixel, Add add) const {
  for (const Radar& radar : radars_) {
    for (std::size_t lag = 0; lag < std::size(kRadarLags); ++lag) {
      const int t = std::clamp(step + kRadarLags[lag], 0, observed_.steps() - 1);
      add(radar.lag_names[lag], radar.source, false, radar.smooth.image(t)[pixel] - radar.mean[pixel]);
    }
    add(radar.mean_name, radar.source, false, radar.mean[pixel]);
    add(radar.deviation_name, radar.source, false, radar.deviation[pixel]);
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
    const auto& [name, source, tells_date] = curve.column;
    add(name, source, tells_date, curve.departs ? departure(at) : at(step));
  }
  add("scene mean", FeatureSource::ndvi, true, departure([&](int t) { return scene_->mean[t]; }));
  for (std::size_t k = 0; k < cluster_.size(); ++k) {
    const std::vector<float>& curve = scene_->clusters[k].curves[cluster_[k][pixel]];
    add(k == 0 ? "mean of coarse cluster" : "mean of fine cluster", FeatureSource::ndvi, true,
        departure([&](int t) { return curve[t]; }));
  }
}

void Features::write(int step, std::size_t pixel, float* row) const {
  each(step, pixel, [&](const auto&, FeatureSource, bool, float value) { *row++ = value; });
}

}  // namespace undercast
