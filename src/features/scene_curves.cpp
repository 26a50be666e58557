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

float squared_distance(const Series& a, const Series& b) {
  float sum = 0;
  for (std::size_t t = 0; t < a.size(); ++t) sum += (a[t] - b[t]) * (a[t] - b[t]);
  return sum;
}

// Each start is drawn with a chance that grows with its distance from those before it.
std::vector<Series> distant_starts(const std::vector<Series>& series, std::size_t count) {
  Random random(1);
  std::vector<Series> starts{series[static_cast<std::size_t>(random.below(static_cast<int>(series.size())))]};
  std::vector<float> distance(series.size(), std::numeric_limits<float>::infinity());
  while (starts.size() < count) {
    double total = 0;
    for (std::size_t i = 0; i < series.size(); ++i) {
      distance[i] = std::min(distance[i], squared_distance(series[i], starts.back()));
      total += static_cast<double>(distance[i]);
    }
    if (total <= 0) break;  // fewer different series than clusters
    double left = random.uniform() * total;
    std::size_t chosen = 0;
    while (chosen + 1 < series.size() && (left -= static_cast<double>(distance[chosen])) > 0) ++chosen;
    starts.push_back(series[chosen]);
  }
  return starts;
}

void mean_of_members(const std::vector<Series>& series, const std::vector<std::size_t>& cluster,
                     std::vector<Series>& centres) {
  std::vector<std::vector<double>> sums(centres.size(), std::vector<double>(series.front().size(), 0.0));
  std::vector<int> counts(centres.size(), 0);
  for (std::size_t i = 0; i < series.size(); ++i) {
    ++counts[cluster[i]];
    for (std::size_t t = 0; t < series[i].size(); ++t) sums[cluster[i]][t] += static_cast<double>(series[i][t]);
  }
  for (std::size_t k = 0; k < centres.size(); ++k)
    for (std::size_t t = 0; t < centres[k].size() && counts[k] > 0; ++t)
      centres[k][t] = static_cast<float>(sums[k][t] / counts[k]);
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
  for (std::size_t k = 0; k < clusters.centres.size(); ++k) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < interpolated.size(); ++i)
      if (clusters.nearest(interpolated[i]) == k) members.push_back(i);
    clusters.curves.push_back(visible_mean(visible, members));
  }
  return clusters;
}

}  // namespace

std::size_t SeriesClusters::nearest(const Series& interpolated) const {
  std::size_t best = 0;
  float least = std::numeric_limits<float>::infinity();
  for (std::size_t k = 0; k < centres.size(); ++k) {
    const float distance = squared_distance(interpolated, centres[k]);
    if (distance < least) least = distance, best = k;
  }
  return best;
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
