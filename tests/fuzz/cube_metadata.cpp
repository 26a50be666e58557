// SPDX-License-Identifier: Apache-2.0
// The names of a raster's bands and what its metadata say. An input holds the raster's items, a
// line of "--", then a line for each band: its name and items, divided by "|".
#include <cpl_vsi.h>

#include <algorithm>
#include <cstdlib>

#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"
#include "io/cube_file.h"
#include "io/cube_summary.h"
#include "io/provenance_file.h"

namespace undercast {
namespace {

constexpr int kRows = 2, kCols = 3;
constexpr std::size_t kMostBands = 24;

struct Item {
  std::string key, value;
};

Item item_of(const std::string& line) {
  const std::size_t equals = line.find('=');
  return {line.substr(0, equals), equals == std::string::npos ? "" : line.substr(equals + 1)};
}

void describe(GDALRasterBand& band, const std::string& line) {
  const std::vector<std::string> parts = parts_of(line, "|");
  band.SetDescription(parts.front().c_str());
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const Item item = item_of(parts[i]);
    const double number = std::strtod(item.value.c_str(), nullptr);
    if (item.key == "scale")
      band.SetScale(number);
    else if (item.key == "offset")
      band.SetOffset(number);
    else if (item.key == "nodata")
      band.SetNoDataValue(number);
    else
      band.SetMetadataItem(item.key.c_str(), item.value.c_str());
  }
  std::vector<float> values(kRows * kCols, 0.25F);
  values.back() = kMissing;
  if (band.RasterIO(GF_Write, 0, 0, kCols, kRows, values.data(), kCols, kRows, GDT_Float32, 0, 0) != CE_None)
    throw std::runtime_error("no raster in memory");
}

void write_raster(const char* path, std::string_view bytes) {
  const std::vector<std::string> halves = parts_of(bytes);
  std::vector<std::string> bands = parts_of(halves.back(), "\n");
  bands.resize(std::min(bands.size(), kMostBands));
  gdal_setup();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  const DatasetPtr raster(driver->Create(path, kCols, kRows, static_cast<int>(bands.size()), GDT_Float32, nullptr));
  double transform[6] = {500000, 10, 0, 5600000, 0, -10};
  raster->SetProjection("EPSG:32631");
  if (halves.size() > 1)
    for (const std::string& line : parts_of(halves.front(), "\n")) {
      const Item item = item_of(line);
      if (item.key == "crs") raster->SetProjection(item.value.c_str());
      if (item.key == "pixel") transform[1] = std::strtod(item.value.c_str(), nullptr);
      if (item.key == "west") transform[0] = std::strtod(item.value.c_str(), nullptr);
      if (!item.key.empty()) raster->SetMetadataItem(item.key.c_str(), item.value.c_str());
    }
  raster->SetGeoTransform(transform);
  for (std::size_t i = 0; i < bands.size(); ++i) describe(*raster->GetRasterBand(static_cast<int>(i) + 1), bands[i]);
}

}  // namespace

void fuzz_cube_metadata(std::string_view bytes) {
  constexpr const char* kPath = "/vsimem/fuzz.tif";
  write_raster(kPath, bytes);
  CubeReadOptions numbered;
  numbered.start = OptionalDate("2018-01-01");
  numbered.period_days = 8;
  for (const CubeReadOptions& options : {CubeReadOptions{}, numbered})
    succeeds([&] {
      CubeFile cube(kPath, options);
      cube.read(cube.layout().grid.whole());
      summarize(cube, 1);
    });
  succeeds([&] {
    ProvenanceFile provenance(kPath);
    provenance.read_codes(provenance.layout().grid.whole());
  });
  VSIUnlink(kPath);
}

}  // namespace undercast
