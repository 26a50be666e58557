// SPDX-License-Identifier: Apache-2.0
#include "io/raster_options.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/cube_file.h"
#include "io/raster_file.h"

namespace undercast {
namespace {

testing::AssertionResult refuses(const RasterOptions& options, const std::vector<std::string>& parts) {
  return throws_error([&] { check(options, PixelType::float32); }, ErrorKind::usage, parts);
}

std::string write(const std::string& path, const Cube& cube, const CubeWriteOptions& options) {
  CubeWriter writer(path, cube.layout(), {}, false, options);
  writer.write(cube.grid.whole(), cube);
  writer.finish();
  return path;
}

CubeWriteOptions as_int16() {
  CubeWriteOptions options;
  options.output_type = "int16";
  return options;
}

TEST(RasterOptions, refuse_what_gdal_does_not_have_or_cannot_do) {
  EXPECT_TRUE(refuses({"COG", {"COMPRES=LZW"}}, {"--co COMPRES=LZW", "has no option COMPRES", "COMPRESS"}));
  EXPECT_TRUE(refuses({"COG", {"COMPRESS"}}, {"'COMPRESS'", "KEY=VALUE"}));
  EXPECT_TRUE(refuses({"COG", {"BLOCKXSIZE=wide"}}, {"BLOCKXSIZE=wide"}));
  EXPECT_TRUE(refuses({"COG", {"BLOCKXSIZE=100"}}, {"BLOCKXSIZE=100", "16"}));
  EXPECT_TRUE(refuses({"netCDF", {}}, {"'netCDF'", "COG or GTiff", "undercast export"}));
}

TEST(RasterOptions, refuse_what_would_change_values_grid_or_layout) {
  EXPECT_TRUE(refuses({"COG", {"NBITS=16"}}, {"NBITS would change the values"}));
  EXPECT_TRUE(refuses({"COG", {"PROFILE=BASELINE"}}, {"PROFILE"}));
  EXPECT_TRUE(refuses({"COG", {"COMPRESS=JPEG"}}, {"COMPRESS=JPEG", "DEFLATE"}));
  EXPECT_TRUE(refuses({"COG", {"TILED=NO"}}, {"TILED", "--of GTiff"}));
  EXPECT_NO_THROW(check({"GTiff", {"TILED=NO"}}, PixelType::float32));
}

TEST(RasterOptions, decide_how_the_file_is_made) {
  const TemporaryFolder folder;
  const Cube cube = random_cube(300, 200);
  CubeWriteOptions options;
  options.creation = {"compress=DEFLATE", "BLOCKXSIZE=64", "BLOCKYSIZE=128", "INTERLEAVE=PIXEL"};
  const DatasetPtr cog = open_raster(write(folder / "cog.tif", cube, options));
  EXPECT_STREQ(cog->GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE"), "DEFLATE");
  EXPECT_STREQ(cog->GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE"), "PIXEL");
  int width = 0, height = 0;
  cog->GetRasterBand(1)->GetBlockSize(&width, &height);
  EXPECT_EQ(width, 64);
  EXPECT_EQ(height, 128);
  EXPECT_EQ(cog->GetRasterBand(1)->GetOverviewCount(), 1);
  EXPECT_TRUE(same_values(CubeFile(folder / "cog.tif").read(cube.grid.whole()).ndvi, cube.ndvi));
  options.format = "GTiff";
  EXPECT_EQ(open_raster(write(folder / "plain.tif", cube, options))->GetRasterBand(1)->GetOverviewCount(), 0);
}

TEST(RasterOptions, write_integers_whose_scale_is_declared) {
  const TemporaryFolder folder;
  Cube cube = random_cube(40, 50);
  cube.ndvi.values[0] = 1;
  cube.ndvi.values[1] = 9;  // more than 16 bits hold
  const std::string path = write(folder / "cube.tif", cube, as_int16());
  const DatasetPtr file = open_raster(path);
  GDALRasterBand& band = *file->GetRasterBand(1);
  EXPECT_EQ(band.GetRasterDataType(), GDT_Int16);
  EXPECT_EQ(band.GetScale(), 0.0001);
  EXPECT_EQ(band.GetOffset(), 0);
  EXPECT_EQ(band.GetNoDataValue(), -32768);
  std::int16_t stored[2] = {0, 0};
  check_gdal(band.RasterIO(GF_Read, 0, 0, 2, 1, stored, 2, 1, GDT_Int16, 0, 0), "reading", path);
  EXPECT_EQ(stored[0], 10000);
  EXPECT_EQ(stored[1], 32767);
}

TEST(RasterOptions, keep_values_to_half_a_step_of_the_integers) {
  const TemporaryFolder folder;
  const Cube cube = random_cube(40, 50);
  const Cube found = CubeFile(write(folder / "cube.tif", cube, as_int16())).read(cube.grid.whole());
  const auto differ = [](const Variable& a, const Variable& b, double most) {
    int count = 0;
    for (std::size_t i = 0; i < a.values.size(); ++i)
      count += is_missing(a.values[i]) != is_missing(b.values[i]) || std::abs(a.values[i] - b.values[i]) > most;
    return count;
  };
  EXPECT_EQ(differ(cube.ndvi, found.ndvi, 5.01e-5), 0);
  EXPECT_EQ(differ(cube.vh, found.vh, 5.01e-3), 0);
  EXPECT_GT(differ(cube.ndvi, found.ndvi, 1e-6), 0);
}

TEST(RasterOptions, average_integers_in_overviews_without_the_missing_ones) {
  const TemporaryFolder folder;
  Cube cube = random_cube(300, 300, 1, 0);
  for (std::size_t i = 0; i < cube.ndvi.values.size(); ++i) cube.ndvi.values[i] = i % 2 == 0 ? 0.5F : kMissing;
  const DatasetPtr file = open_raster(write(folder / "cube.tif", cube, as_int16()));
  GDALRasterBand* overview = file->GetRasterBand(1)->GetOverview(0);
  ASSERT_NE(overview, nullptr);
  EXPECT_EQ(overview->GetNoDataValue(), -32768);
  std::int16_t stored = 0;
  check_gdal(overview->RasterIO(GF_Read, 9, 9, 1, 1, &stored, 1, 1, GDT_Int16, 0, 0), "reading", "overview");
  EXPECT_EQ(stored, 5000);
}

}  // namespace
}  // namespace undercast
