// SPDX-License-Identifier: Apache-2.0
#include "baselines/whittaker.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>

#include "core/interpolation.h"
#include "core/simd.h"

namespace undercast {
namespace {

// Pixels solved together: the loops over them vectorise, and their band matrices stay in the cache.
constexpr int kLanes = 64;
// Steps of the V-curve's grid, in log10 lambda.
constexpr double kLogStep = 0.25;
// Keeps logarithms finite where a curve meets all its observations or is straight.
constexpr double kTiny = 1e-12;

// The bands of lambda D'D, where row k of D is the second divided difference at steps k, k + 1, k + 2.
struct PenaltyBands {
  std::vector<double> diagonal, first, second;
};

// Weights of three successive values in their second divided difference, in units of the median distance. [time - 2]
std::vector<std::array<double, 3>> second_differences(const std::vector<double>& days) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < days.size(); ++i) gaps.push_back(days[i] - days[i - 1]);
  std::vector<double> sorted = gaps;
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
  const double unit = sorted[sorted.size() / 2];
  std::vector<std::array<double, 3>> rows;
  for (std::size_t k = 0; k + 2 < days.size(); ++k) {
    const double a = gaps[k] / unit, b = gaps[k + 1] / unit;
    rows.push_back({2 / (a * (a + b)), -2 / (a * b), 2 / (b * (a + b))});
  }
  return rows;
}

PenaltyBands penalty(const std::vector<double>& days, double lambda) {
  const std::size_t steps = days.size();
  const std::vector<std::array<double, 3>> rows = second_differences(days);
  PenaltyBands bands{std::vector<double>(steps), std::vector<double>(steps), std::vector<double>(steps)};
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const std::array<double, 3>& row = rows[k];
    for (std::size_t i = 0; i < 3; ++i) bands.diagonal[k + i] += lambda * row[i] * row[i];
    bands.first[k] += lambda * row[0] * row[1];
    bands.first[k + 1] += lambda * row[1] * row[2];
    bands.second[k] += lambda * row[0] * row[2];
  }
  return bands;
}

// LDL' factors and right-hand sides of kLanes systems, [time, lane].
struct Workspace {
  explicit Workspace(int steps)
      : pivot(static_cast<std::size_t>(steps) * kLanes), lower1(pivot.size()), lower2(pivot.size()), z(pivot.size()) {}
  std::vector<double> pivot, lower1, lower2, z;
};

UNDERCAST_SIMD_CLONES
void solve(const PenaltyBands& bands, int steps, std::ptrdiff_t stride, const float* observed, Workspace& work,
           float* smooth) {
  double* d = work.pivot.data();
  double* l1 = work.lower1.data();
  double* l2 = work.lower2.data();
  double* z = work.z.data();
  for (int t = 0; t < steps; ++t) {
    const float* y = observed + t * stride;
    const std::ptrdiff_t now = static_cast<std::ptrdiff_t>(t) * kLanes;
    const double diagonal = bands.diagonal[static_cast<std::size_t>(t)];
    const double first = bands.first[static_cast<std::size_t>(t)], second = bands.second[static_cast<std::size_t>(t)];
    for (int i = 0; i < kLanes; ++i) {
      const bool seen = y[i] == y[i];  // not NaN
      double pivot = diagonal + (seen ? 1.0 : 0.0);
      double right = seen ? static_cast<double>(y[i]) : 0.0;
      double below = first;
      if (t >= 1) {
        const std::ptrdiff_t before = now - kLanes + i;
        pivot -= l1[before] * l1[before] * d[before];
        right -= l1[before] * z[before];
        below -= l1[before] * l2[before] * d[before];
      }
      if (t >= 2) {
        const std::ptrdiff_t before = now - 2 * kLanes + i;
        pivot -= l2[before] * l2[before] * d[before];
        right -= l2[before] * z[before];
      }
      d[now + i] = pivot;
      z[now + i] = right;
      l1[now + i] = below / pivot;
      l2[now + i] = second / pivot;
    }
  }
  for (int t = steps - 1; t >= 0; --t) {
    const std::ptrdiff_t now = static_cast<std::ptrdiff_t>(t) * kLanes;
    float* out = smooth + t * stride;
    for (int i = 0; i < kLanes; ++i) {
      double value = z[now + i] / d[now + i];
      if (t + 1 < steps) value -= l1[now + i] * z[now + kLanes + i];
      if (t + 2 < steps) value -= l2[now + i] * z[now + 2 * kLanes + i];
      z[now + i] = value;
      out[i] = static_cast<float>(value);
    }
  }
}

// Sums of squares of kLanes curves: misfit to what is observed, and roughness (second differences). [lane]
struct Misfit {
  std::array<double, kLanes> misfit{}, roughness{};
};

