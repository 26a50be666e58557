// SPDX-License-Identifier: Apache-2.0
#include "torch/vit/normalisation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undercast {
namespace {

struct Moments {
  double count = 0, sum = 0, squares = 0;
  void add(const float* values, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      if (!std::isfinite(values[i])) continue;
      const double value = static_cast<double>(values[i]);
      ++count;
      sum += value;
      squares += value * value;
    }
  }
  void add(const Moments& other) {
    count += other.count;
    sum += other.sum;
    squares += other.squares;
  }
  double mean() const { return sum / count; }
  double deviation() const { return std::sqrt(std::max(0.0, squares / count - mean() * mean())); }
};

// A step with few values, or with nearly equal ones, would be scaled up too much.
constexpr double kFewValues = 50;
constexpr double kSmallestShare = 0.1;

ChannelStatistics measure(const std::vector<Cube>& cubes, Variable Cube::*variable) {
  const int steps = (cubes.front().*variable).steps();
  std::vector<Moments> moments(static_cast<std::size_t>(steps));
  Moments all;
  for (int step = 0; step < steps; ++step) {
    Moments& step_moments = moments[static_cast<std::size_t>(step)];
    for (const Cube& cube : cubes) step_moments.add((cube.*variable).image(step), (cube.*variable).pixels());
    all.add(step_moments);
  }
  ChannelStatistics statistics;
  const double common_deviation = all.count > 0 && all.deviation() > 0 ? all.deviation() : 1.0;
  for (const Moments& step : moments) {
    const bool enough = step.count >= kFewValues;
    const double mean = enough ? step.mean() : (all.count > 0 ? all.mean() : 0.0);
    const double deviation = enough ? std::max(step.deviation(), kSmallestShare * common_deviation) : common_deviation;
    statistics.mean.push_back(static_cast<float>(mean));
    statistics.deviation.push_back(static_cast<float>(deviation));
  }
  return statistics;
}

nlohmann::json to_json(const ChannelStatistics& statistics) {
  return {{"mean", statistics.mean}, {"deviation", statistics.deviation}};
}

ChannelStatistics statistics_from_json(const JsonValue& object) {
  const auto mean = object.at("mean").as<std::vector<float>>();
  const auto deviation = object.at("deviation").as<std::vector<float>>();
  if (deviation.size() != mean.size())
    object.at("deviation").refuse(fmt::format("{} numbers, as many as means", mean.size()));
  return {mean, deviation};
}

}  // namespace

Normalisation measure_normalisation(const std::vector<Cube>& cubes) {
  return {measure(cubes, &Cube::ndvi), measure(cubes, &Cube::vh), measure(cubes, &Cube::vv)};
}

nlohmann::json to_json(const Normalisation& normalisation) {
  return {{"ndvi", to_json(normalisation.ndvi)}, {"vh", to_json(normalisation.vh)}, {"vv", to_json(normalisation.vv)}};
}

Normalisation normalisation_from_json(const JsonValue& object) {
  return {statistics_from_json(object.at("ndvi")), statistics_from_json(object.at("vh")),
          statistics_from_json(object.at("vv"))};
}

}  // namespace undercast
