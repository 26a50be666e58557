// SPDX-License-Identifier: Apache-2.0
#include "jobs/phenology.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"

namespace undercast {
namespace {

TEST(PhenologyJob, check_refuses_without_opening_a_file) {
  PhenologyJob job;
  job.filled = "no-such-cube.tif";
  job.output = "seasons.tif";
  EXPECT_NO_THROW(check(job));
  job.lower = "lower.tif";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--upper"}));
  job.upper = "upper.tif";
  job.measures.method = "guess";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--method is 'guess'"}));
  job.measures.method = "threshold";
  job.quicklook = "seasons.jpg";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--quicklook", ".png"}));
}

}  // namespace
}  // namespace undercast
