// SPDX-License-Identifier: Apache-2.0
#include "jobs/update.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/provenance_file.h"
#include "jobs/simulate.h"

namespace undercast {
namespace {

constexpr int kDates = 30;

// A year's beginning: cubes of its first dates, and a fill of one of them.
class UpdateTest : public testing::Test {
 protected:
  void SetUp() override {
    SimulateJob scene;
    scene.output = folder_ / "scene.tif";
    scene.scene.size = 20;
    scene.scene.steps = kDates;
    scene.scene.cloudiness = 0.75;
    simulate(scene, {});
    CubeFile file(scene.output.path);
    cube_ = file.read(file.layout().grid.whole());
    first_.cube = cube_of(kDates - 1);
    first_.output = folder_ / "filled.tif";
    first_.lower = folder_ / "lower.tif";
    first_.upper = folder_ / "upper.tif";
    first_.provenance = folder_ / "provenance.tif";
    first_.method = "linear";
    fill(first_, {.threads = 2});
    job_.filled = first_.output.path;
    job_.cube = cube_of(kDates);
    job_.previous_lower = first_.lower.path;
    job_.previous_upper = first_.upper.path;
    job_.previous_provenance = first_.provenance.path;
    job_.output = folder_ / "updated.tif";
    job_.lower = folder_ / "updated-lower.tif";
    job_.upper = folder_ / "updated-upper.tif";
    job_.provenance = folder_ / "updated-provenance.tif";
    job_.overwrite = true;
  }

  // Writes the first dates of the scene; radar stays whole.
  std::string cube_of(int dates, const std::string& name = "") const {
    Cube part = cube_;
    const std::vector<Period> periods(cube_.ndvi.time.begin(), cube_.ndvi.time.begin() + dates);
    part.ndvi.time = TimeAxis(periods);
    part.ndvi.values.resize(static_cast<std::size_t>(dates) * cube_.ndvi.pixels());
    const std::string path = folder_ / (name.empty() ? "cube" + std::to_string(dates) + ".tif" : name);
    CubeWriter writer(path, part.layout(), {}, true);
    writer.write(part.grid.whole(), part);
    writer.finish();
    return path;
  }
  static Variable ndvi(const std::string& path) {
    CubeFile cube(path);
    return cube.read(cube.layout().grid.whole(), false).ndvi;
  }
  static std::vector<std::uint8_t> codes(const std::string& path) {
    ProvenanceFile file(path);
    return file.read_codes(file.layout().grid.whole());
  }
  static std::string item(const std::string& path, const std::string& key) { return CubeFile(path).metadata().at(key); }
  testing::AssertionResult refuses(ErrorKind kind, const std::vector<std::string>& parts) const {
    const auto result = throws_error([&] { update(job_, {.threads = 2}); }, kind, parts);
    return std::filesystem::exists(job_.output.path) ? testing::AssertionFailure() << "the output was written" : result;
  }

