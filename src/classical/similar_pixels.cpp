// SPDX-License-Identifier: Apache-2.0
#include "classical/similar_pixels.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>

#include "classical/pixel_series.h"
#include "core/error.h"
#include "core/parallel.h"
#include "gaps/interpolation.h"

namespace undercast {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kAverageIterations = 5;
// Noise of one NDVI value (standard deviation).
constexpr double kNoise = 0.03;
// The prior covariance counts as so many pixels. Its correlation falls by a factor of e over this
// time.
constexpr double kPriorPixels = 30, kPriorDays = 48;
// A fixed number, so that sums are computed in one order whatever the threads.
constexpr std::size_t kChunks = 64;

// Pixels that are observed on the same dates share their regression.
struct Group {
  std::vector<int> observed;  ///< steps
  std::vector<std::size_t> pixels;
};

std::vector<Group> group_by_dates(const Variable& ndvi) {
  std::map<std::string, std::vector<std::size_t>> by_mask;
  std::string mask(static_cast<std::size_t>(ndvi.steps()), '0');
  for (std::size_t pixel = 0; pixel < ndvi.pixels(); ++pixel) {
    for (int t = 0; t < ndvi.steps(); ++t) mask[t] = std::isfinite(ndvi.image(t)[pixel]) ? '1' : '0';
    by_mask[mask].push_back(pixel);
  }
  std::vector<Group> groups;
  for (auto& [dates, pixels] : by_mask) {
    Group group{{}, std::move(pixels)};
    for (std::size_t t = 0; t < dates.size(); ++t)
      if (dates[t] == '1') group.observed.push_back(static_cast<int>(t));
    groups.push_back(std::move(group));
  }
  return groups;
}

// Regression weights of the observed dates in every date. [time, observed]
MatrixXd regression_weights(const MatrixXd& covariance, const std::vector<int>& observed) {
  MatrixXd among = covariance(observed, observed);
  among.diagonal().array() += kNoise * kNoise;
  return among.llt().solve(covariance(observed, Eigen::all)).transpose();
}

// The pixels' expected series, [time, pixel], given their observations.
MatrixXd expected_series(const Variable& ndvi, const Group& group, const VectorXd& mean, const MatrixXd& weights) {
  MatrixXd departures(static_cast<Index>(group.observed.size()), static_cast<Index>(group.pixels.size()));
  for (Index i = 0; i < departures.rows(); ++i) {
    const int step = group.observed[i];
    for (Index p = 0; p < departures.cols(); ++p)
      departures(i, p) = static_cast<double>(ndvi.image(step)[group.pixels[p]]) - mean[step];
  }
  return (weights * departures).colwise() + mean;
}

// The prior: its correlation falls with time, its variance is the same on every date.
MatrixXd prior_covariance(const std::vector<double>& days, double variance) {
  const auto steps = static_cast<Index>(days.size());
  MatrixXd prior(steps, steps);
  for (Index a = 0; a < steps; ++a)
    for (Index b = 0; b < steps; ++b) prior(a, b) = variance * std::exp(-std::abs(days[a] - days[b]) / kPriorDays);
  return prior;
}

}  // namespace

