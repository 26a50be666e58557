// SPDX-License-Identifier: Apache-2.0
#include "learn/similar_neighbours.h"

#include <gtest/gtest.h>

#include "small_cube.h"

namespace undercast {
namespace {

// Two fields side by side: the left one is harvested at step 5, the right one stays green. VH
// differs by 6 dB, with noise.
Cube two_fields() {
  Cube cube(small_layout(12, 12, 10, 10));
  Random random(1);
  for (int step = 0; step < 10; ++step)
    for (int row = 0; row < 12; ++row)
      for (int col = 0; col < 12; ++col) {
        const bool bare = col < 6 && step >= 5;
        cube.ndvi.at(step, row, col) = static_cast<float>((bare ? 0.2 : 0.8) + 0.01 * random.normal());
        cube.vh.at(step, row, col) = static_cast<float>((col < 6 ? -20 : -14) + 1.5 * random.normal());
      }
  return cube;
}

SimilarNeighbours average(const Cube& cube, int threads) {
  const GapEnds ends(cube.ndvi);
  const Variable interpolated = interpolate_without_self(cube.ndvi, ends);
  const std::vector<Variable> radar{cube.vh};
  return average_similar_neighbours({cube.ndvi, interpolated, ends, radar}, cube.grid.whole(), threads);
}

TEST(SimilarNeighbours, give_the_departure_of_the_pixels_own_field) {
  Cube cube = two_fields();
  for (const int step : {4, 5, 6}) cube.ndvi.at(step, 5, 5) = cube.ndvi.at(step, 5, 6) = kMissing;  // at the border
  const SimilarNeighbours similar = average(cube, 1);
  // The line from .8 at step 3 to .2 at step 7 is at .65, .5, .35; the field was at .8, .2, .2.
  EXPECT_NEAR(similar.departure.at(4, 5, 5), 0.15, 0.03);
  EXPECT_NEAR(similar.departure.at(5, 5, 5), -0.30, 0.03);
  EXPECT_NEAR(similar.departure.at(6, 5, 5), -0.15, 0.03);
  for (const int step : {4, 5, 6}) EXPECT_NEAR(similar.departure.at(step, 5, 6), 0, 0.03);
}

TEST(SimilarNeighbours, smooth_radar_within_fields_and_not_across) {
  const Cube cube = two_fields();
  const SimilarNeighbours similar = average(cube, 1);
  for (const int col : {5, 6}) EXPECT_NEAR(similar.radar[0].at(3, 6, col), col < 6 ? -20 : -14, 0.7);
}

TEST(SimilarNeighbours, have_no_departure_on_an_unobserved_date) {
  Cube cube = two_fields();
  for (int row = 0; row < 12; ++row)
    for (int col = 0; col < 12; ++col) cube.ndvi.at(4, row, col) = kMissing;
  const SimilarNeighbours similar = average(cube, 1);
  EXPECT_TRUE(std::isnan(similar.departure.at(4, 3, 3)));
  EXPECT_EQ(similar.weight.at(4, 3, 3), 0);
}

TEST(SimilarNeighbours, are_the_same_whatever_the_threads) {
  Cube cube = small_cube(20, 20, 12, 12, 0.5, 2);
  EXPECT_TRUE(same_values(average(cube, 1).departure.values, average(cube, 3).departure.values));
}

}  // namespace
}  // namespace undercast
