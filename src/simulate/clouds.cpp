// SPDX-License-Identifier: Apache-2.0
#include "simulate/clouds.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/random.h"
#include "simulate/noise.h"

namespace undercast {
namespace {

// From cloud decks of about a kilometre down to single puffs of some 40 m.
constexpr double kDeck_m = 900;
constexpr int kOctaves = 6;
constexpr double kGain = 0.62;
constexpr double kThickestHaze = 0.55;

struct Shift {
  int rows, cols;
};

// From a pixel to the cloud that would shade it.
Shift shadow_source(const SimulateOptions& options, Date date, Random& random) {
  const double height_m = random.uniform(600, 2500);
  const double winter = std::cos(2 * std::numbers::pi * (day_of_year(date) + 10) / 365.25);
  const double zenith = (51 + 21 * winter) * std::numbers::pi / 180;  // 10:40 local time at 51° N: 30° to 72°
  const double length_px = height_m * std::tan(zenith) / options.pixel_size_m;
  const double sun_azimuth = 162 * std::numbers::pi / 180;
  return {static_cast<int>(std::lround(-std::cos(sun_azimuth) * length_px)),
          static_cast<int>(std::lround(std::sin(sun_azimuth) * length_px))};
}

}  // namespace

CloudImage clouds_in(const Window& window, const SimulateOptions& options, Date date, double cover) {
  const auto pixels = static_cast<std::size_t>(window.pixels());
  if (cover >= 1) return {std::vector<unsigned char>(pixels, 1), std::vector<float>(pixels, 0.0F)};
  CloudImage image{std::vector<unsigned char>(pixels, 0), std::vector<float>(pixels, 0.0F)};
  const std::uint64_t key = hash_of(options.seed, 0xc10d, date.time_since_epoch().count());
  const NoiseShape shape{kDeck_m / options.pixel_size_m, kOctaves, kGain};
  const std::vector<float> field = smooth_noise(window, shape, key);
  const auto edge = static_cast<float>(normal_quantile(1 - cover));
  const auto haze_edge = static_cast<float>(normal_quantile(1 - cover - options.haze * (1 - cover)));
  if (cover > 0) {
    Random random(hash_of(key, 0x5ad0));
    const Shift shift = shadow_source(options, date, random);
    const std::vector<float> shading =
        smooth_noise({window.row + shift.rows, window.col + shift.cols, window.rows, window.cols}, shape, key);
    for (std::size_t i = 0; i < pixels; ++i) image.masked[i] = field[i] > edge || shading[i] > edge;
  }
  // Without clouds, thin cirrus has no cloud edge towards which to thicken.
  const float thick = cover > 0 ? edge : haze_edge + 2.0F;
  for (std::size_t i = 0; i < pixels; ++i)
    if (image.masked[i] == 0 && field[i] > haze_edge)
      image.haze[i] = static_cast<float>(kThickestHaze) *
                      std::min(1.0F, 0.2F + 0.8F * (field[i] - haze_edge) / (thick - haze_edge));
  return image;
}

}  // namespace undercast
