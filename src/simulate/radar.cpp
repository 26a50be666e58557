// SPDX-License-Identifier: Apache-2.0
#include "simulate/radar.h"

#include <cmath>

#include "core/decibels.h"
#include "core/random.h"

namespace undercast {
namespace {

// Soil: dB when dry and smooth, dB per m³/m³ of moisture, dB more just after tillage.
struct Soil {
  double dry_db, per_moisture_db, tilled_db;
};
constexpr Soil kSoilVh{-22.5, 11, 2.0}, kSoilVv{-15.5, 18, 1.5};
// Canopies scatter co-polarised power about 6.5 dB above cross-polarised.
constexpr double kVvOverVh_db = 6.5;
// Water is a mirror: its weak return has no soil's moisture in it.
constexpr double kWaterVh_db = -26, kWaterVv_db = -19;

// Weight of a neighbour per axis beside 1 for the pixel itself.
constexpr double kNeighbour = 0.25;

// Shapes below 1 by Stuart's theorem (Marsaglia and Tsang 2000, section 6).
double gamma_deviate(Random& random, double shape) {
  if (shape >= 1) return random.gamma_mean_one(shape);
  const double boosted = random.gamma_mean_one(shape + 1) * (shape + 1) / shape;
  return boosted * std::pow(1 - random.uniform(), 1 / shape);
}

}  // namespace

double backscatter(const Canopy& canopy, double soil_moisture, Polarisation polarisation) {
  const bool vh = polarisation == Polarisation::vh;
  if (canopy.is_water) return power_of_db(vh ? kWaterVh_db : kWaterVv_db);
  const Soil& soil = vh ? kSoilVh : kSoilVv;
  const double soil_power =
      power_of_db(soil.dry_db + soil.per_moisture_db * soil_moisture + soil.tilled_db * canopy.tilled);
  const double canopy_power = power_of_db(canopy.canopy_vh_db + (vh ? 0 : kVvOverVh_db));
  const double transmitted = std::exp(-canopy.attenuation * canopy.water);
  return canopy_power * (1 - transmitted) + transmitted * soil_power;
}

std::vector<float> speckle(const Window& window, double looks, std::uint64_t key) {
  const double axis_sum = 1 + 2 * kNeighbour, axis_squares = 1 + 2 * kNeighbour * kNeighbour;
  const double effective_pixels = std::pow(axis_sum * axis_sum / axis_squares, 2);
  const double shape = looks / effective_pixels;
  const int wide = window.cols + 2;
  std::vector<double> single(static_cast<std::size_t>(window.rows + 2) * wide);
  for (int row = 0; row < window.rows + 2; ++row)
    for (int col = 0; col < wide; ++col) {
      Random random(hash_of(key, window.row + row - 1, window.col + col - 1));
      single[static_cast<std::size_t>(row) * wide + col] = gamma_deviate(random, shape);
    }
  const auto across = [&](int row, int col) {
    const double* at = single.data() + static_cast<std::size_t>(row) * wide + col;
    return kNeighbour * at[0] + at[1] + kNeighbour * at[2];
  };
  std::vector<float> image;
  image.reserve(static_cast<std::size_t>(window.pixels()));
  for (int row = 0; row < window.rows; ++row)
    for (int col = 0; col < window.cols; ++col)
      image.push_back(static_cast<float>(
          (kNeighbour * across(row, col) + across(row + 1, col) + kNeighbour * across(row + 2, col)) /
          (axis_sum * axis_sum)));
  return image;
}

}  // namespace undercast
