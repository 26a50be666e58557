// SPDX-License-Identifier: Apache-2.0
#include "classical/k_means.h"

#include <cmath>
#include <limits>

#include "core/random.h"
#include "gaps/interpolation.h"

namespace undercast {
namespace {

using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

// Missing values of a curve, interpolated in each output; zero where an output has none at all.
void complete(const Slots& slots, Eigen::Ref<VectorXf> curve) {
  const auto split = slots.days.begin() + slots.ndvi;
  interpolate_linearly({slots.days.begin(), split}, 1, curve.data());
  interpolate_linearly({split, slots.days.end()}, 1, curve.data() + slots.ndvi);
  curve = curve.array().isFinite().select(curve, 0.0F);
}

// Squared distances of a series to all clusters. They are summed side by side: the additions to one
// would wait for each other.
Eigen::ArrayXf squared_distances(const SeriesClusters& clusters, const Eigen::Ref<const VectorXf>& series) {
  Eigen::ArrayX2f sums = Eigen::ArrayX2f::Zero(clusters.curves.cols(), 2);  // of NDVI, of VH
  for (int i = 0; i < clusters.slots.size(); ++i)
    if (std::isfinite(series[i]))
      sums.col(clusters.slots.output(i)) += (clusters.curves.row(i).transpose().array() - series[i]).square();
  return sums.col(0) * clusters.weights[0] + sums.col(1) * clusters.weights[1];
}

// Chooses series as first curves, each with a chance that grows with its distance from the curves
// before it.
void choose_first_curves(const MatrixXf& series, int count, Random& random, SeriesClusters& clusters) {
  clusters.curves.resize(series.rows(), 0);
  SeriesClusters newest = clusters;
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

// Moves each curve to the mean of the series nearest to it. Returns the sum of squared distances
// before.
double move_curves(const MatrixXf& series, SeriesClusters& clusters) {
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

int SeriesClusters::nearest(const Eigen::Ref<const VectorXf>& series) const {
  Index cluster = 0;
  squared_distances(*this, series).minCoeff(&cluster);
  return static_cast<int>(cluster);
}

SeriesClusters k_means(SeriesClusters clusters, const MatrixXf& series, const KMeansOptions& options) {
  SeriesClusters best;
  double least = std::numeric_limits<double>::infinity();
  Random random(1);
  for (int start = 0; start < options.starts; ++start) {
    choose_first_curves(series, options.clusters, random, clusters);
    double total = 0;
    for (int round = 0; round < options.rounds; ++round) total = move_curves(series, clusters);
    if (total >= least) continue;
    least = total;
    best = clusters;
  }
  return best;
}

}  // namespace undercast
