// SPDX-License-Identifier: Apache-2.0
#include "classical/savitzky_golay.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>

#include "core/error.h"
#include "gaps/interpolation.h"

namespace undercast {
namespace {

// The weights with which the values of a window make the polynomial's value at `day`.
Eigen::VectorXd polynomial_weights(const double* days, int count, double day, int order) {
  const double scale = days[count - 1] - days[0];
  Eigen::MatrixXd powers(count, order + 1);
  for (int i = 0; i < count; ++i)
    for (int power = 0; power <= order; ++power) powers(i, power) = std::pow((days[i] - day) / scale, power);
  // The value at `day` is the constant term: the first row of the pseudo-inverse.
  return powers.householderQr().solve(Eigen::MatrixXd::Identity(count, count)).row(0);
}

}  // namespace

SavitzkyGolayFiller::SavitzkyGolayFiller(int window_steps, int order) : window_steps_(window_steps), order_(order) {
  if (window_steps % 2 == 0 || window_steps <= order)
    throw Error(ErrorKind::usage, fmt::format("a Savitzky-Golay window of {} steps and order {}", window_steps, order),
                "--savitzky-golay-window must be odd and larger than --savitzky-golay-order");
}

Estimate SavitzkyGolayFiller::fill(const Cube& window, const Window& part) {
  const Variable series = interpolate_linearly(window.ndvi.crop(part));
  Variable smooth = series;
  const std::vector<double> days = series.time.middle_days();
  const int steps = series.steps();
  for (int step = 0; step < steps && steps >= window_steps_; ++step) {
    const int first = std::clamp(step - window_steps_ / 2, 0, steps - window_steps_);
    const Eigen::VectorXd weights = polynomial_weights(days.data() + first, window_steps_, days[step], order_);
    float* to = smooth.image(step);
    std::fill_n(to, series.pixels(), 0.0F);
    for (int i = 0; i < window_steps_; ++i) {
      const float* from = series.image(first + i);
      const auto weight = static_cast<float>(weights[i]);
      for (std::size_t pixel = 0; pixel < series.pixels(); ++pixel) to[pixel] += weight * from[pixel];
    }
  }
  return {std::move(smooth)};
}

}  // namespace undercast