void SimilarPixelsFiller::fit(CubeSource& scene, const RunContext& run) {
  using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const RowMajor sampled = sample_pixel_series(scene, kSamplePixels, false);  // [time, pixel]
  if (sampled.cols() == 0)
    throw Error(ErrorKind::bad_input, "no pixel of the sample has three observed NDVI values",
                "similar-pixels has nothing to learn from here: use --method linear");
  const Index steps = sampled.rows(), pixels = sampled.cols();
  Variable sample(scene.layout().ndvi, 1, static_cast<int>(pixels));
  sample.values.assign(sampled.data(), sampled.data() + sampled.size());
  const std::vector<double> days = sample.time.middle_days();
  const std::vector<Group> groups = group_by_dates(sample);
  const Variable interpolated = interpolate_linearly(sample);
  MatrixXd series = Eigen::Map<const RowMajor>(interpolated.values.data(), steps, pixels).cast<double>();
  VectorXd mean = series.rowwise().mean();
  MatrixXd uncertain = MatrixXd::Zero(steps, steps);  // summed covariance of the values that are expected, not observed
  MatrixXd covariance;
  run.progress.begin("learning from similar pixels", kAverageIterations);
  for (int iteration = 0; iteration <= kAverageIterations; ++iteration) {
    const MatrixXd departures = series.colwise() - mean;
    const MatrixXd scatter = departures * departures.transpose() + uncertain;
    const double variance = scatter.diagonal().mean() / static_cast<double>(pixels);
    covariance =
        (scatter + kPriorPixels * prior_covariance(days, variance)) / (static_cast<double>(pixels) + kPriorPixels);
    if (iteration == kAverageIterations) break;
    std::vector<MatrixXd> sums(kChunks, MatrixXd::Zero(steps, steps));
    parallel_for(kChunks, run.threads, [&](int chunk, int) {
      for (std::size_t g = chunk; g < groups.size(); g += kChunks) {
        const Group& group = groups[g];
        const MatrixXd weights = regression_weights(covariance, group.observed);
        const MatrixXd expected = expected_series(sample, group, mean, weights);
        for (Index p = 0; p < expected.cols(); ++p) series.col(static_cast<Index>(group.pixels[p])) = expected.col(p);
        sums[chunk] +=
            static_cast<double>(group.pixels.size()) * (covariance - weights * covariance(group.observed, Eigen::all));
      }
    });
    uncertain.setZero();
    for (const MatrixXd& sum : sums) uncertain += sum;
    mean = series.rowwise().mean();
    run.progress.advance(1);
  }
  run.progress.end();
  mean_.assign(mean.begin(), mean.end());
  covariance_.assign(covariance.data(), covariance.data() + covariance.size());
}

void SimilarPixelsFiller::check(const CubeLayout& layout) const {
  if (static_cast<int>(mean_.size()) != layout.ndvi.size())
    throw Error(ErrorKind::internal, "similar-pixels was fitted to another cube, or not at all");
}

Estimate SimilarPixelsFiller::estimate(const Variable& observed, bool without_self) const {
  const auto steps = static_cast<Index>(mean_.size());
  const VectorXd mean = Eigen::Map<const VectorXd>(mean_.data(), steps);
  const MatrixXd covariance = Eigen::Map<const MatrixXd>(covariance_.data(), steps, steps);
  Variable ndvi = observed, spread(ndvi.time, ndvi.rows, ndvi.cols);
  for (const Group& group : group_by_dates(observed)) {
    if (group.observed.empty()) continue;  // a pixel never observed
    const MatrixXd weights = regression_weights(covariance, group.observed);
    MatrixXd expected = expected_series(observed, group, mean, weights);
    const VectorXd explained = weights.cwiseProduct(covariance(Eigen::all, group.observed)).rowwise().sum();
    VectorXd variance = (covariance.diagonal() - explained).cwiseMax(0.0).array() + kNoise * kNoise;
    for (std::size_t i = 0; without_self && i < group.observed.size(); ++i) {
      // The weight of a value in its own fit is taken out, so that the expectation depends on the
      // others alone.
      const int t = group.observed[i];
      const double others = std::max(1e-6, 1 - weights(t, static_cast<Index>(i)));
      variance[t] = kNoise * kNoise / others;
      for (Index p = 0; p < expected.cols(); ++p) {
        const double value = static_cast<double>(observed.image(t)[group.pixels[p]]);
        expected(t, p) = value - (value - expected(t, p)) / others;
      }
    }
    for (int t = 0; t < ndvi.steps(); ++t)
      for (Index p = 0; p < expected.cols(); ++p) {
        const std::size_t pixel = group.pixels[p];
        ndvi.image(t)[pixel] = static_cast<float>(expected(t, p));
        spread.image(t)[pixel] = static_cast<float>(std::sqrt(variance[t]));
      }
  }
  return {std::move(ndvi), std::move(spread)};
}

Estimate SimilarPixelsFiller::fill(const Cube& window, const Window& part) {
  return estimate(window.ndvi.crop(part), false);
}

Estimate SimilarPixelsFiller::fill_without_self(const Cube& window, const Window& part) const {
  return estimate(window.ndvi.crop(part), true);
}

}  // namespace undercast
