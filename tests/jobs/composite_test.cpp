// SPDX-License-Identifier: Apache-2.0
#include "jobs/composite.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "composite/small_inputs.h"
#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/cube_file.h"

namespace undercast {
namespace {

TEST(CompositeJob, check_refuses_without_opening_a_file) {
  CompositeJob job;
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--output is required"}));
  job.output = "cube.tif";
  job.options.sentinel2 = "no-such-folder";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--start is required"}));
  job.options.start = "2018-05-01";
  job.options.end = "2018-04-01";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"before the start"}));
  job.options.end = "2018-06-01";
  EXPECT_NO_THROW(check(job));
  job.options.period_days = 0;
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--period is 0"}));
}

TEST(CompositeJob, check_refuses_what_cannot_be_appended) {
  CompositeJob job;
  job.append = "cube.tif";
  job.options.start = "2018-05-01";
  job.options.end = "2018-06-01";
  EXPECT_NO_THROW(check(job)) << "without --output the cube is replaced";
  job.counts = "counts.tif";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--counts is not for --append"}));
  job.counts = {};
  job.options.screen = "flag";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--screen is not for --append"}));
  job.options.screen = "off";
  job.options.radar_orbits = "apart";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--radar-orbits apart is not for --append"}));
}

TEST(CompositeJob, append_names_every_option_that_differs_and_leaves_the_cube_alone) {
  const TemporaryFolder folder;
  CompositeJob job;
  job.options.sentinel2 = folder / "s2";
  write_optical(folder / "s2/2018-05-01", small_grid(8, 8), 1000, 3000, 4);
  job.options.start = "2018-05-01";
  job.options.end = "2018-05-08";
  job.output = folder / "cube.tif";
  EXPECT_EQ(composite(job, {.threads = 1}).periods, 1);
  const auto written = std::filesystem::last_write_time(folder / "cube.tif");
  job.output = {};
  job.append = folder / "cube.tif";
  job.options.period_days = 10;
  job.options.scl_keep = {4, 5};
  EXPECT_TRUE(throws_error([&] { composite(job, {.threads = 1}); }, ErrorKind::bad_input,
                           {"--period 8 (here 10)", "--scl-keep 4,5,6 (here 4,5)"}));
  job.options.period_days = 8;
  job.options.scl_keep = {4, 5, 6};
  job.options.end = "2018-05-04";
  EXPECT_TRUE(throws_error([&] { composite(job, {.threads = 1}); }, ErrorKind::bad_input, {"ends on 2018-05-08"}));
  EXPECT_EQ(std::filesystem::last_write_time(folder / "cube.tif"), written);
  job.options.end = "2018-05-16";
  const CompositeSummary summary = composite(job, {.threads = 1});
  EXPECT_EQ(summary.copied, 1);
  EXPECT_EQ(summary.added, 1);
  EXPECT_EQ(CubeFile(folder / "cube.tif").layout().ndvi.size(), 2) << "the cube was replaced";
}

}  // namespace
}  // namespace undercast
