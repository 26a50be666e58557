// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "core/grid.h"

namespace undercast {

enum class LandCover { cropland, meadow, deciduous_forest, evergreen_forest, built_up, water, rainforest };

/// A piece of land under one use. Its id keys everything random about it.
struct Parcel {
  std::uint64_t id = 0;
  LandCover cover = LandCover::cropland;
  bool operator==(const Parcel&) const = default;
};

/// The parcels of a window, once each, and for each pixel [row, col] the index of its parcel.
struct ParcelWindow {
  std::vector<Parcel> parcels;
  std::vector<int> index;
};

/// The land-cover map of a seed. Blocks of about 700 m are the cells of a jittered-grid Voronoi
/// tessellation. A block of farmland has its own direction, along which it is cut into strips, and
/// strips into fields, so borders are straight and fields have about 1 to 8 ha. Water follows
/// smooth noise instead. A pixel's parcel does not depend on the window.
ParcelWindow parcels_in(const Window& window, double pixel_size_m, std::uint64_t seed);

/// As parcels_in(), but every block is rainforest, without water.
ParcelWindow forest_in(const Window& window, double pixel_size_m, std::uint64_t seed);

}  // namespace undercast
