// SPDX-License-Identifier: Apache-2.0
#include "fill/fill_cube.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "core/error.h"
#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

// Answers with a value that depends on the whole window, as a network's does.
class WindowMeanFiller : public GapFiller {
 public:
  FillerTraits traits() const override {
    return {.name = "window mean", .tiling = {16, 8}, .provenance = Provenance::network};
  }
  Estimate fill(const Cube& window, const Window& part) override {
    EXPECT_EQ(window.grid.rows, 16);
    EXPECT_EQ(window.grid.cols, 16);
    EXPECT_EQ(part.pixels(), 256);
    double sum = 0, count = 0;
    for (const float value : window.ndvi.values)
      if (std::isfinite(value)) sum += value, ++count;
    Estimate estimate{window.ndvi};
    std::fill(estimate.ndvi.values.begin(), estimate.ndvi.values.end(), static_cast<float>(sum / std::max(1.0, count)));
    return estimate;
  }
};

class Interpolator : public GapFiller {
 public:
  FillerTraits traits() const override { return {.name = "interpolator"}; }
  Estimate fill(const Cube& window, const Window& part) override {
    return {interpolate_linearly(window.ndvi.crop(part))};
  }
};

// Says so when it is called while it still works.
class OneByOne : public Interpolator {
 public:
  FillerTraits traits() const override { return {.name = "one by one", .concurrent = false}; }
  Estimate fill(const Cube& window, const Window& part) override {
    EXPECT_EQ(++inside_, 1);
    std::this_thread::yield();
    --inside_;
    return Interpolator::fill(window, part);
  }

 private:
  std::atomic<int> inside_{0};
};

// Answers with the pixel three to the right, or its own where the window ends.
class NeighbourFiller : public GapFiller {
 public:
  FillerTraits traits() const override { return {.name = "neighbour", .halo_px = 3}; }
  Estimate fill(const Cube& window, const Window& part) override {
    Estimate estimate{interpolate_linearly(window.ndvi)};
    const Variable own = estimate.ndvi;
    for (int step = 0; step < own.steps(); ++step)
      for (int row = 0; row < own.rows; ++row)
        for (int col = 0; col + 3 < own.cols; ++col) estimate.ndvi.at(step, row, col) = own.at(step, row, col + 3);
    return std::move(estimate).crop(part);
  }
};

Variable filled_in_blocks(const Cube& cube, GapFiller& filler, int block_px, int threads) {
  MemoryCubeSource source(cube);
  Variable whole(cube.ndvi.time, cube.grid.rows, cube.grid.cols);
  fill_cube(source, filler,
            [&](const Window& window, const FilledWindow& part) {
              for (int step = 0; step < whole.steps(); ++step)
                for (int row = 0; row < window.rows; ++row)
                  for (int col = 0; col < window.cols; ++col)
                    whole.at(step, window.row + row, window.col + col) = part.ndvi.at(step, row, col);
            },
            {.threads = threads}, {block_px});
  return whole;
}

TEST(FillCube, never_calls_a_filler_with_threads_of_its_own_twice_at_once) {
  const Cube cube = small_cube(64, 64, 10, 0, 0.4, 1);
  OneByOne filler;
  Interpolator interpolator;
  EXPECT_TRUE(
      same_values(filled_in_blocks(cube, filler, 8, 4).values, filled_in_blocks(cube, interpolator, 16, 1).values));
}

TEST(FillCube, leaves_a_full_cube_unchanged) {
  const Cube cube = small_cube(40, 50, 10, 0, 0.0, 1);
  WindowMeanFiller filler;
  const FilledWindow filled = fill_cube(cube, filler, 2);
  EXPECT_TRUE(same_values(filled.ndvi.values, cube.ndvi.values));
  for (const Provenance value : filled.provenance) EXPECT_EQ(value, Provenance::observed);
}

TEST(FillCube, passes_observed_values_through_bit_for_bit_and_leaves_no_gap) {
  const Cube cube = small_cube(40, 50, 20, 0, 0.6, 2);
  WindowMeanFiller filler;
  const FilledWindow filled = fill_cube(cube, filler, 2);
  for (std::size_t i = 0; i < cube.ndvi.values.size(); ++i) {
    EXPECT_TRUE(std::isfinite(filled.ndvi.values[i]));
    if (std::isfinite(cube.ndvi.values[i])) EXPECT_EQ(filled.ndvi.values[i], cube.ndvi.values[i]);
  }
}

TEST(FillCube, is_the_same_for_every_block_size_and_number_of_threads) {
  const Cube cube = small_cube(70, 53, 12, 6, 0.6, 3);
  WindowMeanFiller mean;
  Interpolator interpolator;
  NeighbourFiller neighbour;
  for (GapFiller* filler : std::initializer_list<GapFiller*>{&mean, &interpolator, &neighbour}) {
    const Variable whole = filled_in_blocks(cube, *filler, 1000, 1);
    for (const int block : {16, 20, 37})
      EXPECT_TRUE(same_values(filled_in_blocks(cube, *filler, block, 2).values, whole.values)) << block;
  }
}

TEST(FillCube, serves_areas_smaller_than_a_window) {
  const Cube cube = small_cube(5, 7, 12, 0, 0.5, 4);
  WindowMeanFiller filler;
  const FilledWindow filled = fill_cube(cube, filler, 1);
  for (const float value : filled.ndvi.values) EXPECT_TRUE(std::isfinite(value));
}

TEST(FillCube, leaves_pixels_outside_the_scene_missing) {
  Cube cube = small_cube(16, 16, 12, 6, 0.5, 5);
  for (Variable* variable : {&cube.ndvi, &cube.vh})
    for (int step = 0; step < variable->steps(); ++step) variable->at(step, 3, 4) = kMissing;
  WindowMeanFiller filler;
  const FilledWindow filled = fill_cube(cube, filler, 1);
  EXPECT_TRUE(std::isnan(filled.ndvi.at(0, 3, 4)));
  EXPECT_EQ(filled.provenance[3 * 16 + 4], Provenance::missing);
}

TEST(FillCube, says_which_values_deserve_little_trust) {
  Cube cube(small_layout(1, 1, 20));
  cube.ndvi.values[1] = 0.5F;
  cube.ndvi.values[3] = 0.6F;
  cube.ndvi.values[18] = 0.5F;
  Interpolator filler;
  const std::vector<Provenance> provenance = fill_cube(cube, filler, 1).provenance;
  EXPECT_EQ(provenance[0], Provenance::low_trust);  // nothing before
  EXPECT_EQ(provenance[1], Provenance::observed);
  EXPECT_EQ(provenance[2], Provenance::interpolated);  // a gap of 16 days
  EXPECT_EQ(provenance[10], Provenance::low_trust);    // a gap of 120 days
  EXPECT_EQ(provenance[19], Provenance::low_trust);    // nothing after
}

TEST(FillCube, keeps_estimates_within_the_range_of_ndvi) {
  class Wild : public Interpolator {
    Estimate fill(const Cube& window, const Window& part) override {
      Estimate estimate{window.ndvi.crop(part)};
      std::fill(estimate.ndvi.values.begin(), estimate.ndvi.values.end(), 3.0F);
      return estimate;
    }
  } filler;
  for (const float value : fill_cube(small_cube(4, 4, 9, 0, 0.5, 6), filler, 1).ndvi.values) EXPECT_LE(value, 1.0F);
}

}  // namespace
}  // namespace undercast
