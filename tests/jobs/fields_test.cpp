// SPDX-License-Identifier: Apache-2.0
#include "jobs/fields.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"

namespace undercast {
namespace {

TEST(FieldsJob, check_refuses_without_opening_a_file) {
  FieldsJob job;
  job.filled = "no-such-cube.tif";
  job.output = "series.csv";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--fields is required"}));
  job.fields.outlines = "no-such-fields.gpkg";
  EXPECT_NO_THROW(check(job));
  job.lower = "lower.tif";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--upper"}));
  job.upper = "upper.tif";
  job.phenology = "seasons.tif";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"seasons.tif", ".csv"}));
  job.phenology = "series.csv";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"are both series.csv"}));
}

}  // namespace
}  // namespace undercast
