// SPDX-License-Identifier: Apache-2.0
#include "simulate/clearings.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "simulate/scene.h"

namespace undercast {
namespace {

SimulateOptions forest(int clearings, int size = 128) {
  SimulateOptions options;
  options.land = "forest";
  options.size = size;
  options.clearings = clearings;
  options.crs = "EPSG:32721";
  return options;
}

// Mean over a clearing, or (holds = false) over the pixels without any, of the steps first to last - 1.
double mean_of(const Variable& variable, const Scene& scene, const Clearing* of, int first, int last) {
  double sum = 0, count = 0;
  for (int step = first; step < last; ++step)
    for (int row = 0; row < variable.rows; ++row)
      for (int col = 0; col < variable.cols; ++col) {
        bool chosen = of != nullptr && of->holds(row, col);
        if (of == nullptr) {
          chosen = true;
          for (const Clearing& clearing : scene.clearings()) chosen &= !clearing.holds(row, col);
        }
        if (!chosen) continue;
        sum += static_cast<double>(variable.at(step, row, col));
        ++count;
      }
  return sum / count;
}

TEST(Clearings, are_steps_of_ndvi_in_the_truth_and_of_vh_on_their_days) {
  const Scene scene(forest(6));
  ASSERT_EQ(scene.clearings().size(), 6U);
  const Scene::View view = scene.view(scene.layout().grid.whole());
  for (const Clearing& clearing : scene.clearings()) {
    const int step = view.truth.time.step_of(clearing.day);
    const int before = std::max(0, step - 4), after = std::min(step + 5, view.truth.steps());
    const double forest_ndvi = mean_of(view.truth, scene, &clearing, before, step);
    EXPECT_NEAR(forest_ndvi, 0.86, 0.05);
    EXPECT_NEAR(mean_of(view.truth, scene, &clearing, step + 1, after), 0.22, 0.08);
    const double fall_db = mean_of(view.cube.vh, scene, &clearing, before, step) -
                           mean_of(view.cube.vh, scene, &clearing, step + 1, after);
    EXPECT_NEAR(fall_db, 4, 1.2) << to_string(clearing.day);
  }
}

TEST(Clearings, leave_the_rest_of_the_forest_as_it_is) {
  const Scene scene(forest(6)), untouched(forest(0));
  const Scene::View view = scene.view(scene.layout().grid.whole());
  const Scene::View stable = untouched.view(scene.layout().grid.whole());
  float least = 1, most = -1;
  for (std::size_t i = 0; i < view.truth.values.size(); ++i) {
    const int pixel = static_cast<int>(i % view.truth.pixels());
    bool cleared = false;
    for (const Clearing& clearing : scene.clearings()) cleared |= clearing.holds(pixel / 128, pixel % 128);
    if (cleared) continue;
    ASSERT_EQ(view.truth.values[i], stable.truth.values[i]);
    ASSERT_EQ(view.cube.vh.values[i], stable.cube.vh.values[i]);
    least = std::min(least, view.truth.values[i]);
    most = std::max(most, view.truth.values[i]);
  }
  EXPECT_GT(least, 0.65F);
  EXPECT_LT(most, 0.95F);
  for (int step = 0; step < view.truth.steps(); ++step)
    EXPECT_NEAR(mean_of(view.truth, scene, nullptr, step, step + 1), 0.86, 0.03);
}

TEST(Clearings, do_not_depend_on_the_windows_that_they_are_made_in) {
  const Scene scene(forest(6));
  const Scene::View whole = scene.view(scene.layout().grid.whole());
  const Window window{17, 40, 70, 51};
  const Scene::View part = scene.view(window);
  EXPECT_EQ(part.truth.values, whole.truth.crop(window).values);
  EXPECT_EQ(part.cube.vh.values, whole.cube.vh.crop(window).values);
}

TEST(Clearings, have_half_a_hectare_to_three_and_lie_apart) {
  for (int seed = 1; seed <= 5; ++seed) {
    SimulateOptions options = forest(12);
    options.seed = seed;
    const Scene scene(options);
    std::vector<int> of(128 * 128, 0);
    for (const Clearing& clearing : scene.clearings()) {
      int pixels = 0;
      for (int i = 0; i < 128 * 128; ++i)
        if (clearing.holds(i / 128, i % 128)) ++pixels, ++of[static_cast<std::size_t>(i)];
      EXPECT_GE(pixels, 42);  // half a hectare has 50 pixels of 10 m
      EXPECT_LE(pixels, 310);
    }
    EXPECT_EQ(std::count(of.begin(), of.end(), 2), 0);
  }
}

TEST(Clearings, differ_between_seeds) {
  SimulateOptions other = forest(3);
  other.seed = 2;
  EXPECT_NE(to_text(Scene(forest(3)).clearings()), to_text(Scene(other).clearings()));
}

TEST(Clearings, are_written_as_day_row_col_radius) {
  EXPECT_EQ(to_text({{parse_date("2018-03-04"), 10.5, 20.25, 5}, {parse_date("2018-11-30"), 1, 2, 3.125}}),
            "2018-03-04:10.50:20.25:5.00,2018-11-30:1.00:2.00:3.12");
}

TEST(Clearings, are_refused_without_a_forest_or_without_room) {
  SimulateOptions options = forest(3);
  options.land = "mixed";
  EXPECT_THROW(Scene{options}, Error);
  EXPECT_THROW(check(options), Error);
  EXPECT_THROW(Scene{forest(1, 5)}, Error);
  EXPECT_THROW(Scene{forest(500)}, Error);
}

}  // namespace
}  // namespace undercast
