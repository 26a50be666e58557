// SPDX-License-Identifier: Apache-2.0
// What the program says of a cube whose radar ends early and one of whose dates departs.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "io/crs.h"
#include "io/cube_file.h"
#include "small_cube.h"

namespace undercast {
namespace {

class DoubtsProgram : public testing::Test {
 protected:
  TemporaryFolder folder_;
  const std::string cube_ = folder_ / "cube.tif";

  void write(int radar_steps, int dark_step) {
    Cube cube = small_cube(16, 16, 30, radar_steps, 0.3, 1);
    cube.grid.crs_wkt = crs_to_wkt("EPSG:32631");
    for (std::size_t i = 0; dark_step >= 0 && i < cube.ndvi.pixels(); ++i) cube.ndvi.image(dark_step)[i] -= 0.4F;
    CubeWriter writer(cube_, cube.layout(), {}, true);
    writer.write(cube.grid.whole(), cube);
    writer.finish();
  }
  static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
};

TEST_F(DoubtsProgram, info_names_departing_dates_and_gaps_of_radar_on_stderr_and_in_json) {
  write(20, 15);
  const Outcome outcome = run({"info", cube_, "--json"});
  EXPECT_TRUE(has(outcome.err, "NDVI of 2018-05-01 departs")) << outcome.err;
  EXPECT_TRUE(has(outcome.err, "no radar from 2018-06-10 to 2018-08-28")) << outcome.err;
  EXPECT_EQ(nlohmann::json::parse(outcome.out).at("warnings").size(), 2);
  write(30, -1);
  const Outcome clean = run({"info", cube_, "--json"});
  EXPECT_EQ(clean.err, "");
  EXPECT_TRUE(nlohmann::json::parse(clean.out).at("warnings").empty());
}

TEST_F(DoubtsProgram, fill_warns_of_gaps_of_radar_and_the_filled_cube_says_them_where_the_method_uses_radar) {
  write(20, -1);
  const auto fill = [&](const char* method) {
    return run({"fill", cube_, "-o", folder_ / (std::string(method) + ".tif"), "--method", method});
  };
  EXPECT_TRUE(has(fill("gaussian-process").err, "has no radar from 2018-06-10 to 2018-08-28"));
  EXPECT_EQ(CubeFile(folder_ / "gaussian-process.tif").metadata().at("RADAR_GAPS"), "2018-06-10 to 2018-08-28");
  EXPECT_FALSE(has(fill("linear").err, "radar"));
  EXPECT_FALSE(CubeFile(folder_ / "linear.tif").metadata().contains("RADAR_GAPS"));
}

}  // namespace
}  // namespace undercast
