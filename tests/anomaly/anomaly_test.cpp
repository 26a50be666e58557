// SPDX-License-Identifier: Apache-2.0
#include "anomaly/anomaly.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"
#include "small_cube.h"

namespace undercast {
namespace {

// Five years of a scene wider than a window, one cube a year; in the last one some rows are a
// drought.
class Years : public testing::Test {
 protected:
  static constexpr int kRows = 70, kCols = 80, kDryRows = 20;
  static constexpr float kNoise = 0.02F;

  Years() {
    for (int year = 2015; year < 2020; ++year) {
      CubeLayout layout = small_layout(kRows, kCols, 1);
      layout.ndvi = make_periods(first_day_of_year(year), first_day_of_year(year + 1) - Days(1), 16);
      Cube cube(layout);
      Random random(hash_of(3, year));
      for (int step = 0; step < cube.ndvi.steps(); ++step)
        for (int row = 0; row < kRows; ++row)
          for (int col = 0; col < kCols; ++col)
            cube.ndvi.at(step, row, col) =
                static_cast<float>(0.5 + 0.3 * std::sin(0.27 * step) + static_cast<double>(kNoise) * random.normal() -
                                   (year == 2019 && step > 8 && row < kDryRows ? 0.3 : 0));
      cubes_.push_back(std::move(cube));
    }
  }
  void open() {
    for (Cube& cube : cubes_) sources_.emplace_back(cube);
    for (std::size_t i = 0; i < cubes_.size(); ++i)
      parts_.push_back({&sources_[i], nullptr, nullptr, "year" + std::to_string(2015 + i) + ".tif"});
  }
  AnomalySummary measure(int threads) {
    const Window whole = cubes_[0].grid.whole();
    const UsualYear usual(joined_axis(parts_), {});
    z_ = below_ = Variable(usual.dates(), kRows, kCols);
    const auto sink = [&](const Window& window, const std::vector<float>& z, std::vector<float>& below) {
      for (int step = 0; step < z_.steps(); ++step)
        for (int row = 0; row < window.rows; ++row)
          for (int col = 0; col < window.cols; ++col) {
            const std::size_t at = static_cast<std::size_t>((step * window.rows + row) * window.cols + col);
            z_.at(step, window.row + row, window.col + col) = z[at];
            below_.at(step, window.row + row, window.col + col) = below[at];
          }
    };
    EXPECT_EQ(whole.pixels(), kRows * kCols);
    return measure_anomaly(parts_, usual, 0.95, {.threads = threads}, sink);
  }

  std::vector<Cube> cubes_;
  std::vector<MemoryCubeSource> sources_;
  std::vector<FilledPart> parts_;
  Variable z_, below_;
};

TEST_F(Years, a_drought_is_found_where_and_when_it_is) {
  open();
  const AnomalySummary found = measure(2);
  ASSERT_EQ(found.dates.size(), 23U);
  long long of_drought = 0, elsewhere = 0, below_of_drought = 0, below_elsewhere = 0;
  for (int step = 0; step < z_.steps(); ++step)
    for (int row = 0; row < kRows; ++row)
      for (int col = 0; col < kCols; ++col) {
        const bool dry = step > 8 && row < kDryRows;
        (dry ? of_drought : elsewhere) += 1;
        (dry ? below_of_drought : below_elsewhere) += below_.at(step, row, col) == 1;
        EXPECT_EQ(below_.at(step, row, col) == 1, static_cast<double>(z_.at(step, row, col)) < threshold_below(0.95));
      }
  EXPECT_GT(static_cast<double>(below_of_drought) / static_cast<double>(of_drought), 0.99);
  EXPECT_NEAR(static_cast<double>(below_elsewhere) / static_cast<double>(elsewhere), 0.05, 0.01);
  EXPECT_NEAR(found.dates[20].share_below(), (kDryRows + 0.05 * (kRows - kDryRows)) / kRows, 0.02);
  EXPECT_NEAR(found.share_below(),
              static_cast<double>(below_of_drought + below_elsewhere) / static_cast<double>(of_drought + elsewhere),
              1e-9);
}

TEST_F(Years, threads_change_nothing) {
  open();
  measure(1);
  const Variable alone = z_;
  measure(3);
  EXPECT_TRUE(same_values(alone.values, z_.values));
}

TEST_F(Years, a_pixel_outside_the_scene_is_unknown_and_a_gap_is_refused_unless_a_fill_left_it) {
  for (Cube& cube : cubes_)
    for (int step = 0; step < cube.ndvi.steps(); ++step) cube.ndvi.at(step, 5, 6) = kMissing;
  cubes_[4].ndvi.at(7, 66, 7) = kMissing;
  open();
  EXPECT_TRUE(throws_error([&] { measure(2); }, ErrorKind::bad_input,
                           {"year2019.tif", "row 66, column 7", "2019-04-23", "undercast fill"}));
  parts_[4].may_have_gaps = true;
  measure(2);
  EXPECT_TRUE(is_missing(z_.at(3, 5, 6)) && is_missing(below_.at(3, 5, 6)));
  EXPECT_TRUE(is_missing(z_.at(7, 66, 7)) && is_missing(below_.at(7, 66, 7)));
  EXPECT_FALSE(is_missing(z_.at(8, 66, 7)));
}

TEST_F(Years, wide_bounds_keep_a_filled_value_from_being_below_usual) {
  std::vector<Cube> lower = cubes_, upper = cubes_;
  for (float& value : lower[4].ndvi.values) value -= 0.5F;
  for (float& value : upper[4].ndvi.values) value += 0.5F;
  open();
  EXPECT_GT(measure(2).share_below(), 0.1);
  std::vector<MemoryCubeSource> bounds;
  for (std::size_t i = 0; i < cubes_.size(); ++i) bounds.emplace_back(lower[i]), bounds.emplace_back(upper[i]);
  for (std::size_t i = 0; i < cubes_.size(); ++i)
    parts_[i].lower = &bounds[2 * i], parts_[i].upper = &bounds[2 * i + 1];
  EXPECT_EQ(measure(2).share_below(), 0);
}

TEST_F(Years, cubes_that_overlap_in_time_are_refused_by_name) {
  open();
  std::swap(parts_[0], parts_[1]);
  EXPECT_TRUE(throws_error([&] { joined_axis(parts_); }, ErrorKind::bad_input,
                           {"year2015.tif begins on 2015-01-01", "year2016.tif ends", "one a year"}));
}

}  // namespace
}  // namespace undercast
