// SPDX-License-Identifier: Apache-2.0
#include "io/raster_writer.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <cstdlib>

#include "core/expect_error.h"
#include "core/parallel.h"
#include "core/progress.h"
#include "core/random.h"
#include "core/temporary_folder.h"
#include "io/crs.h"

namespace undercast {
namespace {

RasterWriter::Layout layout_of(int rows, int cols, int bands, PixelType type = PixelType::float32) {
  RasterWriter::Layout layout;
  layout.grid.crs_wkt = crs_to_wkt("EPSG:32631");
  layout.grid.affine = {500000, 10, 0, 5600000, 0, -10};
  layout.grid.rows = rows;
  layout.grid.cols = cols;
  for (int i = 0; i < bands; ++i) layout.bands.push_back({"band " + std::to_string(i), {{"UNITS", "m"}}});
  layout.metadata = {{"ONE", "1"}, {"TEXT", "a=b, \"c\" <d>\n\u00e9"}};
  layout.type = type;
  return layout;
}

// Noise does not compress, so its file has a known least size.
std::vector<float> noise(long long count) {
  Random random(1);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = static_cast<float>(random.uniform());
  return values;
}

void write_noise(const std::string& path, int size, int bands) {
  RasterWriter writer(path, layout_of(size, size, bands), false);
  writer.write({0, 0, size, size}, 0, bands, noise(1LL * size * size * bands).data());
  writer.finish();
}

long long block_offset(GDALRasterBand& band) {
  const char* offset = band.GetMetadataItem("BLOCK_OFFSET_0_0", "TIFF");
  return offset == nullptr ? -1 : std::atoll(offset);
}

TEST(RasterWriter, makes_a_cloud_optimized_geotiff_with_overviews) {
  const TemporaryFolder folder;
  write_noise(folder / "out.tif", 700, 2);
  const DatasetPtr file = open_raster(folder / "out.tif");
  EXPECT_STREQ(file->GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE"), "ZSTD");
  GDALRasterBand& band = *file->GetRasterBand(1);
  ASSERT_EQ(band.GetOverviewCount(), 2);
  EXPECT_EQ(band.GetOverview(0)->GetXSize(), 350);
  EXPECT_EQ(band.GetOverview(1)->GetXSize(), 175);
  for (GDALRasterBand* level : {&band, band.GetOverview(0), band.GetOverview(1)}) {
    int width = 0, height = 0;
    level->GetBlockSize(&width, &height);
    EXPECT_EQ(width, 256);
    EXPECT_EQ(height, 256);
  }
  // All headers stand first, then the values from the smallest overview on.
  EXPECT_GT(block_offset(*band.GetOverview(1)), 0);
  EXPECT_GT(block_offset(*band.GetOverview(0)), block_offset(*band.GetOverview(1)));
  EXPECT_GT(block_offset(band), block_offset(*band.GetOverview(0)));
}

TEST(RasterWriter, keeps_bands_apart_so_that_one_date_is_read_alone) {
  const TemporaryFolder folder;
  write_noise(folder / "out.tif", 300, 2);
  const DatasetPtr file = open_raster(folder / "out.tif");
  EXPECT_STREQ(file->GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE"), "BAND");
  for (const int level : {-1, 0}) {
    const auto offset = [&](int number) {
      GDALRasterBand* band = file->GetRasterBand(number);
      return block_offset(level < 0 ? *band : *band->GetOverview(level));
    };
    EXPECT_NE(offset(1), offset(2)) << level;
  }
}

TEST(RasterWriter, keeps_descriptions_metadata_and_grid) {
  const TemporaryFolder folder;
  const auto layout = layout_of(10, 20, 3);
  {
    RasterWriter writer(folder / "out.tif", layout, false);
    writer.finish();
  }
  const DatasetPtr file = open_raster(folder / "out.tif");
  EXPECT_STREQ(file->GetMetadataItem("ONE"), "1");
  EXPECT_STREQ(file->GetMetadataItem("TEXT"), layout.metadata.at("TEXT").c_str());
  EXPECT_STREQ(file->GetRasterBand(3)->GetDescription(), "band 2");
  EXPECT_STREQ(file->GetRasterBand(3)->GetMetadataItem("UNITS"), "m");
  const Grid grid = grid_of(*file, "out.tif");
  EXPECT_EQ(grid.affine, layout.grid.affine);
  EXPECT_TRUE(same_crs(grid.crs_wkt, layout.grid.crs_wkt));
}

TEST(RasterWriter, what_is_never_written_is_missing) {
  const TemporaryFolder folder;
  for (const auto type : {PixelType::float32, PixelType::uint8}) {
    const std::string path = folder / (type == PixelType::float32 ? "float.tif" : "byte.tif");
    RasterWriter writer(path, layout_of(600, 600, 1, type), false);
    const std::vector<float> sevens(100, 7);
    writer.write({0, 0, 10, 10}, 0, 1, sevens.data());
    writer.finish();
    const DatasetPtr file = open_raster(path);
    float values[2] = {0, 0};
    check_gdal(file->GetRasterBand(1)->RasterIO(GF_Read, 9, 9, 2, 1, values, 2, 1, GDT_Float32, 0, 0), "reading", path);
    EXPECT_EQ(values[0], 7);
    EXPECT_TRUE(type == PixelType::float32 ? std::isnan(values[1]) : values[1] == 255);
    check_gdal(file->GetRasterBand(1)->RasterIO(GF_Read, 590, 590, 1, 1, values, 1, 1, GDT_Float32, 0, 0), "reading",
               path);
    EXPECT_TRUE(type == PixelType::float32 ? std::isnan(values[0]) : values[0] == 255);
  }
}

TEST(RasterWriter, several_threads_may_write) {
  const TemporaryFolder folder;
  const std::vector<float> expected = noise(200 * 300);
  RasterWriter writer(folder / "out.tif", layout_of(200, 300, 1), false);
  const auto windows = split({0, 0, 200, 300}, 37);
  parallel_for(static_cast<int>(windows.size()), 4, [&](int item, int) {
    const Window& window = windows[static_cast<std::size_t>(item)];
    std::vector<float> part;
    for (int row = window.row; row < window.row_end(); ++row)
      part.insert(part.end(), expected.begin() + row * 300 + window.col,
                  expected.begin() + row * 300 + window.col_end());
    writer.write(window, 0, 1, part.data());
  });
  writer.finish();
  std::vector<float> found(expected.size());
  const DatasetPtr file = open_raster(folder / "out.tif");
  check_gdal(file->GetRasterBand(1)->RasterIO(GF_Read, 0, 0, 300, 200, found.data(), 300, 200, GDT_Float32, 0, 0),
             "reading", "out.tif");
  EXPECT_EQ(found, expected);
}

TEST(RasterWriter, leaves_one_file_when_finished_and_none_when_not) {
  const TemporaryFolder folder;
  {
    RasterWriter writer(folder / "out.tif", layout_of(100, 100, 2), false);
    writer.write({0, 0, 100, 100}, 0, 2, noise(20000).data());
    EXPECT_FALSE(std::filesystem::exists(folder / "out.tif"));
  }
  EXPECT_EQ(folder.entries(), 0);
  write_noise(folder / "out.tif", 100, 1);
  EXPECT_EQ(folder.entries(), 1);
}

TEST(RasterWriter, refuses_to_overwrite_unasked) {
  const TemporaryFolder folder;
  write_noise(folder / "out.tif", 50, 1);
  EXPECT_TRUE(throws_error([&] { RasterWriter(folder / "out.tif", layout_of(5, 5, 1), false); }, ErrorKind::usage,
                           {folder / "out.tif", "--overwrite"}));
  RasterWriter(folder / "out.tif", layout_of(5, 5, 1), true).finish();
  EXPECT_EQ(open_raster(folder / "out.tif")->GetRasterXSize(), 5);
}

// Limits and stop requests cannot be taken back, so these run in processes of their own.
TEST(RasterWriterDeathTest, a_full_disk_is_one_clear_error_and_leaves_nothing) {
  for (const long long limit : {1000LL, 200000LL, 3000000LL}) {  // fails at once, in the scratch file, in the COG
    const TemporaryFolder folder;
    const auto write = [&] {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit bytes{static_cast<rlim_t>(limit), static_cast<rlim_t>(limit)};
      ::setrlimit(RLIMIT_FSIZE, &bytes);
      const auto said = throws_error([&] { write_noise(folder / "out.tif", 1000, 2); }, ErrorKind::io,
                                     {folder / "out.tif", "check free space"});
      if (!said) std::fputs(said.message(), stderr);
      std::_Exit(said ? 7 : 1);
    };
    EXPECT_EXIT(write(), testing::ExitedWithCode(7), "") << limit;
    EXPECT_EQ(folder.entries(), 0) << limit;
  }
}

TEST(RasterWriterDeathTest, a_requested_stop_ends_the_last_pass_and_leaves_nothing) {
  const TemporaryFolder folder;
  const auto write = [&] {
    const auto said = throws_error(
        [&] {
          RasterWriter writer(folder / "out.tif", layout_of(600, 600, 2), false);
          request_stop();
          writer.finish();
        },
        ErrorKind::interrupted, {});
    std::_Exit(said ? 7 : 1);
  };
  EXPECT_EXIT(write(), testing::ExitedWithCode(7), "");
  EXPECT_EQ(folder.entries(), 0);
}

}  // namespace
}  // namespace undercast
