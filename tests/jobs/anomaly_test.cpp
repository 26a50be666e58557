// SPDX-License-Identifier: Apache-2.0
#include "jobs/anomaly.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"

namespace undercast {
namespace {

TEST(AnomalyJob, check_refuses_without_opening_a_file) {
  AnomalyJob job;
  job.filled = {"no-such-cube.tif", "nor-this.tif"};
  job.output = "z.tif";
  EXPECT_NO_THROW(check(job));
  job.lower = {"lower.tif"};
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--lower names 1 file, expected 2"}));
  job.lower = {"lower.tif", "lower2.tif"};
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--upper names 0 files, expected 2"}));
  job.upper = {"upper.tif", "upper2.tif"};
  EXPECT_NO_THROW(check(job));
  job.filled[1] = "no-such-cube.tif";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"no-such-cube.tif", "twice"}));
  job.filled[1] = "nor-this.tif";
  job.below = "below.csv";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"below.csv"}));
  job.below = "z.tif";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"z.tif"}));
  job.below = "";
  job.comparison.year = 2019;
  job.comparison.years = {2018, 2019};
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--years names 2019"}));
  job.comparison = {};
  job.fields.outlines = "parcels.gpkg";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--fields and --table belong together"}));
  job.table = "departures.tif";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"departures.tif", ".csv"}));
  job.table = "departures.csv";
  EXPECT_NO_THROW(check(job));
  job.fields = {};
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--fields and --table belong together"}));
}

}  // namespace
}  // namespace undercast
