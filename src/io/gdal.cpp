// SPDX-License-Identifier: Apache-2.0
#include "io/gdal.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <fmt/format.h>
#include <ogr_spatialref.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <mutex>

#include "core/error.h"

namespace undercast {
namespace {

constexpr GIntBig kUsualCache = 192LL << 20;

// What follows the ? of a URL can be a signature that opens files to whoever reads it.
std::string without_queries(std::string text) {
  for (std::size_t at = text.find('?'); at != std::string::npos; at = text.find('?', at + 1))
    text.erase(at + 1, std::min(text.find_first_of(" '\"\n", at), text.size()) - at - 1);
  return text;
}

// A corrupt tile makes GDAL print one line for each block; the exception says it once.
void quiet_handler(CPLErr level, CPLErrorNum, const char* message) {
  if (level >= CE_Warning) spdlog::debug("GDAL: {}", without_queries(message));
}

OGRSpatialReference reference(const std::string& definition) {
  gdal_setup();
  OGRSpatialReference crs;
  crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  if (definition.empty() || crs.SetFromUserInput(definition.c_str()) != OGRERR_NONE)
    throw Error(ErrorKind::usage, fmt::format("'{}' is not a coordinate reference system", definition),
                "give an EPSG code such as EPSG:32631, a PROJ string or WKT");
  return crs;
}

}  // namespace

void gdal_setup() {
  static std::once_flag once;
  std::call_once(once, [] {
    GDALAllRegister();
    CPLSetErrorHandler(quiet_handler);
    // GDAL would take 5 % of the machine's memory; windows are read once, so a small cache is as fast.
    if (CPLGetConfigOption("GDAL_CACHEMAX", nullptr) == nullptr) GDALSetCacheMax64(kUsualCache);
    // Sidecar lookups list whole folders, which is slow on network file systems.
    CPLSetConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR");
    CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
  });
}

void gdal_set_threads(int threads) {
  gdal_setup();
  CPLSetConfigOption("GDAL_NUM_THREADS", std::to_string(threads).c_str());
}

double gdal_fit_cache(double memory) {
  gdal_setup();
  constexpr double kShare = 0.1;
  if (CPLGetConfigOption("GDAL_CACHEMAX", nullptr) == nullptr)
    GDALSetCacheMax64(std::min(kUsualCache, static_cast<GIntBig>(kShare * memory)));
  return static_cast<double>(GDALGetCacheMax64());
}

std::string gdal_reason() {
  const std::string message = without_queries(CPLGetLastErrorMsg());
  return message.empty() ? "no reason given" : message;
}

DatasetPtr open_raster(const std::string& path) {
  gdal_setup();
  CPLErrorReset();
  // GDAL 3.6's multi-threaded decompression crashes on some multi-band TIFFs (seen with 277 bands); our workers read
  // windows side by side anyway.
  const char* const options[] = {"NUM_THREADS=1", nullptr};
  DatasetPtr dataset(
      GDALDataset::Open(path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, nullptr, options));
  if (!dataset)
    throw Error(ErrorKind::io, fmt::format("cannot open {}: {}", without_queries(path), gdal_reason()),
                "check that the path is right and that the file is a complete raster (gdalinfo reads it)");
  return dataset;
}

void check_gdal(CPLErr status, const std::string& doing, const std::string& path) {
  if (status >= CE_Failure)
    throw Error(ErrorKind::io, fmt::format("{} {} failed: {}", doing, without_queries(path), gdal_reason()));
}

Grid grid_of(GDALDataset& dataset, const std::string& path) {
  Grid grid;
  const OGRSpatialReference* crs = dataset.GetSpatialRef();
  if (crs == nullptr)
    throw Error(ErrorKind::bad_input, fmt::format("{} has no coordinate reference system", path),
                fmt::format("if you know it, add it with: gdal_edit.py -a_srs EPSG:<code> {}", path));
  char* wkt = nullptr;
  crs->exportToWkt(&wkt);
  grid.crs_wkt = wkt;
  CPLFree(wkt);
  if (dataset.GetGeoTransform(grid.affine.data()) != CE_None)
    throw Error(ErrorKind::bad_input, fmt::format("{} has no affine transform from pixels to coordinates", path),
                "warp it onto a regular grid first, for example with gdalwarp");
  grid.rows = dataset.GetRasterYSize();
  grid.cols = dataset.GetRasterXSize();
  return grid;
}

bool same_crs(const std::string& wkt_a, const std::string& wkt_b) {
  if (wkt_a == wkt_b) return true;
  const OGRSpatialReference a = reference(wkt_a), b = reference(wkt_b);
  return a.IsSame(&b) != 0;
}

std::string crs_to_wkt(const std::string& definition) {
  char* wkt = nullptr;
  reference(definition).exportToWkt(&wkt);
  std::string text = wkt;
  CPLFree(wkt);
  return text;
}

std::string crs_name(const std::string& wkt) {
  const OGRSpatialReference crs = reference(wkt);
  const char* code = crs.GetAuthorityCode(nullptr);
  if (code != nullptr) return fmt::format("{}:{}", crs.GetAuthorityName(nullptr), code);
  return crs.GetName();
}

}  // namespace undercast
