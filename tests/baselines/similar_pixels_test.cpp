// SPDX-License-Identifier: Apache-2.0
// That the arithmetic is right is checked by tests/tools/reference_methods.py.
#include "baselines/similar_pixels.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/interpolation.h"
#include "fill/fill_cube.h"
#include "small_cube.h"

namespace undercast {
namespace {

std::vector<float> fill(const Cube& cube, int threads) {
  SimilarPixelsFiller filler;
  MemoryCubeSource source(cube);
  Progress silent;
  filler.fit(source, threads, silent);
  return fill_cube(cube, filler, threads).ndvi.values;
}

double squared_error(const std::vector<float>& filled, const Cube& truth) {
  double sum = 0;
  for (std::size_t i = 0; i < filled.size(); ++i)
    sum += std::pow(static_cast<double>(filled[i]) - static_cast<double>(truth.ndvi.values[i]), 2);
  return sum;
}

TEST(SimilarPixels, LearnFromEachOtherWhatInterpolationCannotKnow) {
  const Cube truth = small_cube(24, 24, 20, 0, 0, 1);
  Cube seen = truth;
  Random random(2);
  for (int row = 0; row < 24; ++row)
    for (int col = 0; col < 24; ++col)
      for (int step = random.below(6); step < 20; step += random.between(6, 9))
        for (const int end = std::min(20, step + 5); step < end; ++step) seen.ndvi.at(step, row, col) = kMissing;
  EXPECT_LT(squared_error(fill(seen, 1), truth), 0.25 * squared_error(interpolate_linearly(seen.ndvi).values, truth));
}

TEST(SimilarPixels, GiveTheSameWhateverTheThreads) {
  const Cube cube = small_cube(20, 20, 16, 0, 0.4, 3);
  EXPECT_TRUE(same_values(fill(cube, 1), fill(cube, 4)));
}

TEST(SimilarPixels, LeavePixelsNeverObservedMissing) {
  Cube cube = small_cube(8, 8, 12, 0, 0.3, 4);
  for (int step = 0; step < 12; ++step) cube.ndvi.at(step, 3, 5) = kMissing;
  const std::vector<float> filled = fill(cube, 1);
  for (std::size_t i = 0; i < filled.size(); ++i) EXPECT_EQ(std::isnan(filled[i]), i % 64 == 3 * 8 + 5);
}

TEST(SimilarPixels, RefuseASceneWithoutSeriesAndACubeTheyWereNotFittedTo) {
  SimilarPixelsFiller filler;
  const Cube empty(small_layout(8, 8, 12));
  MemoryCubeSource source(empty);
  Progress silent;
  EXPECT_THROW(filler.fit(source, 1, silent), Error);
  EXPECT_THROW(filler.check(empty.layout()), Error);
}

}  // namespace
}  // namespace undercast
