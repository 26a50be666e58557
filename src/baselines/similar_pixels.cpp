// SPDX-License-Identifier: Apache-2.0
#include "baselines/similar_pixels.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/interpolation.h"
#include "core/parallel.h"
#include "fill/enough_to_learn_from.h"
#include "fill/sample_scene.h"

namespace undercast {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t kSamplePixels = 16384, kSampleBlocks = 64;
constexpr int kSampleBlockPx = 64;
constexpr int kIterations = 5;
// Noise of one NDVI value (standard deviation).
constexpr double kNoise = 0.03;
// The prior covariance counts as this many pixels; its correlation falls by e over this time.
constexpr double kPriorPixels = 30, kPriorDays = 48;
// A fixed number, so that sums are taken in one order whatever the threads.
constexpr std::size_t kChunks = 64;

// Pixels that are visible on the same dates share their regression.
struct Group {
  std::vector<int> seen;  ///< steps
  std::vector<std::size_t> pixels;
};

std::vector<Group> group_by_dates(const Variable& ndvi) {
  std::map<std::string, std::vector<std::size_t>> by_mask;
  std::string mask(static_cast<std::size_t>(ndvi.steps()), '0');
  for (std::size_t pixel = 0; pixel < ndvi.pixels(); ++pixel) {
    for (int t = 0; t < ndvi.steps(); ++t)
      mask[static_cast<std::size_t>(t)] = std::isfinite(ndvi.image(t)[pixel]) ? '1' : '0';
    by_mask[mask].push_back(pixel);
  }
  std::vector<Group> groups;
  for (auto& [dates, pixels] : by_mask) {
    Group group{{}, std::move(pixels)};
    for (std::size_t t = 0; t < dates.size(); ++t)
      if (dates[t] == '1') group.seen.push_back(static_cast<int>(t));
    groups.push_back(std::move(group));
  }
  return groups;
}

// Weights of the seen dates' departures in every date's. [time, seen]
MatrixXd regression_weights(const MatrixXd& covariance, const std::vector<int>& seen) {
  MatrixXd among = covariance(seen, seen);
  among.diagonal().array() += kNoise * kNoise;
  return among.llt().solve(covariance(seen, Eigen::all)).transpose();
}

// The pixels' expected series, [time, pixel], from what they show.
MatrixXd expected_series(const Variable& ndvi, const Group& group, const VectorXd& mean, const MatrixXd& weights) {
  MatrixXd departures(static_cast<Index>(group.seen.size()), static_cast<Index>(group.pixels.size()));
  for (Index i = 0; i < departures.rows(); ++i) {
    const int step = group.seen[static_cast<std::size_t>(i)];
    for (Index p = 0; p < departures.cols(); ++p)
      departures(i, p) = static_cast<double>(ndvi.image(step)[group.pixels[static_cast<std::size_t>(p)]]) - mean[step];
  }
  return (weights * departures).colwise() + mean;
}

// Series from all over the scene, [time, 1, pixel].
Variable sample_series(CubeSource& scene) {
  const std::vector<Window> blocks = shuffled_blocks(scene.layout().grid.whole(), kSampleBlockPx);
  const std::size_t from_each = kSamplePixels / std::min(blocks.size(), kSampleBlocks);
  std::size_t blocks_taken = 0;
  std::vector<std::vector<float>> series;
  for (const Window& block : blocks) {
    if (blocks_taken == kSampleBlocks) break;
    stop_if_requested();
    const std::size_t before = series.size();
    const Variable ndvi = scene.read(block, false).ndvi;
    const std::size_t stride = std::max<std::size_t>(1, ndvi.pixels() / from_each);
    for (std::size_t pixel = 0; pixel < ndvi.pixels(); pixel += stride) {
      std::vector<float> values;
      for (int t = 0; t < ndvi.steps(); ++t) values.push_back(ndvi.image(t)[pixel]);
      if (std::count_if(values.begin(), values.end(), [](float value) { return std::isfinite(value); }) >= kLeastValues)
        series.push_back(std::move(values));
    }
    if (series.size() > before) ++blocks_taken;
  }
  Variable sample(scene.layout().ndvi, 1, static_cast<int>(series.size()));
  for (std::size_t pixel = 0; pixel < series.size(); ++pixel)
    for (int t = 0; t < sample.steps(); ++t) sample.image(t)[pixel] = series[pixel][static_cast<std::size_t>(t)];
  return sample;
}

// The prior: correlation falls with time, the variance is the same on every date.
MatrixXd prior_covariance(const std::vector<double>& days, double variance) {
  const auto steps = static_cast<Index>(days.size());
  MatrixXd prior(steps, steps);
  for (Index a = 0; a < steps; ++a)
    for (Index b = 0; b < steps; ++b)
      prior(a, b) =
          variance *
          std::exp(-std::abs(days[static_cast<std::size_t>(a)] - days[static_cast<std::size_t>(b)]) / kPriorDays);
  return prior;
}

}  // namespace

