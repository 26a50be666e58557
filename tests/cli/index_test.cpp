// SPDX-License-Identifier: Apache-2.0
// Indices and masks at the command line: what is wrong is one clear error before any work.
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/run_program.h"
#include "core/temporary_folder.h"

namespace undercast {
namespace {

class IndexOptions : public testing::Test {
 protected:
  Arguments composite(const Arguments& more) const {
    Arguments line{"composite",  "--sentinel2", folder_ / "absent",  "--start", "2018-01-01", "--end",
                   "2018-12-31", "-o",          folder_ / "cube.tif"};
    line.insert(line.end(), more.begin(), more.end());
    return line;
  }

  TemporaryFolder folder_;
};

TEST_F(IndexOptions, formulas_that_cannot_be_computed_are_refused_before_a_file_is_opened) {
  EXPECT_TRUE(refused(run(composite({"--index", "NDVI,GNDVI"})), 2, {"no index of this name", "NDVI, EVI2, NDRE"}));
  EXPECT_TRUE(refused(run(composite({"--index", "GNDVI=(B8-B3)/(B8+B3)"})), 2, {"B3 is no band", "B01, B02"}));
  EXPECT_TRUE(refused(run(composite({"--index", "X=B08/(B04-B04)"})), 2, {"divides by zero everywhere"}));
  EXPECT_TRUE(refused(run(composite({"--index", "SR=B08/B04"})), 2, {"no bounds", "SR=B08/B04 in 0..30"}));
  EXPECT_TRUE(refused(run(composite({"--index", "SR=B08/B04 in 0..30"})), 1, {"absent does not exist"}));
}

TEST_F(IndexOptions, masks_without_a_rule_are_refused_before_a_file_is_opened) {
  EXPECT_TRUE(refused(run(composite({"--mask", folder_ / "masks"})), 2, {"not said once", "--mask-keep"}));
  EXPECT_TRUE(refused(run(composite({"--mask-keep", "0"})), 2, {"and no mask", "--mask FOLDER"}));
  EXPECT_TRUE(refused(run(composite({"--mask", "m", "--mask-min", "0.6", "--mask-keep", "0"})), 2, {"not said once"}));
}

TEST_F(IndexOptions, a_variable_is_one_index_that_the_cube_holds) {
  const std::string cube = folder_ / "scene.tif";
  ASSERT_EQ(run({"simulate", "-o", cube, "--size", "8", "--steps", "12"}).exit_code, 0);
  EXPECT_TRUE(refused(run({"info", cube, "--variable", "EVI2"}), 1, {"has no EVI2 band", "NDVI"}));
  EXPECT_TRUE(refused(run({"evaluate", cube, "--variable", "NDVI,EVI2"}), 2, {"is not the name of one index"}));
  EXPECT_TRUE(refused(run({"info", cube, "--variable-range", "1"}), 2, {"--variable-range"}));
  EXPECT_EQ(run({"info", cube, "--variable", "ndvi"}).exit_code, 0);
}

}  // namespace
}  // namespace undercast
