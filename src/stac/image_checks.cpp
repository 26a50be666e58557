// SPDX-License-Identifier: Apache-2.0
#include "stac/image_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/error.h"
#include "io/gdal.h"

namespace undercast {
namespace {

constexpr int kOffsetNumber = 1000, kVegetation = 4, kWater = 6;
constexpr long long kLeastPixels = 200;
constexpr int kMostRows = 512;

std::vector<int> read_row(GDALDataset& image, int row, const std::string& path) {
  const int cols = image.GetRasterXSize();
  std::vector<int> values(cols);
  check_gdal(
      image.GetRasterBand(1)->RasterIO(GF_Read, 0, row, cols, 1, values.data(), cols, 1, GDT_Int32, 0, 0, nullptr),
      "reading", path);
  return values;
}

}  // namespace

bool holds_clear(const std::string& mask, const std::function<bool(float)>& is_clear) {
  const DatasetPtr image = open_raster(mask);
  for (int row = 0; row < image->GetRasterYSize(); ++row) {
    const std::vector<float> values = read_values(*image, mask, {row, 0, 1, image->GetRasterXSize()}, {1});
    if (std::any_of(values.begin(), values.end(), is_clear)) return true;
  }
  return false;
}

bool free_clear_nodata(const std::string& mask, const std::function<bool(float)>& is_clear) {
  const auto declares_clear = [&](GDALDataset& image) {
    int has_nodata = 0;
    const double nodata = image.GetRasterBand(1)->GetNoDataValue(&has_nodata);
    return has_nodata != 0 && is_clear(static_cast<float>(nodata));
  };
  if (!declares_clear(*open_raster(mask))) return false;
  // A copy is changed and takes its place, so that an interruption leaves a whole file.
  const std::string copy = mask + ".copy";
  std::filesystem::copy_file(mask, copy, std::filesystem::copy_options::overwrite_existing);
  DatasetPtr image(GDALDataset::Open(copy.c_str(), GDAL_OF_RASTER | GDAL_OF_UPDATE));
  if (!image) throw Error(ErrorKind::io, fmt::format("cannot open {}: {}", copy, gdal_reason()));
  check_gdal(image->GetRasterBand(1)->DeleteNoDataValue(), "writing", copy);
  image.reset();
  std::filesystem::rename(copy, mask);
  return true;
}

std::optional<bool> offset_is_taken_off(const std::string& red, const std::string& scl) {
  const DatasetPtr red_image = open_raster(red), scl_image = open_raster(scl);
  const Grid red_grid = grid_of(*red_image, red), scl_grid = grid_of(*scl_image, scl);
  // Both are north up and belong to one tile, so a row of one lies within a row of the other.
  const auto pixel_of = [](double place, double origin, double size) {
    return static_cast<int>(std::floor((place - origin) / size));
  };
  long long pixels = 0, dark = 0;
  for (int row = 0; row < scl_grid.rows; row += std::max(1, scl_grid.rows / kMostRows)) {
    const double y = scl_grid.affine[3] + (row + 0.5) * scl_grid.affine[5];
    // The place just beside the centre, which may lie on the edge between two red pixels.
    const int red_row = pixel_of(y + 0.25 * red_grid.affine[5], red_grid.affine[3], red_grid.affine[5]);
    if (red_row < 0 || red_row >= red_grid.rows) continue;
    const std::vector<int> classes = read_row(*scl_image, row, scl), numbers = read_row(*red_image, red_row, red);
    for (int col = 0; col < scl_grid.cols; ++col) {
      const int scene_class = classes[col];
      if (scene_class != kVegetation && scene_class != kWater) continue;
      const double x = scl_grid.affine[0] + (col + 0.5) * scl_grid.affine[1] + 0.25 * red_grid.affine[1];
      const int red_col = pixel_of(x, red_grid.affine[0], red_grid.affine[1]);
      if (red_col < 0 || red_col >= red_grid.cols) continue;
      const int number = numbers[red_col];
      if (number == 0) continue;
      ++pixels;
      dark += number < kOffsetNumber ? 1 : 0;
    }
  }
  if (pixels < kLeastPixels) return {};
  return 2 * dark > pixels;
}

}  // namespace undercast