void SimilarPixelsFiller::fit(CubeSource& scene, int threads, Progress& progress) {
  const Variable sample = sample_series(scene);
  if (sample.pixels() == 0)
    throw Error(ErrorKind::bad_input, "no pixel of the sample has three observed NDVI values",
                "similar-pixels has nothing to learn from here: use --method linear");
  const std::vector<double> days = sample.time.middle_days();
  const auto steps = static_cast<Index>(days.size()), pixels = static_cast<Index>(sample.pixels());
  const std::vector<Group> groups = group_by_dates(sample);
  const Variable interpolated = interpolate_linearly(sample);
  using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  MatrixXd series = Eigen::Map<const RowMajor>(interpolated.values.data(), steps, pixels).cast<double>();
  VectorXd mean = series.rowwise().mean();
  MatrixXd uncertain = MatrixXd::Zero(steps, steps);  // summed covariance of what is expected, not seen
  MatrixXd covariance;
  progress.begin("learning from similar pixels", kIterations);
  for (int iteration = 0; iteration <= kIterations; ++iteration) {
    const MatrixXd departures = series.colwise() - mean;
    const MatrixXd scatter = departures * departures.transpose() + uncertain;
    const double variance = scatter.diagonal().mean() / static_cast<double>(pixels);
    covariance =
        (scatter + kPriorPixels * prior_covariance(days, variance)) / (static_cast<double>(pixels) + kPriorPixels);
    if (iteration == kIterations) break;
    std::vector<MatrixXd> sums(kChunks, MatrixXd::Zero(steps, steps));
    parallel_for(kChunks, threads, [&](int chunk, int) {
      for (std::size_t g = static_cast<std::size_t>(chunk); g < groups.size(); g += kChunks) {
        const Group& group = groups[g];
        const MatrixXd weights = regression_weights(covariance, group.seen);
        const MatrixXd expected = expected_series(sample, group, mean, weights);
        for (Index p = 0; p < expected.cols(); ++p)
          series.col(static_cast<Index>(group.pixels[static_cast<std::size_t>(p)])) = expected.col(p);
        sums[static_cast<std::size_t>(chunk)] +=
            static_cast<double>(group.pixels.size()) * (covariance - weights * covariance(group.seen, Eigen::all));
      }
    });
    uncertain.setZero();
    for (const MatrixXd& sum : sums) uncertain += sum;
    mean = series.rowwise().mean();
    progress.advance(1);
  }
  progress.end();
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
    if (group.seen.empty()) continue;  // a pixel never observed
    const MatrixXd weights = regression_weights(covariance, group.seen);
    MatrixXd expected = expected_series(observed, group, mean, weights);
    const VectorXd explained = weights.cwiseProduct(covariance(Eigen::all, group.seen)).rowwise().sum();
    VectorXd variance = (covariance.diagonal() - explained).cwiseMax(0.0).array() + kNoise * kNoise;
    for (std::size_t i = 0; without_self && i < group.seen.size(); ++i) {
      // The fit at a value follows that value by this share; taking it out leaves what the others say.
      const int t = group.seen[i];
      const double others = std::max(1e-6, 1 - weights(t, static_cast<Index>(i)));
      variance[t] = kNoise * kNoise / others;
      for (Index p = 0; p < expected.cols(); ++p) {
        const double value = static_cast<double>(observed.image(t)[group.pixels[static_cast<std::size_t>(p)]]);
        expected(t, p) = value - (value - expected(t, p)) / others;
      }
    }
    for (int t = 0; t < ndvi.steps(); ++t)
      for (Index p = 0; p < expected.cols(); ++p) {
        const std::size_t pixel = group.pixels[static_cast<std::size_t>(p)];
        ndvi.image(t)[pixel] = static_cast<float>(expected(t, p));
        spread.image(t)[pixel] = static_cast<float>(std::sqrt(variance[t]));
      }
  }
  return {std::move(ndvi), std::move(spread)};
}

std::vector<Estimate> SimilarPixelsFiller::fill(const std::vector<Cube>& windows) {
  std::vector<Estimate> estimates;
  for (const Cube& window : windows) estimates.push_back(estimate(window.ndvi, false));
  return estimates;
}

Estimate SimilarPixelsFiller::fill_without_self(const Cube& window) const { return estimate(window.ndvi, true); }

}  // namespace undercast
