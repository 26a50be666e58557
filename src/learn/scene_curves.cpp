// SPDX-License-Identifier: Apache-2.0
#include "learn/scene_curves.h"

#include <algorithm>

#include "gaps/interpolation.h"

namespace undercast {
namespace {

using Eigen::Index;
using Eigen::MatrixXf;

constexpr int kClusterCounts[] = {6, 24};
constexpr std::size_t kMostSeries = 16384;
// A mean of fewer pixels says more of them than of their kind.
constexpr int kLeastObserved = 3;

// Series of some pixels of a variable, [time, pixel].
MatrixXf series_of(const Variable& variable, const std::vector<std::size_t>& pixels) {
  MatrixXf series(variable.steps(), pixels.size());
  for (std::size_t p = 0; p < pixels.size(); ++p)
    for (int t = 0; t < variable.steps(); ++t) series(t, p) = variable.image(t)[pixels[p]];
  return series;
}

// The mean over some series on each step; NaN where too few of them are observed. [time]
template <class IsMember>
std::vector<float> visible_mean(const MatrixXf& visible, IsMember is_member) {
  std::vector<double> sums(visible.rows());
  std::vector<int> counts(visible.rows());
  for (Index p = 0; p < visible.cols(); ++p) {
    if (!is_member(p)) continue;
    for (Index t = 0; t < visible.rows(); ++t) {
      if (is_missing(visible(t, p))) continue;
      sums[t] += static_cast<double>(visible(t, p));
      ++counts[t];
    }
  }
  std::vector<float> mean(visible.rows(), kMissing);
  for (std::size_t t = 0; t < mean.size(); ++t)
    if (counts[t] >= kLeastObserved) mean[t] = static_cast<float>(sums[t] / counts[t]);
  return mean;
}

PixelClusters find_clusters(const TimeAxis& time, const MatrixXf& interpolated, const MatrixXf& visible, int count) {
  PixelClusters clusters{k_means({{time.middle_days(), time.size()}, {1, 1}}, interpolated, {.clusters = count}), {}};
  std::vector<int> cluster_of;
  for (Index p = 0; p < interpolated.cols(); ++p) cluster_of.push_back(clusters.kinds.nearest(interpolated.col(p)));
  for (int k = 0; k < clusters.kinds.curves.cols(); ++k)
    clusters.curves.push_back(visible_mean(visible, [&](Index p) { return cluster_of[p] == k; }));
  return clusters;
}

}  // namespace

SceneCurves::SceneCurves(const Cube& scene) : kinds(date_kinds(scene.ndvi)) {
  const Variable interpolated = interpolate_linearly(scene.ndvi);
  const std::size_t stride = std::max<std::size_t>(1, scene.ndvi.pixels() / kMostSeries);
  std::vector<std::size_t> pixels;
  for (std::size_t pixel = 0; pixel < scene.ndvi.pixels(); pixel += stride)
    if (is_observed(interpolated.values[pixel])) pixels.push_back(pixel);  // otherwise never observed
  const MatrixXf visible = series_of(scene.ndvi, pixels), filled = series_of(interpolated, pixels);
  mean = visible_mean(visible, [](Index) { return true; });
  if (pixels.empty()) return;
  for (const int count : kClusterCounts) clusters.push_back(find_clusters(scene.ndvi.time, filled, visible, count));
}

}  // namespace undercast