Misfit measure(const std::vector<std::array<double, 3>>& differences, const float* observed, const float* smooth) {
  Misfit sums;
  const int steps = static_cast<int>(differences.size()) + 2;
  for (int t = 0; t < steps; ++t)
    for (int i = 0; i < kLanes; ++i) {
      const float y = observed[t * kLanes + i];
      const double error = y == y ? static_cast<double>(y) - static_cast<double>(smooth[t * kLanes + i]) : 0.0;
      sums.misfit[static_cast<std::size_t>(i)] += error * error;
    }
  for (int t = 0; t + 2 < steps; ++t) {
    const std::array<double, 3>& row = differences[static_cast<std::size_t>(t)];
    for (int i = 0; i < kLanes; ++i) {
      const float* z = smooth + t * kLanes + i;
      const double difference = row[0] * static_cast<double>(z[0]) + row[1] * static_cast<double>(z[kLanes]) +
                                row[2] * static_cast<double>(z[2 * kLanes]);
      sums.roughness[static_cast<std::size_t>(i)] += difference * difference;
    }
  }
  return sums;
}

// The lambdas among which the V-curve chooses, equally far apart in log lambda, and those half-way between them.
struct LambdaGrid {
  explicit LambdaGrid(const std::vector<double>& days) : differences(second_differences(days)) {
    for (double exponent = -2; exponent <= 5; exponent += kLogStep) {
      points.push_back(penalty(days, std::pow(10, exponent)));
      between.push_back(penalty(days, std::pow(10, exponent + kLogStep / 2)));
    }
  }
  std::vector<std::array<double, 3>> differences;
  std::vector<PenaltyBands> points, between;
};

// Smooth curves of kLanes observed series, lambda chosen for each by the V-curve.
void solve_by_v_curve(const LambdaGrid& grid, int steps, const std::vector<float>& observed, Workspace& work,
                      std::vector<float>& smooth) {
  std::array<double, kLanes> least{};
  std::array<std::size_t, kLanes> choice{};
  least.fill(std::numeric_limits<double>::infinity());
  Misfit last;
  for (std::size_t k = 0; k < grid.points.size(); ++k) {
    solve(grid.points[k], steps, kLanes, observed.data(), work, smooth.data());
    const Misfit now = measure(grid.differences, observed.data(), smooth.data());
    for (std::size_t i = 0; k > 0 && i < kLanes; ++i) {
      const double way = std::hypot(std::log((now.misfit[i] + kTiny) / (last.misfit[i] + kTiny)),
                                    std::log((now.roughness[i] + kTiny) / (last.roughness[i] + kTiny)));
      if (way >= least[i]) continue;
      least[i] = way;
      choice[i] = k - 1;
    }
    last = now;
  }
  std::vector<float> curve(smooth.size());
  for (std::size_t k = 0; k < grid.between.size(); ++k) {
    if (std::find(choice.begin(), choice.end(), k) == choice.end()) continue;
    solve(grid.between[k], steps, kLanes, observed.data(), work, curve.data());
    for (std::size_t at = 0; at < curve.size(); ++at)
      if (choice[at % kLanes] == k) smooth[at] = curve[at];
  }
}

Variable smooth(const Variable& observed, double lambda) {
  Variable result = observed;
  const int steps = observed.steps();
  const std::ptrdiff_t pixels = static_cast<std::ptrdiff_t>(observed.pixels());
  const std::vector<double> days = observed.time.middle_days();
  if (steps < 3) return interpolate_linearly(observed);
  const PenaltyBands bands = penalty(days, lambda);
  const std::unique_ptr<LambdaGrid> grid = lambda > 0 ? nullptr : std::make_unique<LambdaGrid>(days);
  Workspace work(steps);
  std::vector<float> lanes(static_cast<std::size_t>(steps) * kLanes), straight(lanes.size()), observed_lanes;
  for (std::ptrdiff_t first = 0; first < pixels; first += kLanes) {
    const std::ptrdiff_t count = std::min<std::ptrdiff_t>(kLanes, pixels - first);
    std::array<int, kLanes> seen{};
    std::fill(lanes.begin(), lanes.end(), kMissing);
    for (int t = 0; t < steps; ++t)
      for (std::ptrdiff_t i = 0; i < count; ++i) {
        const float value = observed.values[static_cast<std::size_t>(t * pixels + first + i)];
        lanes[static_cast<std::size_t>(t * kLanes + i)] = value;
        if (std::isfinite(value)) ++seen[static_cast<std::size_t>(i)];
      }
    const bool any_sparse =
        std::any_of(seen.begin(), seen.begin() + count, [](int observations) { return observations < 3; });
    if (any_sparse) {
      straight = lanes;
      interpolate_linearly(days, kLanes, straight.data());
    }
    if (grid) {
      observed_lanes = lanes;
      solve_by_v_curve(*grid, steps, observed_lanes, work, lanes);
    } else {
      solve(bands, steps, kLanes, lanes.data(), work, lanes.data());
    }
    for (int t = 0; t < steps; ++t)
      for (std::ptrdiff_t i = 0; i < count; ++i) {
        const std::size_t at = static_cast<std::size_t>(t * kLanes + i);
        result.values[static_cast<std::size_t>(t * pixels + first + i)] =
            seen[static_cast<std::size_t>(i)] < 3 ? straight[at] : lanes[at];
      }
  }
  return result;
}

}  // namespace

std::vector<Estimate> WhittakerFiller::fill(const std::vector<Cube>& windows) {
  std::vector<Estimate> estimates;
  for (const Cube& window : windows) estimates.push_back({smooth(window.ndvi, lambda_)});
  return estimates;
}

}  // namespace undercast
