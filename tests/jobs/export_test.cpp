// SPDX-License-Identifier: Apache-2.0
#include "jobs/export.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"

namespace undercast {
namespace {

TEST(ExportJob, check_refuses_without_opening_a_file) {
  ExportJob job;
  job.filled = "no-such-cube.tif";
  job.output = "exported/";
  EXPECT_NO_THROW(check(job));
  job.lower = "lower.tif";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--upper"}));
  job.upper = "upper.tif";
  job.format = "hdf4";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--format is 'hdf4'"}));
  job.format = "zarr";
  job.output = "no-such-folder/store.zarr";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::io, {"no-such-folder"}));
}

}  // namespace
}  // namespace undercast
