// SPDX-License-Identifier: Apache-2.0
#include "simulate/noise.h"

#include <array>
#include <cmath>
#include <limits>

#include "core/random.h"

namespace undercast {
namespace {

// Taps of the cubic B-spline. Its bumps are almost round, so the lattice's axes do not show.
constexpr int kTaps = 4;

// Where pixels of one axis lie on the lattice: the first of their taps' nodes, and the taps'
// weights.
struct AxisWeights {
  int first_node = 0, nodes = 0;
  std::vector<int> node;
  std::vector<std::array<float, kTaps>> weights;

  AxisWeights(int first, int count, double wavelength_px, double phase) {
    for (int i = 0; i < count; ++i) {
      const double x = (first + i + 0.5) / wavelength_px + phase, cell = std::floor(x), t = x - cell;
      const double w[kTaps] = {(1 - t) * (1 - t) * (1 - t), (3 * t - 6) * t * t + 4, ((3 - 3 * t) * t + 3) * t + 1,
                               t * t * t};
      const double norm = std::sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2] + w[3] * w[3]);
      if (i == 0) first_node = static_cast<int>(cell);
      node.push_back(static_cast<int>(cell) - first_node);
      weights.push_back({});
      for (int tap = 0; tap < kTaps; ++tap) weights.back()[tap] = static_cast<float>(w[tap] / norm);
    }
    nodes = node.back() + kTaps;
  }
};

void add_octave(const Window& window, double wavelength_px, double amplitude, std::uint64_t key,
                std::vector<float>& image) {
  Random origin(hash_of(key, 1));
  const AxisWeights y(window.row, window.rows, wavelength_px, origin.uniform());
  const AxisWeights x(window.col, window.cols, wavelength_px, origin.uniform());
  std::vector<float> lattice;
  for (int i = 0; i < y.nodes; ++i)
    for (int j = 0; j < x.nodes; ++j)
      lattice.push_back(
          static_cast<float>(amplitude * Random(hash_of(key, 2, y.first_node + i, x.first_node + j)).normal()));
  std::vector<float> line(static_cast<std::size_t>(x.nodes));
  for (int row = 0; row < window.rows; ++row) {
    const float* nodes = lattice.data() + static_cast<std::ptrdiff_t>(y.node[row]) * x.nodes;
    const auto& wy = y.weights[row];
    for (int j = 0; j < x.nodes; ++j)
      line[j] = wy[0] * nodes[j] + wy[1] * nodes[x.nodes + j] + wy[2] * nodes[2 * x.nodes + j] +
                wy[3] * nodes[3 * x.nodes + j];
    float* out = image.data() + static_cast<std::size_t>(row) * window.cols;
    for (int col = 0; col < window.cols; ++col) {
      const auto& wx = x.weights[col];
      const float* at = line.data() + x.node[col];
      out[col] += wx[0] * at[0] + wx[1] * at[1] + wx[2] * at[2] + wx[3] * at[3];
    }
  }
}

}  // namespace

std::vector<float> smooth_noise(const Window& window, const NoiseShape& shape, std::uint64_t key) {
  std::vector<float> image(static_cast<std::size_t>(window.pixels()), 0.0F);
  double power = 0;
  for (int octave = 0; octave < shape.octaves; ++octave) power += std::pow(shape.gain, 2 * octave);
  double wavelength_px = shape.longest_px, amplitude = 1 / std::sqrt(power);
  for (int octave = 0; octave < shape.octaves; ++octave) {
    add_octave(window, wavelength_px, amplitude, hash_of(key, octave), image);
    wavelength_px /= 2;
    amplitude *= shape.gain;
  }
  return image;
}

double normal_quantile(double p) {
  if (p <= 0) return -std::numeric_limits<double>::infinity();
  if (p >= 1) return std::numeric_limits<double>::infinity();
  const auto tail = [](double q) {
    return (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q - 2.549732539343734) *
                 q +
             4.374664141464968) *
                q +
            2.938163982698783) /
           ((((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q + 3.754408661907416) *
                q +
            1);
  };
  if (p < 0.02425) return tail(std::sqrt(-2 * std::log(p)));
  if (p > 1 - 0.02425) return -tail(std::sqrt(-2 * std::log(1 - p)));
  const double q = p - 0.5, r = q * q;
  return (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r +
            1.383577518672690e+02) *
               r -
           3.066479806614716e+01) *
              r +
          2.506628277459239) *
         q /
         (((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r +
            6.680131188771972e+01) *
               r -
           1.328068155288572e+01) *
              r +
          1);
}

}  // namespace undercast
