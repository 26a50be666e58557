// SPDX-License-Identifier: Apache-2.0
// An update at the command line: a fill of a year's beginning goes in, with the cube that has got
// further dates.
#include <gtest/gtest.h>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "io/cube_file.h"

namespace undercast {
namespace {

class UpdateCommand : public testing::Test {
 protected:
  std::string file(const std::string& name) const { return folder_ / name; }

  // The first dates of one scene: a scene of fewer steps is the same.
  void make_cube(const std::string& name, const std::string& steps) {
    ASSERT_EQ(run({"simulate", "-o", file(name), "--size", "16", "--steps", steps, "--seed", "4"}).exit_code, 0);
  }
  void SetUp() override {
    make_cube("before.tif", "20");
    make_cube("cube.tif", "21");
    ASSERT_EQ(run({"fill", file("before.tif"), "-o", file("filled.tif"), "--method", "linear", "--lower",
                   file("lower.tif"), "--upper", file("upper.tif"), "--provenance", file("from.tif")})
                  .exit_code,
              0);
  }
  Outcome update(const std::vector<std::string>& more) const {
    std::vector<std::string> line{"update", file("filled.tif"), file("cube.tif"), "-o", file("updated.tif")};
    line.insert(line.end(), more.begin(), more.end());
    return run(line);
  }

  TemporaryFolder folder_;
};

TEST_F(UpdateCommand, says_what_is_settled_what_is_new_and_how_far_values_moved) {
  const Outcome outcome = update({"--previous-lower", file("lower.tif"), "--previous-upper", file("upper.tif"),
                                  "--previous-provenance", file("from.tif"), "--lower", file("low.tif"), "--upper",
                                  file("high.tif"), "--provenance", file("now.tif")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("13 dates are settled; 8 dates from 2018-04-15 on were filled by linear and are "
                             "provisional; 1 of them are new"),
            std::string::npos)
      << outcome.out;
  EXPECT_NE(outcome.out.find("lie within their previous bounds"), std::string::npos) << outcome.out;
  const CubeFile cube(file("cube.tif")), updated(file("updated.tif"));
  EXPECT_EQ(updated.layout().ndvi, cube.layout().ndvi);
  EXPECT_EQ(CubeFile(file("low.tif")).metadata().at("BOUND").substr(0, 5), "lower");
}

TEST_F(UpdateCommand, refuses_files_in_the_wrong_order_and_outputs_that_exist) {
  EXPECT_TRUE(refused(run({"update", file("cube.tif"), file("filled.tif"), "-o", file("updated.tif")}), 1,
                      {"filled.tif was filled already", "second place"}));
  EXPECT_TRUE(refused(update({"--lower", file("low.tif")}), 2, {"--previous-lower"}));
  ASSERT_EQ(update({}).exit_code, 0);
  EXPECT_TRUE(refused(update({}), 2, {"updated.tif", "--overwrite"}));
}

}  // namespace
}  // namespace undercast
