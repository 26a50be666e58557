// SPDX-License-Identifier: Apache-2.0
// How the commands write rasters, and what they pass on to GDAL.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "io/cube_file.h"

namespace undercast {
namespace {

class Writing : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(run({"simulate", "-o", cube_, "--size", "300", "--steps", "12"}).exit_code, 0); }
  Arguments fill(const Arguments& more) const {
    Arguments all{"fill", "-o", filled_, "--method", "linear"};
    all.insert(all.end(), more.begin(), more.end());
    all.push_back(cube_);
    return all;
  }

  TemporaryFolder folder_;
  const std::string cube_ = folder_ / "cube.tif", filled_ = folder_ / "filled.tif";
};

// GDAL's own check of the layout, of Debian's python3-gdal.
TEST_F(Writing, makes_files_that_gdal_calls_valid_cloud_optimized_geotiffs) {
  const std::string codes = folder_ / "codes.tif";
  ASSERT_EQ(run(fill({"--output-type", "int16", "--provenance", codes})).exit_code, 0);
  for (const std::string& path : {cube_, filled_, codes}) {
    const Outcome outcome =
        run_command({"/usr/bin/python3", "-m", "osgeo_utils.samples.validate_cloud_optimized_geotiff", path});
    if (outcome.err.find("No module named") != std::string::npos) GTEST_SKIP() << "python3-gdal is missing";
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_EQ(outcome.out.find("warning"), std::string::npos) << outcome.out;
  }
}

TEST_F(Writing, of_integers_keeps_observed_values_to_half_a_step) {
  const std::string lower = folder_ / "lower.tif";
  const Outcome outcome = run(fill({"--output-type", "int16", "--lower", lower}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto size = [](const std::string& path) { return static_cast<double>(std::filesystem::file_size(path)); };
  CubeFile before(cube_), after(filled_);
  const Window whole = before.layout().grid.whole();
  const Variable observed = before.read(whole).ndvi, filled = after.read(whole).ndvi;
  const Variable bound = CubeFile(lower).read(whole).ndvi;
  double worst = 0;
  for (std::size_t i = 0; i < observed.values.size(); ++i) {
    EXPECT_LE(bound.values[i], filled.values[i]);
    if (is_observed(observed.values[i]))
      worst = std::max<double>(worst, std::abs(observed.values[i] - filled.values[i]));
  }
  EXPECT_GT(worst, 1e-5);
  EXPECT_LT(worst, 5.01e-5);
  ASSERT_EQ(run(fill({"--overwrite"})).exit_code, 0);
  EXPECT_LT(size(lower), 0.7 * size(filled_));
}

TEST_F(Writing, takes_creation_options_before_and_after_its_cube) {
  const Outcome outcome = run(fill({"--co", "COMPRESS=DEFLATE", "--co", "BLOCKXSIZE=128", "--of", "GTiff"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const DatasetPtr file = open_raster(filled_);
  EXPECT_STREQ(file->GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE"), "DEFLATE");
  EXPECT_EQ(file->GetRasterBand(1)->GetOverviewCount(), 0);
}

TEST_F(Writing, refuses_options_that_gdal_lacks_before_the_work) {
  EXPECT_TRUE(refused(run(fill({"--co", "COMPRESSION=LZW"})), 2, {"COMPRESSION=LZW", "no option COMPRESSION"}));
  EXPECT_TRUE(refused(run(fill({"--of", "netCDF"})), 2, {"netCDF", "undercast export"}));
  EXPECT_FALSE(std::filesystem::exists(filled_));
}

TEST_F(Writing, passes_configuration_options_on_to_gdal_beside_the_json_file) {
  const std::string config = folder_ / "run=1.json";
  std::ofstream(config) << R"({"fill": {"output-type": "int16"}})";
  EXPECT_TRUE(refused(run(fill({"--config", "GDAL_SKIP=GTiff"})), 1, {"cannot open"}));
  ASSERT_EQ(
      run(fill({"--config", config, "--config", "GDAL_CACHEMAX=32", "--config=GDAL_TIFF_OVR_BLOCKSIZE=128"})).exit_code,
      0);
  EXPECT_EQ(open_raster(filled_)->GetRasterBand(1)->GetRasterDataType(), GDT_Int16);
  EXPECT_TRUE(refused(run(fill({"--config", folder_ / "none.json"})), 1, {"none.json", "No such file"}));
}

}  // namespace
}  // namespace undercast
