// SPDX-License-Identifier: Apache-2.0
#include "baselines/pixel_clusters.h"

#include <cmath>
#include <limits>

#include "core/cube.h"
#include "core/interpolation.h"
#include "core/random.h"

namespace undercast {
namespace {

using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

// Of several starts the one is kept whose clusters are tightest: a single one may end with two kinds in one cluster.
constexpr int kStarts = 3, kRounds = 8;

// Missing values of a curve, interpolated in each output; zero where an output has none at all.
void complete(const Slots& slots, Eigen::Ref<VectorXf> curve) {
  const auto split = slots.days.begin() + slots.ndvi;
  interpolate_linearly({slots.days.begin(), split}, 1, curve.data());
  interpolate_linearly({split, slots.days.end()}, 1, curve.data() + slots.ndvi);
  curve = curve.array().isFinite().select(curve, 0.0F);
}

float variance(const MatrixXf& values) {
  const auto finite = values.array().isFinite();
  const auto count = static_cast<float>(finite.count());
  if (count < 2) return 1;
  const float mean = finite.select(values, 0.0F).sum() / count;
  return std::max(1e-6F, finite.select(values.array() - mean, 0.0F).square().sum() / count);
}

// Squared distances of a series to all clusters. Side by side, since the additions to a single one wait for each other.
Eigen::ArrayXf squared_distances(const PixelClusters& clusters, const Eigen::Ref<const VectorXf>& series) {
  Eigen::ArrayX2f sums = Eigen::ArrayX2f::Zero(clusters.curves.cols(), 2);  // of NDVI, of VH
  for (int i = 0; i < clusters.slots.size(); ++i)
    if (std::isfinite(series[i]))
      sums.col(clusters.slots.output(i)) += (clusters.curves.row(i).transpose().array() - series[i]).square();
  return sums.col(0) * clusters.weights[0] + sums.col(1) * clusters.weights[1];
}

// Curves of pixels that are unlike each other, one after another.
void choose_first_curves(const MatrixXf& series, int count, Random& random, PixelClusters& clusters) {
  clusters.curves.resize(series.rows(), 0);
  PixelClusters newest = clusters;
  VectorXf far = VectorXf::Ones(series.cols());  // squared distance to the nearest curve so far
  for (Index c = 0; c < count && far.maxCoeff() > 0; ++c) {
    double left = random.uniform() * far.cast<double>().sum();
    Index chosen = 0;
    while (chosen + 1 < far.size() && (left -= static_cast<double>(far[chosen])) >= 0) ++chosen;
    VectorXf curve = series.col(chosen);
    complete(clusters.slots, curve);
    clusters.curves.conservativeResize(Eigen::NoChange, c + 1);
    clusters.curves.col(c) = curve;
    newest.curves = curve;
    for (Index p = 0; p < series.cols(); ++p) {
      const float distance = squared_distances(newest, series.col(p))[0];
      far[p] = c == 0 ? distance : std::min(far[p], distance);
    }
  }
}

// Moves each curve to the mean of the pixels nearest to it; the sum of squared distances before.
double move_curves(const MatrixXf& series, PixelClusters& clusters) {
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(series.rows(), clusters.curves.cols()), counts = sums;
  double total = 0;
  for (Index p = 0; p < series.cols(); ++p) {
    Index cluster = 0;
    total += static_cast<double>(squared_distances(clusters, series.col(p)).minCoeff(&cluster));
    for (Index i = 0; i < series.rows(); ++i) {
      if (!std::isfinite(series(i, p))) continue;
      sums(i, cluster) += static_cast<double>(series(i, p));
      counts(i, cluster) += 1;
    }
  }
  for (Index c = 0; c < clusters.curves.cols(); ++c) {
    if (counts.col(c).sum() == 0) continue;  // an abandoned cluster keeps its curve
    VectorXf curve = (sums.col(c).array() / counts.col(c).array()).cast<float>();
    complete(clusters.slots, curve);
    clusters.curves.col(c) = curve;
  }
  return total;
}

}  // namespace

int PixelClusters::nearest(const Eigen::Ref<const VectorXf>& series) const {
  Index cluster = 0;
  squared_distances(*this, series).minCoeff(&cluster);
  return static_cast<int>(cluster);
}

PixelClusters cluster_pixels(const Slots& slots, const MatrixXf& series, int count) {
  PixelClusters best,
      clusters{
          slots, {}, {1 / variance(series(slots.of(0), Eigen::all)), 1 / variance(series(slots.of(1), Eigen::all))}};
  double least = std::numeric_limits<double>::infinity();
  Random random(1);
  for (int start = 0; start < kStarts; ++start) {
    choose_first_curves(series, count, random, clusters);
    double total = 0;
    for (int round = 0; round < kRounds; ++round) total = move_curves(series, clusters);
    if (total >= least) continue;
    least = total;
    best = clusters;
  }
  return best;
}

}  // namespace undercast