  TemporaryFolder folder_;
  Cube cube_;
  FillJob first_;
  UpdateJob job_;
};

TEST_F(UpdateTest, keeps_settled_values_and_their_companions_bit_for_bit) {
  const UpdateSummary summary = update(job_, {.threads = 2});
  EXPECT_EQ(summary.settled_dates + summary.filled_again, kDates);
  EXPECT_EQ(summary.new_dates, 1);
  ASSERT_GT(summary.settled_dates, 10);
  const std::size_t settled = static_cast<std::size_t>(summary.settled_dates) * cube_.ndvi.pixels();
  for (const auto& [before, after] : {std::pair{first_.output.path, job_.output.path},
                                      {first_.lower.path, job_.lower.path},
                                      {first_.upper.path, job_.upper.path}}) {
    const Variable old = ndvi(before), updated = ndvi(after);
    EXPECT_EQ(updated.time, cube_.ndvi.time);
    EXPECT_TRUE(std::equal(updated.values.begin(), updated.values.begin() + static_cast<std::ptrdiff_t>(settled),
                           old.values.begin()))
        << after;
  }
  const auto old = codes(first_.provenance.path), updated = codes(job_.provenance.path);
  EXPECT_TRUE(std::equal(updated.begin(), updated.begin() + static_cast<std::ptrdiff_t>(settled), old.begin()));
}

TEST_F(UpdateTest, fills_recent_dates_as_a_whole_fill_does_and_calls_them_provisional) {
  const UpdateSummary summary = update(job_, {.threads = 2});
  FillJob whole = first_;
  whole.cube = job_.cube;
  whole.overwrite = true;
  whole.output = folder_ / "whole.tif";
  fill(whole, {.threads = 2});
  const std::size_t settled = static_cast<std::size_t>(summary.settled_dates) * cube_.ndvi.pixels();
  const Variable updated = ndvi(job_.output.path), expected = ndvi(whole.output.path);
  const auto found = codes(job_.provenance.path);
  for (std::size_t i = settled; i < updated.values.size(); ++i) {
    if (is_missing(expected.values[i])) continue;
    EXPECT_EQ(updated.values[i], expected.values[i]);
    EXPECT_EQ(is_provisional(static_cast<Provenance>(found[i])), is_missing(cube_.ndvi.values[i]));
  }
  EXPECT_EQ(item(job_.output.path, "PROVISIONAL_FROM"), to_string(summary.provisional_from));
  EXPECT_EQ(item(job_.output.path, "FILLED_BY"), "linear");
}

TEST_F(UpdateTest, says_how_far_revised_values_moved) {
  const UpdateSummary summary = update(job_, {.threads = 2});
  const Variable old = ndvi(first_.output.path), updated = ndvi(job_.output.path);
  const Variable lower = ndvi(first_.lower.path), upper = ndvi(first_.upper.path);
  long long values = 0, within = 0;
  double sum = 0;
  for (std::size_t i = static_cast<std::size_t>(summary.settled_dates) * cube_.ndvi.pixels(); i < old.values.size();
       ++i) {
    if (is_observed(cube_.ndvi.values[i]) || is_missing(old.values[i])) continue;
    ++values;
    sum += std::abs(static_cast<double>(updated.values[i]) - static_cast<double>(old.values[i]));
    within += updated.values[i] >= lower.values[i] && updated.values[i] <= upper.values[i];
  }
  ASSERT_GT(values, 0);
  EXPECT_EQ(summary.revisions.values, values);
  EXPECT_EQ(summary.revisions.within_bounds, within);
  EXPECT_NEAR(summary.revisions.mean, sum / static_cast<double>(values), 5e-4);
  EXPECT_GE(summary.revisions.most_of_95_percent, summary.revisions.mean);
  EXPECT_NE(item(job_.output.path, "REVISIONS").find("within previous bounds"), std::string::npos);
}

TEST_F(UpdateTest, of_an_update_repeats_the_method_and_settles_what_was_provisional) {
  first_.method = "whittaker";
  first_.parameters.whittaker_lambda = 3;
  first_.overwrite = true;
  first_.cube = cube_of(kDates - 8);
  fill(first_, {.threads = 2});
  job_.cube = cube_of(kDates - 7);
  const UpdateSummary once = update(job_, {.threads = 2});
  UpdateJob again;
  again.filled = job_.output.path;
  again.cube = cube_of(kDates);
  again.previous_provenance = job_.provenance.path;
  again.output = folder_ / "again.tif";
  again.provenance = folder_ / "again-provenance.tif";
  const UpdateSummary twice = update(again, {.threads = 2});
  EXPECT_EQ(twice.filled_by, "whittaker");
  EXPECT_NE(item(again.output.path, "UNDERCAST_OPTIONS").find("\"whittaker-lambda\":3"), std::string::npos);
  ASSERT_GT(twice.settled_dates, once.settled_dates);
  const auto before = codes(job_.provenance.path), after = codes(again.provenance.path);
  bool was_provisional = false;
  for (std::size_t i = 0; i < static_cast<std::size_t>(twice.settled_dates) * cube_.ndvi.pixels(); ++i) {
    was_provisional |= is_provisional(static_cast<Provenance>(before[i]));
    EXPECT_FALSE(is_provisional(static_cast<Provenance>(after[i])));
  }
  EXPECT_TRUE(was_provisional);
}

TEST_F(UpdateTest, refuses_a_cube_whose_past_has_changed_and_names_the_date) {
  for (float& value : cube_.ndvi.values)
    if (is_observed(value)) {
      value += 0.1F;  // the first observed value of the scene
      break;
    }
  job_.cube = cube_of(kDates, "changed.tif");
  EXPECT_TRUE(refuses(ErrorKind::bad_input, {"the past of", "changed.tif", "2018-01-", "--settle"}));
}

TEST_F(UpdateTest, notices_an_observation_that_has_vanished_if_it_has_the_provenance) {
  *std::find_if(cube_.ndvi.values.begin(), cube_.ndvi.values.end(), is_observed) = kMissing;
  job_.cube = cube_of(kDates, "vanished.tif");
  EXPECT_TRUE(refuses(ErrorKind::bad_input, {"the past of", "vanished.tif"}));
}

TEST_F(UpdateTest, refuses_the_fill_of_another_cube) {
  std::vector<Period> periods(cube_.ndvi.time.begin(), cube_.ndvi.time.end());
  for (Period& period : periods) period.start += Days(1);
  cube_.ndvi.time = TimeAxis(periods);
  job_.cube = cube_of(kDates, "shifted.tif");
  EXPECT_TRUE(refuses(ErrorKind::bad_input, {"is no fill of", "shifted.tif", "2018-01-02"}));
  cube_.grid.affine[0] += 1000;
  job_.cube = cube_of(kDates, "elsewhere.tif");
  EXPECT_TRUE(refuses(ErrorKind::bad_input, {"elsewhere.tif", "another grid"}));
}

TEST_F(UpdateTest, refuses_files_in_the_wrong_order_and_a_cube_without_new_dates) {
  job_.cube = cube_of(kDates - 1);
  job_.settle_days = 0;
  EXPECT_TRUE(refuses(ErrorKind::bad_input, {"no date after", "--settle"}));
  job_.cube = cube_of(kDates - 2);
  EXPECT_TRUE(refuses(ErrorKind::bad_input, {"1 dates more", "filled cube first"}));
  job_ = {};
  job_.output = folder_ / "updated.tif";
  job_.filled = cube_of(kDates - 1);
  job_.cube = cube_of(kDates);
  EXPECT_TRUE(refuses(ErrorKind::bad_input, {"does not say that it was filled"}));
}

TEST_F(UpdateTest, repeats_the_longest_gap_and_the_screening_of_the_fill) {
  first_.max_gap_days = 30;
  first_.screen = "drop";
  first_.overwrite = true;
  fill(first_, {.threads = 2});
  update(job_, {.threads = 2});
  FillJob whole = first_;
  whole.cube = job_.cube;
  whole.output = folder_ / "whole.tif";
  fill(whole, {.threads = 2});
  const Variable updated = ndvi(job_.output.path), expected = ndvi(whole.output.path);
  long long missing = 0;
  for (std::size_t i = 0; i < updated.values.size(); ++i) {
    missing += is_missing(updated.values[i]);
    EXPECT_EQ(is_missing(updated.values[i]), is_missing(expected.values[i]));
  }
  EXPECT_GT(missing, 0);
  EXPECT_NE(item(job_.output.path, "UNDERCAST_OPTIONS").find("\"max-gap\":30"), std::string::npos);
}

TEST_F(UpdateTest, refuses_a_filled_cube_as_the_cube_with_gaps) {
  job_.cube = job_.filled;
  job_.settle_days = 30;
  EXPECT_TRUE(refuses(ErrorKind::bad_input, {"was filled already", "second place"}));
}

TEST_F(UpdateTest, refuses_to_round_settled_values) {
  job_.writing.output_type = "int16";
  EXPECT_TRUE(refuses(ErrorKind::bad_input, {"--output-type int16 would round"}));
}

TEST_F(UpdateTest, with_the_built_in_model_fills_a_pixel_that_was_observed_long_ago) {
  constexpr int kLast = 2, kPixel = 37;  // its last observation lies far before the model's context
  cube_.vh = cube_.vv = {};              // without radar nothing else is known of the pixel
  for (int step = 0; step < kDates; ++step) cube_.ndvi.image(step)[kPixel] = step == kLast ? 0.5F : kMissing;
  first_.cube = cube_of(kDates - 1, "long-ago-before.tif");
  first_.method.clear();
  first_.model = "built-in";
  first_.overwrite = true;
  fill(first_, {.threads = 2});
  job_.cube = cube_of(kDates, "long-ago.tif");
  const UpdateSummary summary = update(job_, {.threads = 2});
  EXPECT_EQ(summary.filled_by, "space-time");
  const Variable updated = ndvi(job_.output.path);
  const auto found = codes(job_.provenance.path);
  for (int step = summary.settled_dates; step < kDates; ++step) {
    EXPECT_FALSE(is_missing(updated.image(step)[kPixel]));
    EXPECT_EQ(static_cast<Provenance>(found[static_cast<std::size_t>(step) * updated.pixels() + kPixel]),
              Provenance::provisional_low_trust);
  }
}

TEST_F(UpdateTest, check_refuses_without_opening_a_file) {
  const auto refused = [](const UpdateJob& job, const std::vector<std::string>& parts) {
    return throws_error([&] { check(job); }, ErrorKind::usage, parts);
  };
  UpdateJob job = job_;
  job.cube = folder_ / "no-such-cube.tif";  // it would be missed if it were opened
  EXPECT_NO_THROW(check(job));
  job.previous_upper = {};
  EXPECT_TRUE(refused(job, {"--previous-lower and --previous-upper"}));
  job = job_;
  job.previous_lower = job.previous_upper = {};
  EXPECT_TRUE(refused(job, {"--lower and --upper", "--previous-lower"}));
  job = job_;
  job.previous_provenance = {};
  EXPECT_TRUE(refused(job, {"--provenance", "--previous-provenance"}));
  job = job_;
  job.method = "linear";
  job.model = "model.uc";
  EXPECT_TRUE(refused(job, {"--model and --method exclude each other"}));
}

}  // namespace
}  // namespace undercast
