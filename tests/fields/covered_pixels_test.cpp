// SPDX-License-Identifier: Apache-2.0
#include "fields/covered_pixels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/random.h"

namespace undercast {
namespace {

using Ring = std::vector<Polygon::Corner>;

// The part of a ring on one side of a line (Sutherland and Hodgman 1974). It serves as a second way
// to find what a polygon covers of a pixel.
template <class Coordinate>
Ring cut(const Ring& ring, double line, bool keeps_below, Coordinate coordinate) {
  Ring kept;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto &a = ring[i], &b = ring[(i + 1) % ring.size()];
    const bool a_in = (coordinate(a) < line) == keeps_below, b_in = (coordinate(b) < line) == keeps_below;
    if (a_in) kept.push_back(a);
    if (a_in == b_in) continue;
    const double share = (line - coordinate(a)) / (coordinate(b) - coordinate(a));
    kept.push_back({a.col + share * (b.col - a.col), a.row + share * (b.row - a.row)});
  }
  return kept;
}

double share_by_cutting(const Polygon& polygon, int row, int col) {
  const auto by_col = [](const Polygon::Corner& corner) { return corner.col; };
  const auto by_row = [](const Polygon::Corner& corner) { return corner.row; };
  double share = 0;
  for (const Ring& ring : polygon.rings) {
    Ring part = cut(ring, col, false, by_col);
    part = cut(part, col + 1, true, by_col);
    part = cut(part, row, false, by_row);
    share += signed_area(cut(part, row + 1, true, by_row));
  }
  return share;
}

Ring star(Random& random, Polygon::Corner middle, double radius, bool is_hole) {
  Ring ring;
  const int corners = 3 + static_cast<int>(random.uniform(0, 12));
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * i / corners, r = radius * random.uniform(0.4, 1);
    ring.push_back({middle.col + r * std::cos(angle), middle.row + r * std::sin(angle)});
  }
  if ((signed_area(ring) < 0) != is_hole) std::reverse(ring.begin(), ring.end());
  return ring;
}

// A field of any shape, with a hole in it, somewhere around a window of 20 pixels.
Polygon any_field(std::uint64_t seed) {
  Random random(seed);
  const Polygon::Corner middle{random.uniform(-3, 23), random.uniform(-3, 23)};
  const double radius = random.uniform(0.3, 12);
  return {{star(random, middle, radius, false), star(random, middle, 0.1 * radius, true)}};
}

TEST(CoveredShares, agree_with_cutting_the_polygon_by_each_pixel) {
  const Window window{0, 0, 20, 20};
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Polygon field = any_field(seed);
    const std::vector<double> shares = covered_shares(field, window);
    for (int row = 0; row < window.rows; ++row)
      for (int col = 0; col < window.cols; ++col)
        ASSERT_NEAR(shares[static_cast<std::size_t>(row) * window.cols + col], share_by_cutting(field, row, col), 1e-8)
            << "seed " << seed << ", row " << row << ", column " << col;
  }
}

TEST(CoveredShares, of_a_field_within_the_window_add_up_to_its_area) {
  const Polygon field{{{{11.8, 3.1}, {17.1, 12.5}, {2.9, 16.2}, {2.3, 1.7}}}};
  const std::vector<double> shares = covered_shares(field, {0, 0, 20, 20});
  EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), signed_area(field.rings[0]), 1e-9);
}

TEST(CoveredShares, do_not_depend_on_the_window) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Polygon field = any_field(seed);
    const std::vector<double> whole = covered_shares(field, {0, 0, 20, 20});
    const Window part{4, 7, 5, 9};
    const std::vector<double> shares = covered_shares(field, part);
    for (int row = 0; row < part.rows; ++row)
      for (int col = 0; col < part.cols; ++col)
        ASSERT_NEAR(shares[static_cast<std::size_t>(row) * part.cols + col],
                    whole[static_cast<std::size_t>(row + part.row) * 20 + col + part.col], 1e-9);
  }
}

}  // namespace
}  // namespace undercast
