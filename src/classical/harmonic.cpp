// SPDX-License-Identifier: Apache-2.0
#include "classical/harmonic.h"

#include <cmath>
#include <numbers>

#include "classical/pixel_lanes.h"
#include "core/simd.h"

namespace undercast {
namespace {

// Counts as a tenth of an observation: enough to restrain a wave in a long gap, negligible
// elsewhere.
constexpr double kRidge = 0.1;

// Place of an entry of a symmetric matrix whose lower triangle is stored.
constexpr std::size_t entry(std::size_t row, std::size_t col) { return row * (row + 1) / 2 + col; }

// Places of a wave's cosine and sine. The constant comes first, as the cosine of wave 0.
constexpr std::size_t cosine(std::size_t wave) { return wave == 0 ? 0 : 2 * wave - 1; }
constexpr std::size_t sine(std::size_t wave) { return 2 * wave; }

// A constant, then cosine and sine of 1, 2, ... periods a year, [time][term]. Behind the terms of
// the curve come as many again, from which products of terms are made.
struct Waves {
  Waves(const std::vector<double>& days, int waves)
      : steps(days.size()),
        coefficients(sine(static_cast<std::size_t>(waves)) + 1),
        terms(sine(2 * static_cast<std::size_t>(waves)) + 1) {
    for (const double day : days) {
      of.push_back(1);
      for (int wave = 1; wave <= 2 * waves; ++wave) {
        const double angle = wave * 2 * std::numbers::pi * day / 365.25;
        of.push_back(std::cos(angle));
        of.push_back(std::sin(angle));
      }
    }
  }
  const double* at(std::size_t step) const { return of.data() + step * terms; }

  std::size_t steps, coefficients, terms;
  std::vector<double> of;
};

// Numbers of kLanes pixels.
struct alignas(64) Lanes {
  double of[kLanes];
};

inline void clear(Lanes& values) {
  for (double& value : values.of) value = 0;
}
inline void add(double factor, const Lanes& values, Lanes& to) {
  for (int i = 0; i < kLanes; ++i) to.of[i] += factor * values.of[i];
}
inline void subtract(const Lanes& a, const Lanes& b, Lanes& from) {
  for (int i = 0; i < kLanes; ++i) from.of[i] -= a.of[i] * b.of[i];
}
inline void scale(const Lanes& factor, Lanes& values) {
  for (int i = 0; i < kLanes; ++i) values.of[i] *= factor.of[i];
}

// The normal equations of kLanes pixels.
struct Equations {
  explicit Equations(const Waves& waves)
      : sums(waves.terms), normal(entry(waves.coefficients, 0)), right(waves.coefficients) {}

  std::vector<Lanes> sums;    ///< of the terms where a value is observed, [term]
  std::vector<Lanes> normal;  ///< [entry]
  std::vector<Lanes> right;   ///< [coefficient]
};

UNDERCAST_SIMD_CLONES
void gather(const Waves& waves, const float* weights, const float* values, Equations& equations) {
  for (Lanes& sum : equations.sums) clear(sum);
  for (Lanes& sum : equations.right) clear(sum);
  for (std::size_t t = 0; t < waves.steps; ++t) {
    Lanes weight, value;
    for (int i = 0; i < kLanes; ++i) {
      const std::size_t at = t * kLanes + i;
      weight.of[i] = static_cast<double>(weights[at]);
      value.of[i] = static_cast<double>(values[at]);
    }
    for (std::size_t k = 0; k < waves.terms; ++k) add(waves.at(t)[k], weight, equations.sums[k]);
    for (std::size_t k = 0; k < waves.coefficients; ++k) add(waves.at(t)[k], value, equations.right[k]);
  }
}

// The product of two waves is half the sum or difference of the waves of summed and of subtracted
// frequencies.
UNDERCAST_SIMD_CLONES
void multiply_terms(const Waves& waves, Equations& equations) {
  for (std::size_t row = 0; row < waves.coefficients; ++row)
    for (std::size_t col = 0; col <= row; ++col) {
      const std::size_t wave = (row + 1) / 2, other = (col + 1) / 2;
      const bool of_sine = row > 0 && row == sine(wave), with_sine = col > 0 && col == sine(other);
      Lanes& product = equations.normal[entry(row, col)];
      clear(product);
      if (of_sine == with_sine) {
        add(0.5, equations.sums[cosine(wave - other)], product);
        add(of_sine ? -0.5 : 0.5, equations.sums[cosine(wave + other)], product);
      } else {
        add(0.5, equations.sums[sine(wave + other)], product);
        if (wave > other) add(of_sine ? 0.5 : -0.5, equations.sums[sine(wave - other)], product);
      }
      if (row == col && row > 0)
        for (double& value : product.of) value += kRidge;
    }
}

// Cholesky: `right` becomes the solution, `normal` its factor with inverse diagonals.
UNDERCAST_SIMD_CLONES
void solve(std::vector<Lanes>& normal, std::vector<Lanes>& right) {
  const std::size_t n = right.size();
  for (std::size_t col = 0; col < n; ++col) {
    for (std::size_t row = col; row < n; ++row) {
      Lanes left = normal[entry(row, col)];
      for (std::size_t k = 0; k < col; ++k) subtract(normal[entry(row, k)], normal[entry(col, k)], left);
      if (row == col)
        for (double& value : left.of) value = 1 / std::sqrt(value);
      else
        scale(normal[entry(col, col)], left);
      normal[entry(row, col)] = left;
    }
  }
  for (std::size_t row = 0; row < n; ++row) {
    Lanes left = right[row];
    for (std::size_t k = 0; k < row; ++k) subtract(normal[entry(row, k)], right[k], left);
    scale(normal[entry(row, row)], left);
    right[row] = left;
  }
  for (std::size_t row = n; row-- > 0;) {
    Lanes left = right[row];
    for (std::size_t k = row + 1; k < n; ++k) subtract(normal[entry(k, row)], right[k], left);
    scale(normal[entry(row, row)], left);
    right[row] = left;
  }
}

UNDERCAST_SIMD_CLONES
void evaluate(const Waves& waves, const std::vector<Lanes>& coefficients, float* curves) {
  for (std::size_t t = 0; t < waves.steps; ++t) {
    Lanes sum{};
    for (std::size_t k = 0; k < waves.coefficients; ++k) add(waves.at(t)[k], coefficients[k], sum);
    for (int i = 0; i < kLanes; ++i) curves[t * kLanes + i] = static_cast<float>(sum.of[i]);
  }
}

}  // namespace

Estimate HarmonicFiller::fill(const Cube& window, const Window& part) {
  const Variable observed = window.ndvi.crop(part);
  const Waves waves(observed.time.middle_days(), waves_);
  Equations equations(waves);
  const auto fit = [&](const float* weights, const float* values, float* curves) {
    gather(waves, weights, values, equations);
    multiply_terms(waves, equations);
    solve(equations.normal, equations.right);
    evaluate(waves, equations.right, curves);
  };
  return {fit_in_lanes(observed, static_cast<int>(waves.coefficients), fit)};
}

}  // namespace undercast
