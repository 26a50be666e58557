// SPDX-License-Identifier: Apache-2.0
#include "features/scene_curves.h"

#include <algorithm>
#include <limits>

#include "core/interpolation.h"
#include "core/random.h"

namespace undercast {
namespace {

constexpr std::size_t kClusterCounts[] = {6, 24};
constexpr std::size_t kMostSeries = 16384;
constexpr int kRounds = 10;
// A mean of fewer pixels says more of them than of their kind.
constexpr int kLeastSeen = 3;

using Series = std::vector<float>;

// Squared distances of a series to all centres [time][cluster]. Side by side, since the additions to a single one wait
// for each other.
void squared_distances(const Series& series, const std::vector<Series>& centres, Series& distances) {
  distances.assign(centres.front().size(), 0.0F);
  for (std::size_t t = 0; t < series.size(); ++t) {
    const float value = series[t];
    const float* centre = centres[t].data();
    for (std::size_t k = 0; k < distances.size(); ++k) distances[k] += (value - centre[k]) * (value - centre[k]);
  }
}

// Each start is drawn with a chance that grows with its distance from those before it. [time][start]
std::vector<Series> distant_starts(const std::vector<Series>& series, std::size_t count) {
  Random random(1);
  const std::size_t steps = series.front().size();
  std::vector<Series> starts(steps), newest(steps, Series(1));
  const auto add = [&](const Series& chosen) {
    for (std::size_t t = 0; t < steps; ++t) starts[t].push_back(newest[t][0] = chosen[t]);
  };
  add(series[static_cast<std::size_t>(random.below(static_cast<int>(series.size())))]);
  Series least(series.size(), std::numeric_limits<float>::infinity()), distance;
  while (starts.front().size() < count) {
    double total = 0;
    for (std::size_t i = 0; i < series.size(); ++i) {
      squared_distances(series[i], newest, distance);
      least[i] = std::min(least[i], distance[0]);
      total += static_cast<double>(least[i]);
    }
    if (total <= 0) break;  // fewer different series than clusters
    double left = random.uniform() * total;
    std::size_t chosen = 0;
    while (chosen + 1 < series.size() && (left -= static_cast<double>(least[chosen])) > 0) ++chosen;
    add(series[chosen]);
  }
  return starts;
}

void mean_of_members(const std::vector<Series>& series, const std::vector<std::size_t>& cluster,
                     std::vector<Series>& centres) {
  const std::size_t count = centres.front().size();
  std::vector<std::vector<double>> sums(centres.size(), std::vector<double>(count, 0.0));
  std::vector<int> members(count, 0);
  for (std::size_t i = 0; i < series.size(); ++i) {
    ++members[cluster[i]];
    for (std::size_t t = 0; t < centres.size(); ++t) sums[t][cluster[i]] += static_cast<double>(series[i][t]);
  }
  for (std::size_t t = 0; t < centres.size(); ++t)
    for (std::size_t k = 0; k < count; ++k)
      if (members[k] > 0) centres[t][k] = static_cast<float>(sums[t][k] / members[k]);
}

Series visible_mean(const std::vector<Series>& visible, const std::vector<std::size_t>& members) {
  Series mean(visible.front().size(), kMissing);
  for (std::size_t t = 0; t < mean.size(); ++t) {
    double sum = 0;
    int count = 0;
    for (const std::size_t i : members)
      if (visible[i][t] == visible[i][t]) sum += static_cast<double>(visible[i][t]), ++count;
    if (count >= kLeastSeen) mean[t] = static_cast<float>(sum / count);
  }
  return mean;
}

SeriesClusters find_clusters(const std::vector<Series>& interpolated, const std::vector<Series>& visible,
                             std::size_t count) {
  SeriesClusters clusters;
  clusters.centres = distant_starts(interpolated, count);
  std::vector<std::size_t> cluster(interpolated.size());
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < interpolated.size(); ++i) cluster[i] = clusters.nearest(interpolated[i]);
    mean_of_members(interpolated, cluster, clusters.centres);
  }
  for (std::size_t k = 0; k < clusters.centres.front().size(); ++k) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < interpolated.size(); ++i)
      if (clusters.nearest(interpolated[i]) == k) members.push_back(i);
    clusters.curves.push_back(visible_mean(visible, members));
  }
  return clusters;
}

}  // namespace

std::size_t SeriesClusters::nearest(const Series& interpolated) const {
  Series distances;
  squared_distances(interpolated, centres, distances);
  return static_cast<std::size_t>(std::min_element(distances.begin(), distances.end()) - distances.begin());
}

SceneCurves::SceneCurves(const Cube& scene) : kinds(gap_kinds(scene.ndvi)) {
  const Variable interpolated = interpolate_linearly(scene.ndvi);
  std::vector<Series> filled, visible;
  const std::size_t stride = std::max<std::size_t>(1, scene.ndvi.pixels() / kMostSeries);
  for (std::size_t pixel = 0; pixel < scene.ndvi.pixels(); pixel += stride) {
    if (!(interpolated.values[pixel] == interpolated.values[pixel])) continue;  // never observed
    filled.emplace_back();
    visible.emplace_back();
    for (int t = 0; t < scene.ndvi.steps(); ++t) {
      filled.back().push_back(interpolated.image(t)[pixel]);
      visible.back().push_back(scene.ndvi.image(t)[pixel]);
    }
  }
  if (filled.empty()) {
    mean.assign(static_cast<std::size_t>(scene.ndvi.steps()), kMissing);
    return;
  }
  std::vector<std::size_t> all(filled.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  mean = visible_mean(visible, all);
  for (const std::size_t count : kClusterCounts) clusters.push_back(find_clusters(filled, visible, count));
}

}  // namespace undercast
