// SPDX-License-Identifier: Apache-2.0
#include "classical/whittaker.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "classical/pixel_lanes.h"
#include "core/simd.h"
#include "gaps/interpolation.h"

namespace undercast {
namespace {

// Steps of the V-curve's grid, in log10 lambda.
constexpr double kLogStep = 0.25;
// Keeps logarithms finite where a curve passes through all its observations or is straight.
constexpr double kTiny = 1e-12;

// The bands of lambda D'D, where row k of D is the second divided difference at steps k, k + 1, k +
// 2.
struct PenaltyBands {
  std::vector<double> diagonal, first, second;
};

// Weights of three successive values in their second divided difference, in units of the median
// distance. [time - 2]
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

// LDL' factors and right-hand sides of kLanes systems, [time, lane]. Two steps of zeros on either
// side stand for the rows beyond the matrix.
class Workspace {
 public:
  explicit Workspace(int steps)
      : inverse_pivot_(static_cast<std::size_t>(steps + 4) * kLanes),
        lower1_(inverse_pivot_.size()),
        lower2_(inverse_pivot_.size()),
        z_(inverse_pivot_.size()) {}
  double* inverse_pivot() { return inverse_pivot_.data() + kPad; }
  double* lower1() { return lower1_.data() + kPad; }
  double* lower2() { return lower2_.data() + kPad; }
  double* z() { return z_.data() + kPad; }

 private:
  static constexpr int kPad = 2 * kLanes;
  std::vector<double> inverse_pivot_, lower1_, lower2_, z_;
};

UNDERCAST_SIMD_CLONES
void solve(const PenaltyBands& bands, const float* weights, const float* values, Workspace& work, float* smooth) {
  double* __restrict const inverse = work.inverse_pivot();
  double* __restrict const l1 = work.lower1();
  double* __restrict const l2 = work.lower2();
  double* __restrict const z = work.z();
  double below[kLanes] = {};  // of the step before, before its division by the pivot
  const auto steps = static_cast<std::ptrdiff_t>(bands.diagonal.size());
  for (std::ptrdiff_t t = 0; t < steps; ++t) {
    const float* __restrict const weight = weights + t * kLanes;
    const float* __restrict const y = values + t * kLanes;
    const std::ptrdiff_t now = t * kLanes, last = now - kLanes, second_last = last - kLanes;
    const double diagonal = bands.diagonal[t], first = bands.first[t], second = bands.second[t];
    const double second_of_last = t >= 1 ? bands.second[t - 1] : 0, second_before = t >= 2 ? bands.second[t - 2] : 0;
    for (int i = 0; i < kLanes; ++i) {
      const double reciprocal = 1 / (diagonal + static_cast<double>(weight[i]) - l1[last + i] * below[i] -
                                     l2[second_last + i] * second_before);
      below[i] = first - l1[last + i] * second_of_last;
      z[now + i] = static_cast<double>(y[i]) - l1[last + i] * z[last + i] - l2[second_last + i] * z[second_last + i];
      inverse[now + i] = reciprocal;
      l1[now + i] = below[i] * reciprocal;
      l2[now + i] = second * reciprocal;
    }
  }
  for (std::ptrdiff_t t = steps - 1; t >= 0; --t) {
    float* __restrict const out = smooth + t * kLanes;
    const std::ptrdiff_t now = t * kLanes, next = now + kLanes, second_next = next + kLanes;
    for (int i = 0; i < kLanes; ++i) {
      const double value = z[now + i] * inverse[now + i] - l1[now + i] * z[next + i] - l2[now + i] * z[second_next + i];
      z[now + i] = value;
      out[i] = static_cast<float>(value);
    }
  }
}

// Sums of squares of kLanes curves: misfit to the observations, and roughness (second differences).
// [lane]
struct Misfit {
  std::array<double, kLanes> misfit{}, roughness{};
};

UNDERCAST_SIMD_CLONES
Misfit measure(const std::vector<std::array<double, 3>>& differences, const float* weights, const float* values,
               const float* smooth) {
  Misfit sums;
  const int steps = static_cast<int>(differences.size()) + 2;
  for (int t = 0; t < steps; ++t)
    for (int i = 0; i < kLanes; ++i) {
      const int at = t * kLanes + i;
      const auto error = static_cast<double>(weights[at] * (values[at] - smooth[at]));
      sums.misfit[i] += error * error;
    }
  for (int t = 0; t + 2 < steps; ++t) {
    const std::array<double, 3>& row = differences[t];
    for (int i = 0; i < kLanes; ++i) {
      const float* z = smooth + t * kLanes + i;
      const double difference = row[0] * static_cast<double>(z[0]) + row[1] * static_cast<double>(z[kLanes]) +
                                row[2] * static_cast<double>(z[2 * kLanes]);
      sums.roughness[i] += difference * difference;
    }
  }
  return sums;
}

// The lambdas of the V-curve's points, equally far apart in log lambda, and the lambdas half-way
// between them, among which it chooses.
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
void solve_by_v_curve(const LambdaGrid& grid, const float* weights, const float* values, Workspace& work,
                      float* smooth) {
  std::array<double, kLanes> least{};
  std::array<std::size_t, kLanes> choice{};
  least.fill(std::numeric_limits<double>::infinity());
  Misfit last;
  for (std::size_t k = 0; k < grid.points.size(); ++k) {
    solve(grid.points[k], weights, values, work, smooth);
    const Misfit now = measure(grid.differences, weights, values, smooth);
    for (std::size_t i = 0; k > 0 && i < kLanes; ++i) {
      const double way = std::hypot(std::log((now.misfit[i] + kTiny) / (last.misfit[i] + kTiny)),
                                    std::log((now.roughness[i] + kTiny) / (last.roughness[i] + kTiny)));
      if (way >= least[i]) continue;
      least[i] = way;
      choice[i] = k - 1;
    }
    last = now;
  }
  std::vector<float> curve(grid.points[0].diagonal.size() * kLanes);
  for (std::size_t k = 0; k < grid.between.size(); ++k) {
    if (std::find(choice.begin(), choice.end(), k) == choice.end()) continue;
    solve(grid.between[k], weights, values, work, curve.data());
    for (std::size_t at = 0; at < curve.size(); ++at)
      if (choice[at % kLanes] == k) smooth[at] = curve[at];
  }
}

Variable smooth(const Variable& observed, double lambda) {
  constexpr int kLeast = 3;
  if (observed.steps() < kLeast) return interpolate_linearly(observed);
  const std::vector<double> days = observed.time.middle_days();
  Workspace work(observed.steps());
  if (lambda > 0) {
    const PenaltyBands bands = penalty(days, lambda);
    return fit_in_lanes(observed, kLeast, [&](const float* weights, const float* values, float* curves) {
      solve(bands, weights, values, work, curves);
    });
  }
  const LambdaGrid grid(days);
  return fit_in_lanes(observed, kLeast, [&](const float* weights, const float* values, float* curves) {
    solve_by_v_curve(grid, weights, values, work, curves);
  });
}

}  // namespace

Estimate WhittakerFiller::fill(const Cube& window, const Window& part) {
  return {smooth(window.ndvi.crop(part), lambda_)};
}

}  // namespace undercast
