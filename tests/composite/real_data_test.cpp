// SPDX-License-Identifier: Apache-2.0
// A year of a Belgian farm: every value agrees with an independent computation
// (tests/tools/reference_composite.py).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "composite/composite.h"
#include "core/temporary_folder.h"

namespace undercast {
namespace {

struct Case {
  const char* name;
  const char* statistic;
  const char* resampling;
  double dilation_m;
};

class RealData : public testing::TestWithParam<Case> {};

// Missing values are the same; others within 1e-6 NDVI and 1e-5 dB (the script's defaults):
// rounding of float32.
TEST_P(RealData, agrees_with_the_independent_computation_on_every_value) {
  const std::string data = std::string(UNDERCAST_SHARED_DATA) + "/belgium_2017_2018_raw";
  if (!std::filesystem::exists(data)) GTEST_SKIP() << data << " is absent";
  const std::string python = "/usr/bin/python3";
  if (std::system((python + " -c 'import numpy; from osgeo import gdal' 2>/dev/null").c_str()) != 0)
    GTEST_SKIP() << python << " lacks numpy or GDAL (apt install python3-numpy python3-gdal)";
  const TemporaryFolder folder;
  CompositeOptions options;
  options.sentinel2 = data + "/sentinel-2";
  options.sentinel1 = data + "/sentinel-1";
  options.start = "2017-11-01";
  options.end = "2018-10-31";
  options.ndvi = GetParam().statistic;
  options.radar_resampling = GetParam().resampling;
  options.cloud_dilation_m = GetParam().dilation_m;
  options.radar_orbits = "together";
  const CompositeSummary summary = composite(options, {folder / "belgium.tif", {}, {}, false}, {.threads = 2});
  EXPECT_EQ(summary.periods, 46);
  const std::string command = python + " " UNDERCAST_SOURCE_DIR "/tests/tools/reference_composite.py " +
                              (folder / "belgium.tif") + " --sentinel2 " + options.sentinel2 + " --sentinel1 " +
                              options.sentinel1 + " --vv --start 2017-11-01 --end 2018-10-31 --ndvi " + options.ndvi +
                              " --radar-resampling " + options.radar_resampling + " --cloud-dilation " +
                              std::to_string(options.cloud_dilation_m);
  EXPECT_EQ(std::system(command.c_str()), 0);
}

INSTANTIATE_TEST_SUITE_P(Belgium, RealData,
                         testing::Values(Case{"defaults", "median", "bilinear", 20},
                                         Case{"max_without_dilation", "max", "bilinear", 0},
                                         Case{"medoid_nearest_wide_dilation", "medoid", "nearest", 75}),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace undercast
