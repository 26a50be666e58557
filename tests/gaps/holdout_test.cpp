// SPDX-License-Identifier: Apache-2.0
#include "gaps/holdout.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "small_cube.h"

namespace undercast {
namespace {

// Clouds as shapes, so that every protocol finds what it needs.
Cube cloudy_cube() {
  Cube cube = small_cube(64, 48, 46, 0, 0.0, 1);
  Random random(5);
  for (int step = 0; step < 46; ++step) {
    const int rows = random.below(60);
    for (int row = 0; row < rows; ++row)
      for (int col = 0; col < 48; ++col) cube.ndvi.at(step, row, col) = kMissing;
  }
  return cube;
}

TEST(Protocols, hide_observed_values_only_and_draw_the_same_again) {
  const Cube cube = cloudy_cube();
  for (const std::string& protocol : protocol_names()) {
    const Holdout holdout = make_holdout(cube.ndvi, protocol, 3);
    EXPECT_EQ(holdout.hidden, make_holdout(cube.ndvi, protocol, 3).hidden) << protocol;
    for (std::size_t i = 0; i < holdout.hidden.size(); ++i) {
      if (holdout.hidden[i]) EXPECT_TRUE(std::isfinite(cube.ndvi.values[i]));
      if (holdout.scored[i]) EXPECT_TRUE(holdout.hidden[i]);
    }
    if (protocol.rfind("season", 0) != 0)
      EXPECT_NE(holdout.hidden, make_holdout(cube.ndvi, protocol, 4).hidden) << protocol;
  }
}

// Share of hidden among the observed values of a step, for each step.
std::vector<double> hidden_shares(const Cube& cube, const Holdout& holdout) {
  std::vector<double> shares;
  const std::size_t pixels = cube.ndvi.pixels();
  for (int step = 0; step < cube.ndvi.steps(); ++step) {
    double hidden = 0, observed = 0;
    for (std::size_t i = 0; i < pixels; ++i) {
      observed += std::isfinite(cube.ndvi.image(step)[i]);
      hidden += holdout.hidden[static_cast<std::size_t>(step) * pixels + i];
    }
    shares.push_back(observed > 0 ? hidden / observed : 0);
  }
  return shares;
}

TEST(Protocols, of_blocks_short_hide_thirty_percent_in_whole_blocks) {
  const Cube cube = small_cube(160, 160, 40, 0, 0.0, 1);
  const Holdout holdout = make_holdout(cube.ndvi, "blocks-short", 0);
  const double share = static_cast<double>(std::count(holdout.hidden.begin(), holdout.hidden.end(), 1)) /
                       static_cast<double>(holdout.hidden.size());
  EXPECT_NEAR(share, 0.3, 0.02);
  for (int step = 0; step < 40; ++step)
    for (int row = 0; row < 160; ++row)
      for (int col = 0; col < 160; ++col)
        ASSERT_EQ(holdout.hidden[(step * 160 + row) * 160 + col],
                  holdout.hidden[(step * 160 + row / 16 * 16) * 160 + col / 16 * 16]);
}

TEST(Protocols, with_blocks_take_each_point_of_a_single_row_for_itself) {
  const Cube points = small_cube(1, 400, 60, 0, 0.0, 1);
  for (const char* protocol : {"blocks-short", "blocks-long"}) {
    const Holdout holdout = make_holdout(points.ndvi, protocol, 0);
    int alike = 0;
    for (std::size_t point = 1; point < 400; ++point) {
      bool same = true;
      for (std::size_t step = 0; step < 60; ++step)
        same &= holdout.hidden[step * 400 + point] == holdout.hidden[step * 400 + point - 1];
      alike += same;
    }
    EXPECT_LT(alike, 8) << protocol;
  }
  const Holdout spatial = make_holdout(points.ndvi, "spatial", 0);
  EXPECT_NEAR(static_cast<double>(std::count(spatial.untrained.begin(), spatial.untrained.end(), 1)), 100, 30);
}

TEST(Protocols, of_blocks_long_hide_runs_of_five_to_nine_steps) {
  const Cube cube = small_cube(64, 64, 60, 0, 0.0, 1);
  const Holdout holdout = make_holdout(cube.ndvi, "blocks-long", 0);
  for (int pixel = 0; pixel < 64 * 64; pixel += 16) {
    int run = 0, visible = 0;
    bool seen_run = false;
    for (int step = 0; step < 60; ++step) {
      if (holdout.hidden[step * 64 * 64 + pixel]) {
        if (run == 0 && seen_run) EXPECT_TRUE(visible >= 8 && visible <= 15) << visible;
        ++run;
        seen_run = true;
      } else {
        if (run > 0) {
          EXPECT_TRUE(run >= 5 && run <= 9) << run;
          visible = 0;
        }
        run = 0;
        ++visible;
      }
    }
  }
}

TEST(Protocols, of_frames_hide_whole_steps_only) {
  const Cube cube = cloudy_cube();
  for (const char* protocol : {"frames-short", "frames-long"})
    for (const double share : hidden_shares(cube, make_holdout(cube.ndvi, protocol, 2)))
      EXPECT_TRUE(share == 0 || share == 1) << protocol;
}

TEST(Protocols, of_season_end_hide_the_last_steps_only) {
  const Cube cube = small_cube(8, 8, 20, 0, 0.0, 1);
  const std::vector<double> shares = hidden_shares(cube, make_holdout(cube.ndvi, "season-end-6", 0));
  for (int step = 0; step < 20; ++step) EXPECT_EQ(shares[step], step >= 14 ? 1 : 0);
}

TEST(Protocols, of_the_wet_season_hide_nearly_all_of_some_months_and_much_of_the_others) {
  const Variable ndvi = small_cube(64, 64, 46, 0, 0.0, 1).ndvi;
  for (const std::uint64_t seed : {1, 2, 3}) {
    const Holdout holdout = make_holdout(ndvi, "wet-season", seed);
    int wet = 0, dry = 0;
    for (int step = 0; step < ndvi.steps(); ++step) {
      const auto first = holdout.hidden.begin() + static_cast<std::ptrdiff_t>(step * ndvi.pixels());
      const double share =
          static_cast<double>(std::count(first, first + static_cast<std::ptrdiff_t>(ndvi.pixels()), 1)) /
          static_cast<double>(ndvi.pixels());
      wet += share > 0.75;
      dry += share < 0.75;
    }
    EXPECT_GE(wet, 15) << "two fifths of a year of 46 steps, at least";
    EXPECT_GE(dry, 15);
  }
}

TEST(Protocols, of_spatial_score_a_quarter_that_training_does_not_see) {
  const Cube cube = cloudy_cube();
  const Holdout holdout = make_holdout(cube.ndvi, "spatial", 1);
  EXPECT_EQ(std::count(holdout.untrained.begin(), holdout.untrained.end(), 1), 64 * 48 / 4);
  const Cube part = training_part(hide(cube, holdout), holdout);
  for (std::size_t i = 0; i < holdout.scored.size(); ++i) {
    const bool untrained = holdout.untrained[i % part.ndvi.pixels()] != 0;
    if (holdout.scored[i]) EXPECT_TRUE(untrained);
    if (untrained) EXPECT_TRUE(std::isnan(part.ndvi.values[i]));
  }
}

TEST(Protocols, of_spatial_cover_the_scene_with_four_seeds_in_a_row) {
  const Cube cube = small_cube(33, 21, 12, 0, 0.2, 1);
  std::vector<int> times(33 * 21, 0);
  for (const int seed : {5, 6, 7, 8}) {
    const Holdout holdout = make_holdout(cube.ndvi, "spatial", static_cast<std::uint64_t>(seed));
    for (std::size_t i = 0; i < times.size(); ++i) times[i] += holdout.untrained[i];
  }
  EXPECT_EQ(times, std::vector<int>(33 * 21, 1));
}

TEST(Protocols, refuse_unknown_names_and_cubes_with_nothing_to_hide) {
  EXPECT_THROW(make_holdout(cloudy_cube().ndvi, "blocks", 0), Error);
  EXPECT_THROW(make_holdout(Cube(small_layout(8, 8, 9)).ndvi, "blocks-short", 0), Error);
}

TEST(Protocols, of_clouds_transplant_no_outline_of_the_scene) {
  Cube cube = small_cube(32, 32, 12, 0, 0.0, 1);
  for (int step = 0; step < 12; ++step)  // the lower half lies outside; a sixth of the upper one is hidden by each seed
    for (int row = 0; row < 32; ++row)
      for (int col = 0; col < 32; ++col)
        if (row >= 16 || (step % 2 == 0 && col < 8)) cube.ndvi.at(step, row, col) = kMissing;
  const Holdout holdout = make_holdout(cube.ndvi, "clouds", 1);
  for (int step = 0; step < 12; ++step) {
    std::size_t hidden = 0;
    for (std::size_t pixel = 0; pixel < cube.ndvi.pixels(); ++pixel)
      hidden += holdout.hidden[static_cast<std::size_t>(step) * cube.ndvi.pixels() + pixel];
    EXPECT_LE(hidden, 128U) << "a cloud covers 8 x 16 px";
  }
}

}  // namespace
}  // namespace undercast
