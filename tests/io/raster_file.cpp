// SPDX-License-Identifier: Apache-2.0
#include "io/raster_file.h"

#include <bit>
#include <cmath>

#include "core/random.h"
#include "io/crs.h"
#include "io/cube_file.h"
#include "io/gdal.h"

namespace undercast {

std::string RasterFile::make(const std::string& path) const {
  gdal_setup();
  const char* sparse_options[] = {"SPARSE_OK=TRUE", "TILED=YES", "INTERLEAVE=BAND", "BIGTIFF=YES", nullptr};
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  const DatasetPtr file(driver->Create(path.c_str(), cols, rows, static_cast<int>(bands.size()), GDT_Float32,
                                       big_and_sparse ? const_cast<char**>(sparse_options) : nullptr));
  if (!crs.empty()) file->SetProjection(crs_to_wkt(crs).c_str());
  if (affine) file->SetGeoTransform(const_cast<double*>(affine->data()));
  if (!period_days.empty()) file->SetMetadataItem("PERIOD_DAYS", period_days.c_str());
  for (std::size_t i = 0; i < bands.size(); ++i) {
    GDALRasterBand* band = file->GetRasterBand(static_cast<int>(i) + 1);
    band->SetDescription(bands[i].c_str());
    if (nodata) band->SetNoDataValue(*nodata);
    if (big_and_sparse) continue;
    std::vector<float> image(static_cast<std::size_t>(rows) * cols, 0.5F);
    if (i < values.size()) image = values[i];
    check_gdal(band->RasterIO(GF_Write, 0, 0, cols, rows, image.data(), cols, rows, GDT_Float32, 0, 0), "writing",
               path);
  }
  return path;
}

Cube random_cube(int rows, int cols, std::uint64_t seed, double gap_share) {
  CubeLayout layout;
  layout.grid.crs_wkt = crs_to_wkt("EPSG:32631");
  layout.grid.affine = {500000, 10, 0, 5600000, 0, -10};
  layout.grid.rows = rows;
  layout.grid.cols = cols;
  layout.ndvi = make_periods(parse_date("2018-12-11"), parse_date("2019-01-17"), 8);
  layout.vh = make_periods(parse_date("2018-12-09"), parse_date("2018-12-27"), 6);
  Cube cube(layout);
  Random random(seed);
  for (float& value : cube.ndvi.values)
    if (!random.chance(gap_share)) value = static_cast<float>(random.uniform(-1, 1));
  for (float& value : cube.vh.values)
    if (!random.chance(0.05)) value = static_cast<float>(random.uniform(-30, -5));
  return cube;
}

std::string write_cube(const std::string& path, const Cube& cube, int window_px) {
  CubeWriter writer(path, cube.layout(), {{"COMPOSITE_METHOD", "median"}}, false);
  for (const Window& window : split(cube.grid.whole(), window_px)) writer.write(window, cube.crop(window));
  writer.finish();
  return path;
}

bool same_values(const Variable& a, const Variable& b) {
  if (a.values.size() != b.values.size() || a.time != b.time) return false;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    if (std::isnan(a.values[i]) && std::isnan(b.values[i])) continue;
    if (std::bit_cast<std::uint32_t>(a.values[i]) != std::bit_cast<std::uint32_t>(b.values[i])) return false;
  }
  return true;
}

}  // namespace undercast
