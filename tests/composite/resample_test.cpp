// SPDX-License-Identifier: Apache-2.0
#include "composite/resample.h"

#include <cpl_string.h>
#include <gdal_utils.h>

#include <cmath>

#include "composite/small_inputs.h"
#include "core/cube.h"
#include "core/random.h"
#include "core/temporary_folder.h"
#include "io/gdal.h"

namespace undercast {
namespace {

const TemporaryFolder& folder() {
  static const TemporaryFolder made;
  return made;
}

SourceImage random_image(const std::string& name, const Grid& grid, double missing_share) {
  Random random(7);
  write_image(folder() / name, grid,
              image_of(grid, [&](int, int) { return random.chance(missing_share) ? kMissing : random.uniform(); }),
              FileType::float32);
  return describe_image(folder() / name);
}

std::vector<float> onto(const Grid& output, const Window& window, SourceImage image, Resampling resampling) {
  place_on(output, image);
  const PixelPlaces places(output, window, image.grid.crs_wkt);
  const Window from = source_window(places, image, resampling);
  if (from.pixels() == 0) return std::vector<float>(static_cast<std::size_t>(window.pixels()), kMissing);
  return resample(places, image, from, read_image(image, from), resampling);
}

// GDAL's own warper on the same grid.
std::vector<float> warped(const Grid& output, const SourceImage& image, const std::string& resampling) {
  const auto& a = output.affine;
  const auto text = [](double number) { return CPLString().Printf("%.17g", number); };
  CPLStringList list;
  for (const std::string& word : {std::string("-of"),
                                  std::string("MEM"),
                                  std::string("-et"),
                                  std::string("0"),
                                  std::string("-r"),
                                  resampling,
                                  std::string("-t_srs"),
                                  output.crs_wkt,
                                  std::string("-te"),
                                  std::string(text(a[0])),
                                  std::string(text(a[3] + output.rows * a[5])),
                                  std::string(text(a[0] + output.cols * a[1])),
                                  std::string(text(a[3])),
                                  std::string("-ts"),
                                  std::to_string(output.cols),
                                  std::to_string(output.rows),
                                  std::string("-dstnodata"),
                                  std::string("nan"),
                                  std::string("-srcnodata"),
                                  std::string("nan")})
    list.AddString(word.c_str());
  GDALWarpAppOptions* options = GDALWarpAppOptionsNew(list.List(), nullptr);
  const DatasetPtr source = open_raster(image.path);
  GDALDatasetH handle = GDALDataset::ToHandle(source.get());
  const DatasetPtr result(GDALDataset::FromHandle(GDALWarp("", nullptr, 1, &handle, options, nullptr)));
  GDALWarpAppOptionsFree(options);
  std::vector<float> values(static_cast<std::size_t>(output.pixels()));
  EXPECT_EQ(result->GetRasterBand(1)->RasterIO(GF_Read, 0, 0, output.cols, output.rows, values.data(), output.cols,
                                               output.rows, GDT_Float32, 0, 0, nullptr),
            CE_None);
  return values;
}

void expect_alike(const std::vector<float>& found, const std::vector<float>& expected, double tolerance,
                  double allowed_missing_difference = 0) {
  ASSERT_EQ(found.size(), expected.size());
  int compared = 0, differing = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    differing += std::isnan(found[i]) != std::isnan(expected[i]) ? 1 : 0;
    if (std::isnan(found[i]) || std::isnan(expected[i])) continue;
    ASSERT_NEAR(found[i], expected[i], tolerance) << "at " << i;
    ++compared;
  }
  EXPECT_GT(compared, 0);
  EXPECT_LE(differing, allowed_missing_difference * static_cast<double>(found.size()));
}

TEST(Resample, on_its_own_grid_an_image_comes_back_unchanged) {
  const Grid grid = small_grid(30, 40);
  const SourceImage image = random_image("own.tif", grid, 0.3);
  const std::vector<float> values = read_image(image, grid.whole());
  for (const Resampling resampling : {Resampling::nearest, Resampling::bilinear})
    expect_alike(onto(grid, grid.whole(), image, resampling), values, 0);
}

TEST(Resample, twenty_metres_to_ten_agree_with_gdal) {
  const Grid grid = small_grid(40, 60);
  const SourceImage image = random_image("twenty.tif", coarser(grid, 2), 0.2);
  expect_alike(onto(grid, grid.whole(), image, Resampling::nearest), warped(grid, image, "near"), 0);
  expect_alike(onto(grid, grid.whole(), image, Resampling::bilinear), warped(grid, image, "bilinear"), 1e-6);
}

TEST(Resample, another_crs_agrees_with_gdal) {
  const Grid source = small_grid(60, 60, 20, 500000, 5600000, "EPSG:32631");
  const Grid output = small_grid(80, 70, 15, 75000, 5617250, "EPSG:32632");
  const SourceImage image = random_image("utm31.tif", source, 0);
  expect_alike(onto(output, output.whole(), image, Resampling::nearest), warped(output, image, "near"), 0);
  expect_alike(onto(output, output.whole(), image, Resampling::bilinear), warped(output, image, "bilinear"), 1e-5,
               0.01);
}

TEST(Resample, coarser_pixels_take_in_all_source_pixels_as_gdal_does) {
  const Grid grid = small_grid(120, 120);
  const SourceImage image = random_image("fine.tif", grid, 0);
  const Grid output = coarser(grid, 4);
  expect_alike(onto(output, output.whole(), image, Resampling::bilinear), warped(output, image, "bilinear"), 1e-5);
}

TEST(Resample, windows_put_together_equal_the_whole) {
  const Grid source = small_grid(60, 60, 20, 500000, 5600000);
  for (const Grid& output : {small_grid(80, 70, 15, 75000, 5617250, "EPSG:32632"),
                             small_grid(90, 90, 10, 500037, 5599911), small_grid(30, 30, 35, 500037, 5599911)}) {
    const SourceImage image = random_image("source.tif", source, 0.1);
    for (const Resampling resampling : {Resampling::nearest, Resampling::bilinear}) {
      const std::vector<float> whole = onto(output, output.whole(), image, resampling);
      for (const Window& window : split(output.whole(), 17)) {
        const std::vector<float> part = onto(output, window, image, resampling);
        for (int row = 0; row < window.rows; ++row)
          for (int col = 0; col < window.cols; ++col) {
            const float expected = whole[static_cast<std::size_t>((window.row + row) * output.cols + window.col + col)];
            const float found = part[static_cast<std::size_t>(row * window.cols + col)];
            EXPECT_TRUE(found == expected || (std::isnan(found) && std::isnan(expected)));
          }
      }
    }
  }
}

TEST(Resample, missing_pixels_stay_missing_and_have_no_weight_beside) {
  const Grid source = small_grid(4, 4, 20);
  write_image(folder() / "hole.tif", source,
              image_of(source, [](int row, int col) { return row == 1 && col == 1 ? kMissing : 3.0; }),
              FileType::float32);
  const Grid output = small_grid(8, 8, 10);
  const std::vector<float> values =
      onto(output, output.whole(), describe_image(folder() / "hole.tif"), Resampling::bilinear);
  for (int row = 0; row < 8; ++row)
    for (int col = 0; col < 8; ++col) {
      const float value = values[static_cast<std::size_t>(row * 8 + col)];
      if (row / 2 == 1 && col / 2 == 1)
        EXPECT_TRUE(std::isnan(value));
      else
        EXPECT_EQ(value, 3.0F);
    }
}

TEST(Resample, an_image_beside_the_window_is_not_read) {
  SourceImage image = random_image("far.tif", small_grid(10, 10, 10, 600000, 5600000), 0);
  const Grid output = small_grid(10, 10);
  place_on(output, image);
  const PixelPlaces places(output, output.whole(), image.grid.crs_wkt);
  EXPECT_EQ(source_window(places, image, Resampling::bilinear).pixels(), 0);
}

}  // namespace
}  // namespace undercast
