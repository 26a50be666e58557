// SPDX-License-Identifier: Apache-2.0
#include "simulate/parcels.h"

#include <cmath>
#include <map>
#include <numbers>

#include "core/random.h"
#include "simulate/noise.h"

namespace undercast {
namespace {

constexpr double kBlockSize_m = 700;
constexpr double kWaterShare = 0.03, kForestShare = 0.15, kBuiltUpShare = 0.07, kMeadowShare = 0.2;

struct Block {
  std::uint64_t id;
  double x_m, y_m;  ///< its Voronoi centre
};

Block block_of_cell(int i, int j, std::uint64_t seed) {
  const std::uint64_t id = hash_of(seed, 0xb10c, i, j);
  Random random(id);
  return {id, (j + 0.5 + random.uniform(-0.4, 0.4)) * kBlockSize_m,
          (i + 0.5 + random.uniform(-0.4, 0.4)) * kBlockSize_m};
}

Block block_at(double x_m, double y_m, std::uint64_t seed) {
  const int i = static_cast<int>(std::floor(y_m / kBlockSize_m)), j = static_cast<int>(std::floor(x_m / kBlockSize_m));
  Block nearest{};
  double least = INFINITY;
  for (int di = -1; di <= 1; ++di)
    for (int dj = -1; dj <= 1; ++dj) {
      const Block block = block_of_cell(i + di, j + dj, seed);
      const double distance = std::hypot(block.x_m - x_m, block.y_m - y_m);
      if (distance < least) {
        least = distance;
        nearest = block;
      }
    }
  return nearest;
}

// Returns the number of the piece that holds x, on a line that is cut about every `length`. Each cut
// is moved at random, by up to a quarter of the length.
int piece_of(double x, double length, std::uint64_t key) {
  const int k = static_cast<int>(std::floor(x / length));
  const auto cut = [&](int n) { return (n + Random(hash_of(key, n)).uniform(-0.25, 0.25)) * length; };
  return x < cut(k) ? k - 1 : x >= cut(k + 1) ? k + 1 : k;
}

Parcel parcel_at(double x_m, double y_m, std::uint64_t seed) {
  const Block block = block_at(x_m, y_m, seed);
  Random random(hash_of(block.id, 1));
  const double use = random.uniform();
  if (use < kForestShare)
    return {block.id, random.chance(0.5) ? LandCover::deciduous_forest : LandCover::evergreen_forest};
  if (use < kForestShare + kBuiltUpShare) return {block.id, LandCover::built_up};
  const double angle = random.uniform(0, std::numbers::pi);
  const double strip_m = random.uniform(90, 170), field_m = random.uniform(180, 420);
  const double dx = x_m - block.x_m, dy = y_m - block.y_m;
  const double across = std::cos(angle) * dx + std::sin(angle) * dy;
  const double along = std::cos(angle) * dy - std::sin(angle) * dx;
  const int strip = piece_of(across, strip_m, hash_of(block.id, 2));
  const int field = piece_of(along, field_m, hash_of(block.id, 3, strip));
  const std::uint64_t id = hash_of(block.id, 4, strip, field);
  return {id, Random(id).chance(kMeadowShare) ? LandCover::meadow : LandCover::cropland};
}

// Gathers the parcels of a window. `parcel_of` gives the parcel of a pixel, by its index in the
// window and its place.
template <class ParcelOf>
ParcelWindow gather(const Window& window, double pixel_size_m, ParcelOf parcel_of) {
  ParcelWindow land;
  std::map<std::uint64_t, int> known;
  for (int row = 0; row < window.rows; ++row)
    for (int col = 0; col < window.cols; ++col) {
      const Parcel parcel = parcel_of(land.index.size(), (window.col + col + 0.5) * pixel_size_m,
                                      (window.row + row + 0.5) * pixel_size_m);
      const auto [entry, is_new] = known.try_emplace(parcel.id, static_cast<int>(land.parcels.size()));
      if (is_new) land.parcels.push_back(parcel);
      land.index.push_back(entry->second);
    }
  return land;
}

}  // namespace

ParcelWindow parcels_in(const Window& window, double pixel_size_m, std::uint64_t seed) {
  const std::vector<float> relief = smooth_noise(window, {900 / pixel_size_m, 4}, hash_of(seed, 0x3a7e));
  const auto water_level = static_cast<float>(normal_quantile(kWaterShare));
  return gather(window, pixel_size_m, [&](std::size_t pixel, double x_m, double y_m) {
    if (relief[pixel] < water_level) return Parcel{hash_of(seed, 0x3a7e), LandCover::water};
    return parcel_at(x_m, y_m, seed);
  });
}

ParcelWindow forest_in(const Window& window, double pixel_size_m, std::uint64_t seed) {
  return gather(window, pixel_size_m, [&](std::size_t, double x_m, double y_m) {
    return Parcel{block_at(x_m, y_m, seed).id, LandCover::rainforest};
  });
}

}  // namespace undercast
