// SPDX-License-Identifier: Apache-2.0
#include "classical/gaussian_process/gaussian_process.h"

#include <cmath>
#include <map>
#include <optional>

#include "classical/gaussian_process/marginal_likelihood.h"
#include "classical/mean_curves.h"
#include "classical/pixel_series.h"
#include "core/error.h"
#include "core/parallel.h"

namespace undercast {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;

// A single start may end with two kinds in one cluster.
constexpr KMeansOptions kKinds{.clusters = 8, .starts = 3, .rounds = 8};
// The parameters of a kind are fitted to so many of its pixels; to fewer if the series are long,
// whose likelihood takes longer.
constexpr int kFittedPixels = 32, kLeastFittedPixels = 8;
constexpr double kFittedSteps = 64;
constexpr int kDepartureIterations = 20;

// At most `count` of the pixels, evenly spread.
std::vector<int> thin_out(const std::vector<int>& pixels, int count) {
  std::vector<int> kept;
  const int all = static_cast<int>(pixels.size()), keep = std::min(all, count);
  for (int i = 0; i < keep; ++i) kept.push_back(pixels[1LL * i * all / keep]);
  return kept;
}

// Variance of the values that are not missing; 1 where there are fewer than two.
float variance(const MatrixXf& values) {
  const auto finite = values.array().isFinite();
  const auto count = static_cast<float>(finite.count());
  if (count < 2) return 1;
  const float mean = finite.select(values, 0.0F).sum() / count;
  return std::max(1e-6F, finite.select(values.array() - mean, 0.0F).square().sum() / count);
}

int pixels_to_fit(const Slots& slots) {
  const double share = std::min(1.0, std::pow(kFittedSteps / slots.ndvi, 2));
  return std::max(kLeastFittedPixels, static_cast<int>(kFittedPixels * share));
}

// Pixels of one kind with values in the same slots: they share their conditional covariance.
struct Likeness {
  int kind = 0;
  std::vector<int> vh, ndvi;  ///< slots with values
  auto operator<=>(const Likeness&) const = default;
};

std::map<Likeness, std::vector<int>> group_alike(const MatrixXf& series, const SeriesClusters& kinds) {
  std::map<Likeness, std::vector<int>> groups;
  for (Index p = 0; p < series.cols(); ++p) {
    Likeness likeness;
    for (int i = 0; i < kinds.slots.size(); ++i)
      if (std::isfinite(series(i, p))) (i < kinds.slots.ndvi ? likeness.ndvi : likeness.vh).push_back(i);
    if (likeness.ndvi.empty()) continue;  // a pixel never observed
    likeness.kind = kinds.nearest(series.col(p));
    groups[std::move(likeness)].push_back(static_cast<int>(p));
  }
  return groups;
}

}  // namespace

void GaussianProcessFiller::fit(CubeSource& scene, const RunContext& run) {
  const MatrixXf sample = sample_pixel_series(scene, kSamplePixels, true);
  if (sample.cols() == 0)
    throw Error(ErrorKind::bad_input, "no pixel of the sample has three observed NDVI values",
                "gaussian-process has nothing to learn from here: use --method linear");
  const Slots slots = slots_of(scene.layout());
  const auto weight = [&](int output) { return 1 / variance(sample(slots.of(output), Eigen::all)); };
  kinds_ = k_means({slots, {weight(0), weight(1)}}, sample, kKinds);
  const int kinds = static_cast<int>(kinds_.curves.cols());
  run.progress.begin("learning from the scene", kinds + 1);
  std::vector<int> kind_of;
  std::vector<std::vector<int>> members(static_cast<std::size_t>(kinds));
  for (Index p = 0; p < sample.cols(); ++p) {
    kind_of.push_back(kinds_.nearest(sample.col(p)));
    members[kind_of.back()].push_back(static_cast<int>(p));
  }
  const std::vector<MeanCurve> curves = mean_curves(slots, sample, kind_of, kinds);
  for (int kind = 0; kind < kinds; ++kind) kinds_.curves.col(kind) = curves[kind].values;
  run.progress.advance(1);

  departures_.assign(static_cast<std::size_t>(kinds), {});
  parallel_for(kinds, run.threads, [&](int kind, int) {
    stop_if_requested();
    const MatrixXf values = sample(Eigen::all, thin_out(members[kind], pixels_to_fit(slots)));
    const SeriesSet set{slots, (values.colwise() - curves[kind].values).cast<double>()};
    departures_[kind] =
        most_likely({set}, Coregionalisation::guess(slots, set.values), kDepartureIterations).joint(slots);
    departures_[kind].covariance += curves[kind].covariance;
    run.progress.advance(1);
  });
  run.progress.end();
}

void GaussianProcessFiller::check(const CubeLayout& layout) const {
  const Slots slots = slots_of(layout);
  if (departures_.empty() || kinds_.slots.days != slots.days || kinds_.slots.ndvi != slots.ndvi)
    throw Error(ErrorKind::internal, "gaussian-process was fitted to another cube, or not at all");
}

Estimate GaussianProcessFiller::estimate(const Cube& window) const {
  const MatrixXf series = pixel_series(window);
  const Variable missing(window.ndvi.time, window.ndvi.rows, window.ndvi.cols);
  Estimate estimate{missing, missing};
  int last_kind = -1;
  std::optional<NdviGivenVh> given;
  for (const auto& [likeness, pixels] : group_alike(series, kinds_)) {  // in order of kind, then of VH's slots
    if (!given || last_kind != likeness.kind || given->known != likeness.vh)
      given.emplace(departures_[likeness.kind], likeness.vh);
    last_kind = likeness.kind;
    const auto curve = kinds_.curves.col(likeness.kind);
    const MatrixXd departures = (MatrixXf(series(Eigen::all, pixels)).colwise() - curve).cast<double>();
    const Expectation expected =
        expect_ndvi(*given, likeness.ndvi, departures(likeness.ndvi, Eigen::all), departures(likeness.vh, Eigen::all));
    for (int t = 0; t < window.ndvi.steps(); ++t)
      for (std::size_t p = 0; p < pixels.size(); ++p) {
        const auto pixel = static_cast<std::size_t>(pixels[p]);
        estimate.ndvi.image(t)[pixel] = curve[t] + static_cast<float>(expected.ndvi(t, static_cast<Index>(p)));
        estimate.spread.image(t)[pixel] = static_cast<float>(expected.spread[t]);
      }
  }
  return estimate;
}

}  // namespace undercast
