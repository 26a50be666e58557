// SPDX-License-Identifier: Apache-2.0
// That the arithmetic is right is checked by tests/tools/reference_methods.py.
#include "classical/similar_pixels.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "fill/fill_cube.h"
#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

std::vector<float> by_similar_pixels(const Cube& cube, int threads) {
  SimilarPixelsFiller filler;
  MemoryCubeSource source(cube);
  filler.fit(source, {.threads = threads});
  return fill_cube(cube, filler, threads).ndvi.values;
}

TEST(SimilarPixels, learn_from_each_other_what_interpolation_cannot_know) {
  const Cube truth = small_cube(24, 24, 20, 0, 0, 1);
  Cube seen = truth;
  Random random(2);
  for (int row = 0; row < 24; ++row)
    for (int col = 0; col < 24; ++col)
      for (int step = random.below(6); step < 20; step += random.between(6, 9))
        for (const int end = std::min(20, step + 5); step < end; ++step) seen.ndvi.at(step, row, col) = kMissing;
  EXPECT_LT(squared_error(by_similar_pixels(seen, 1), truth),
            0.25 * squared_error(interpolate_linearly(seen.ndvi).values, truth));
}

TEST(SimilarPixels, give_the_same_whatever_the_threads) {
  const Cube cube = small_cube(20, 20, 16, 0, 0.4, 3);
  EXPECT_TRUE(same_values(by_similar_pixels(cube, 1), by_similar_pixels(cube, 4)));
}

TEST(SimilarPixels, leave_pixels_never_observed_missing) {
  Cube cube = small_cube(8, 8, 12, 0, 0.3, 4);
  for (int step = 0; step < 12; ++step) cube.ndvi.at(step, 3, 5) = kMissing;
  const std::vector<float> filled = by_similar_pixels(cube, 1);
  for (std::size_t i = 0; i < filled.size(); ++i) EXPECT_EQ(std::isnan(filled[i]), i % 64 == 3 * 8 + 5);
}

TEST(SimilarPixels, refuse_a_scene_without_series_and_a_cube_they_were_not_fitted_to) {
  SimilarPixelsFiller filler;
  const Cube empty(small_layout(8, 8, 12));
  MemoryCubeSource source(empty);
  EXPECT_THROW(filler.fit(source, {.threads = 1}), Error);
  EXPECT_THROW(filler.check(empty.layout()), Error);
}

}  // namespace
}  // namespace undercast
