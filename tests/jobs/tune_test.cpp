// SPDX-License-Identifier: Apache-2.0
#include "jobs/tune.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/expect_error.h"
#include "core/temporary_folder.h"

namespace undercast {
namespace {

TEST(TuneJob, check_refuses_without_opening_a_file) {
  const TemporaryFolder folder;
  const auto refused = [](const TuneJob& job, const std::vector<std::string>& parts) {
    return throws_error([&] { check(job); }, ErrorKind::usage, parts);
  };
  TuneJob job;
  job.cubes = {"no-such-cube.tif"};
  job.output = folder / "tuned.json";
  EXPECT_NO_THROW(check(job));
  job.search.rungs = 0;
  EXPECT_TRUE(refused(job, {"--rungs is 0"}));
  job.search.rungs = 2;
  std::ofstream(job.output.path + ".trials") << "{}";
  EXPECT_TRUE(refused(job, {"the trials of an interrupted search", "--resume"}));
  job.resume = true;
  EXPECT_NO_THROW(check(job));
}

}  // namespace
}  // namespace undercast
