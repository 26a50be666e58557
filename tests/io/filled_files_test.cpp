// SPDX-License-Identifier: Apache-2.0
#include "io/filled_files.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/crs.h"
#include "small_cube.h"

namespace undercast {
namespace {

class FilledFilesTest : public testing::Test {
 protected:
  std::string write(const std::string& name, int rows, const std::map<std::string, std::string>& metadata = {}) const {
    Cube cube = small_cube(rows, 4, 3, 0, 0, 1);
    cube.grid.crs_wkt = crs_to_wkt("EPSG:32631");
    CubeWriter writer(folder_ / name, cube.layout(), metadata, false);
    writer.write(cube.grid.whole(), cube);
    writer.finish();
    return folder_ / name;
  }

  TemporaryFolder folder_;
};

TEST_F(FilledFilesTest, opens_what_is_named_and_nothing_else) {
  const FilledFiles alone({.filled = write("filled.tif", 5)}, {});
  EXPECT_EQ(alone.filled->layout().grid.rows, 5);
  EXPECT_FALSE(alone.cube || alone.lower || alone.upper || alone.provenance);
  const FilledFiles more({.filled = folder_ / "filled.tif",
                          .cube = write("cube.tif", 5),
                          .lower = write("lower.tif", 5, {{"BOUND", "lower bound"}}),
                          .upper = write("upper.tif", 5, {{"BOUND", "upper bound"}})},
                         {});
  EXPECT_TRUE(more.cube && more.lower && more.upper);
}

TEST_F(FilledFilesTest, refuse_one_bound_without_the_other_before_any_file_is_opened) {
  EXPECT_TRUE(throws_error([] { check(FilledPaths{.filled = "none.tif", .upper = "none.tif"}); }, ErrorKind::usage,
                           {"--lower and --upper"}));
  EXPECT_NO_THROW(check(FilledPaths{.filled = "none.tif", .lower = "none.tif", .upper = "none.tif"}));
}

TEST_F(FilledFilesTest, refuse_bounds_that_are_exchanged) {
  const std::string lower = write("lower.tif", 5, {{"BOUND", "lower bound"}});
  const std::string upper = write("upper.tif", 5, {{"BOUND", "upper bound"}});
  EXPECT_TRUE(throws_error([&] { FilledFiles({.filled = lower, .lower = upper, .upper = lower}, {}); },
                           ErrorKind::bad_input, {upper, "upper bound", "exchanged"}));
}

TEST_F(FilledFilesTest, refuse_a_file_of_another_grid_by_its_role) {
  const std::string filled = write("filled.tif", 5), other = write("other.tif", 6);
  EXPECT_TRUE(throws_error([&] { FilledFiles({.filled = filled, .cube = other}, {}); }, ErrorKind::bad_input,
                           {other, "cube before filling", "another grid", filled}));
}

}  // namespace
}  // namespace undercast
