// SPDX-License-Identifier: Apache-2.0
#include "jobs/composite.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"

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

}  // namespace
}  // namespace undercast
