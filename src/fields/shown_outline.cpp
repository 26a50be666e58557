// SPDX-License-Identifier: Apache-2.0
#include "fields/shown_outline.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace undercast {
namespace {

using Corner = Polygon::Corner;
using Ring = std::vector<Corner>;

constexpr double kTolerance_px = 0.125;

double distance_from_side(const Corner& corner, const Corner& from, const Corner& to) {
  const double across = to.col - from.col, down = to.row - from.row, squared = across * across + down * down;
  const double along = ((corner.col - from.col) * across + (corner.row - from.row) * down) / std::max(squared, 1e-12);
  const double share = std::clamp(along, 0.0, 1.0);
  return std::hypot(corner.col - from.col - share * across, corner.row - from.row - share * down);
}

// Says which corners are kept: on each side the farthest corner divides it (Douglas and Peucker 1973).
std::vector<bool> kept_corners(const Ring& ring) {
  const auto at = [&](std::size_t i) -> const Corner& { return ring[i % ring.size()]; };
  std::vector<bool> kept(ring.size(), false);
  kept[0] = true;
  std::vector<std::pair<std::size_t, std::size_t>> sides{{0, ring.size()}};
  while (!sides.empty()) {
    const auto [from, to] = sides.back();
    sides.pop_back();
    std::size_t farthest = from;
    double distance = kTolerance_px;
    for (std::size_t i = from + 1; i < to; ++i)
      if (const double far = distance_from_side(at(i), at(from), at(to)); far > distance) farthest = i, distance = far;
    if (farthest == from) continue;
    kept[farthest] = true;
    sides.emplace_back(from, farthest);
    sides.emplace_back(farthest, to);
  }
  return kept;
}

nlohmann::json shown_ring(const Ring& ring) {
  const std::vector<bool> kept = kept_corners(ring);
  // A ring that is smaller than the tolerance stays as it is.
  const bool all = std::count(kept.begin(), kept.end(), true) < 3;
  const auto rounded = [](double place) { return std::round(place * 100) / 100; };
  nlohmann::json corners = nlohmann::json::array();
  for (std::size_t i = 0; i < ring.size(); ++i)
    if (all || kept[i]) corners.push_back(rounded(ring[i].col)), corners.push_back(rounded(ring[i].row));
  return corners;
}

}  // namespace

nlohmann::json shown_outline(const Polygon& polygon) {
  nlohmann::json polygons = nlohmann::json::array();
  for (const Ring& ring : polygon.rings) {
    if (signed_area(ring) >= 0 || polygons.empty()) polygons.push_back(nlohmann::json::array());
    polygons.back().push_back(shown_ring(ring));
  }
  return polygons;
}

}  // namespace undercast
