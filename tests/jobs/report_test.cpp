// SPDX-License-Identifier: Apache-2.0
#include "jobs/report.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"

namespace undercast {
namespace {

TEST(ReportJob, check_refuses_without_opening_a_file) {
  ReportJob job;
  job.cube = "no-such-cube.tif";
  job.filled = "no-such-filled.tif";
  job.output = "report.html";
  EXPECT_NO_THROW(check(job));
  job.upper = "upper.tif";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--lower"}));
  job.lower = "report.html";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--output", "a file that is read"}));
  job.lower = "lower.tif";
  job.fields.buffer_m = -10;
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--buffer", "--fields is not given"}));
}

}  // namespace
}  // namespace undercast
