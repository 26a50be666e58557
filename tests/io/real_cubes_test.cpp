// SPDX-License-Identifier: Apache-2.0
// Published time series, read as cubes where the machine has them.
#include <gtest/gtest.h>

#include <filesystem>

#include "io/cube_file.h"

namespace undercast {
namespace {

struct RealCube {
  std::string file;
  int rows, cols, ndvi_dates, vh_dates;
  double least_missing, most_missing;  ///< share of NDVI
};

void PrintTo(const RealCube& cube, std::ostream* out) { *out << cube.file; }

class RealCubes : public testing::TestWithParam<RealCube> {};

TEST_P(RealCubes, are_read_as_cubes) {
  const RealCube& expected = GetParam();
  const std::string path = std::string(UNDERCAST_SHARED_DATA "/") + expected.file;
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  CubeFile file(path);
  EXPECT_EQ(file.layout().grid.rows, expected.rows);
  EXPECT_EQ(file.layout().grid.cols, expected.cols);
  EXPECT_EQ(file.layout().ndvi.size(), expected.ndvi_dates);
  EXPECT_EQ(file.layout().vh.size(), expected.vh_dates);
  const Cube cube = file.read(file.layout().grid.whole());
  double missing = 0;
  for (const float value : cube.ndvi.values) missing += std::isnan(value);
  const double share = missing / static_cast<double>(cube.ndvi.values.size());
  EXPECT_GE(share, expected.least_missing);
  EXPECT_LE(share, expected.most_missing);
  for (const float value : cube.vh.values)
    ASSERT_TRUE(std::isnan(value) || (value > -60 && value < 20)) << "dB: " << value;
}

INSTANTIATE_TEST_SUITE_P(SharedData, RealCubes,
                         testing::Values(RealCube{"belgium_2017_2018.tif", 64, 64, 118, 159, 0.2, 0.9},
                                         RealCube{"belgium_monthly_2020_2021.tif", 100, 100, 12, 12, 0.16, 0.18},
                                         RealCube{"slovenia_meadow_s2_2021.tif", 44, 48, 58, 0, 0.1, 0.9},
                                         RealCube{"belgium_field_s2_2022.tif", 46, 67, 36, 0, 0.1, 0.9},
                                         RealCube{"germany_oak_2019.tif", 6, 6, 146, 175, 0.0, 0.9}),
                         [](const auto& parameter) {
                           return parameter.param.file.substr(0, parameter.param.file.find('.'));
                         });

TEST(RealCubes, that_are_monthly_have_months_as_periods) {
  const std::string path = UNDERCAST_SHARED_DATA "/belgium_monthly_2020_2021.tif";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  const CubeFile file(path);
  EXPECT_EQ(file.layout().ndvi[0].length_days, 30);  // November
  EXPECT_EQ(file.layout().ndvi[1].length_days, 31);  // December
}

}  // namespace
}  // namespace undercast
