// SPDX-License-Identifier: Apache-2.0
#include "classical/pixel_lanes.h"

#include <algorithm>
#include <array>

#include "core/simd.h"
#include "gaps/interpolation.h"

namespace undercast {
namespace {

// Finds the weights and values of the observations, and their number in each lane.
UNDERCAST_SIMD_CLONES
void weigh(int steps, const float* __restrict observed, float* __restrict weights, float* __restrict values,
           float* __restrict observations) {
  std::fill_n(observations, kLanes, 0.0F);
  for (int t = 0; t < steps; ++t)
    for (int i = 0; i < kLanes; ++i) {
      const float value = observed[t * kLanes + i];
      const float weight = is_observed(value) ? 1.0F : 0.0F;
      weights[t * kLanes + i] = weight;
      observations[i] += weight;
    }
  for (int at = 0; at < steps * kLanes; ++at) values[at] = weights[at] > 0 ? observed[at] : 0.0F;
}

// Copies a whole row of lanes, the usual case, without a call of memmove.
void copy(const float* from, std::size_t count, float* to) {
  if (count == kLanes)
    std::copy_n(from, kLanes, to);
  else
    std::copy_n(from, count, to);
}

}  // namespace

Variable fit_in_lanes(const Variable& observed, int least, const FitLanes& fit) {
  const int steps = observed.steps();
  const std::vector<double> days = observed.time.middle_days();
  Variable curves(observed.time, observed.rows, observed.cols);
  std::vector<float> observed_lanes(static_cast<std::size_t>(steps) * kLanes, kMissing), weights(observed_lanes.size()),
      values(observed_lanes.size()), fitted(observed_lanes.size());
  for (std::size_t first = 0; first < observed.pixels(); first += kLanes) {
    const std::size_t count = std::min<std::size_t>(kLanes, observed.pixels() - first);
    const auto row = [](int t) { return static_cast<std::ptrdiff_t>(t) * kLanes; };
    for (int t = 0; t < steps; ++t) copy(observed.image(t) + first, count, observed_lanes.data() + row(t));
    std::array<float, kLanes> observations{};
    weigh(steps, observed_lanes.data(), weights.data(), values.data(), observations.data());
    fit(weights.data(), values.data(), fitted.data());
    const auto is_sparse = [&](float n) { return n < static_cast<float>(least); };
    const bool any_sparse = std::any_of(observations.begin(), observations.begin() + count, is_sparse);
    if (any_sparse) interpolate_linearly(days, kLanes, observed_lanes.data());
    for (int t = 0; t < steps; ++t) {
      float* to = curves.image(t) + first;
      copy(fitted.data() + row(t), count, to);
      for (std::size_t i = 0; any_sparse && i < count; ++i)
        if (is_sparse(observations[i])) to[i] = observed_lanes[row(t) + i];
    }
  }
  return curves;
}

}  // namespace undercast
