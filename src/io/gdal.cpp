// SPDX-License-Identifier: Apache-2.0
#include "io/gdal.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <fmt/format.h>
#include <ogr_spatialref.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <mutex>
#include <new>
#include <optional>

#include "core/cube.h"
#include "core/error.h"
#include "io/crs.h"
#include "io/file_identity.h"
#include "io/gdal_failures.h"
#include "io/remote.h"

namespace undercast {
namespace {

constexpr GIntBig kUsualCache = 192LL << 20;

// The part of a URL after ? can be a signature that gives access to the file.
std::string without_queries(std::string text) {
  for (std::size_t at = text.find('?'); at != std::string::npos; at = text.find('?', at + 1))
    text.erase(at + 1, std::min(text.find_first_of(" '\"\n", at), text.size()) - at - 1);
  return text;
}

// GDAL warns of a TIFF that was cut off within its header, and opens it without the tags that it
// lacks. Empty: none was lost since this thread last cleared it.
thread_local std::string lost_tag;

// A corrupt tile makes GDAL print one line for each block; the exception says it once.
void quiet_handler(CPLErr level, CPLErrorNum number, const char* message) {
  if (level == CE_Fatal && number == CPLE_OutOfMemory) {
    // As operator new does; GDAL would abort.
    if (const std::new_handler handler = std::get_new_handler(); handler != nullptr) handler();
    throw std::bad_alloc();
  }
  if (level >= CE_Failure) note_gdal_failure(without_queries(message));
  if (std::strstr(message, "IO error during reading of") != nullptr) lost_tag = without_queries(message);
  if (level >= CE_Warning) spdlog::debug("GDAL: {}", without_queries(message));
}

// How GDAL looks for sidecars (.aux.xml, .ovr).
constexpr const char* kSidecarLookup = "GDAL_DISABLE_READDIR_ON_OPEN";
bool user_sets_lookup = false;

}  // namespace

void gdal_setup() {
  static std::once_flag once;
  std::call_once(once, [] {
    CPLSetErrorHandler(quiet_handler);
    GDALAllRegister();
    // GDAL's default is 5 % of the machine's memory. Windows are read once, so a small cache is as
    // fast.
    if (CPLGetConfigOption("GDAL_CACHEMAX", nullptr) == nullptr) GDALSetCacheMax64(kUsualCache);
    // Behind a URL each sidecar would cost a request.
    user_sets_lookup = CPLGetConfigOption(kSidecarLookup, nullptr) != nullptr;
    if (!user_sets_lookup) CPLSetConfigOption(kSidecarLookup, "EMPTY_DIR");
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
  remote_setup();
  const std::string name = path_of_url(path);
  CPLErrorReset();
  lost_tag.clear();
  require_file(path);
  // GDAL 3.6's multi-threaded decompression crashes on some multi-band TIFFs (of 277 bands, for
  // example). Our threads read windows concurrently anyway.
  const char* const options[] = {"NUM_THREADS=1", nullptr};
  // Listing the whole folder would be slow on network file systems.
  std::optional<CPLConfigOptionSetter> lookup;
  if (!user_sets_lookup && !name.starts_with("/vsi")) lookup.emplace(kSidecarLookup, "TRUE", false);
  // A virtual raster reads whatever it names, so its own name says what it is.
  static constexpr const char* kVirtual[] = {"VRT", nullptr};
  DatasetPtr dataset(GDALDataset::Open(name.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                                       path.ends_with(".vrt") ? kVirtual : kImageDrivers, options));
  if (!dataset)
    throw Error(
        ErrorKind::io, fmt::format("cannot open {}: {}", without_queries(path), gdal_reason()),
        name.starts_with("/vsi")
            ? "check the address and the keys (for S3: AWS_ACCESS_KEY_ID or AWS_PROFILE, or AWS_NO_SIGN_REQUEST=YES)"
            : "check that the path is right and that the file is a complete GeoTIFF or JPEG 2000 (gdalinfo reads it)");
  if (!lost_tag.empty())
    throw Error(ErrorKind::io, fmt::format("cannot open {}: {}", without_queries(path), lost_tag),
                "the file is incomplete or damaged: copy, fetch or make it again");
  return dataset;
}

void check_gdal(CPLErr status, const std::string& doing, const std::string& path) {
  if (status >= CE_Failure)
    throw Error(ErrorKind::io, fmt::format("{} {} failed: {}", doing, without_queries(path), gdal_reason()));
}

std::vector<float> read_values(GDALDataset& dataset, const std::string& path, const Window& window,
                               const std::vector<int>& bands) {
  const auto pixels = static_cast<std::size_t>(window.pixels());
  std::vector<float> values(bands.size() * pixels);
  if (bands.empty()) return values;
  CPLErrorReset();
  if (dataset.RasterIO(GF_Read, window.col, window.row, window.cols, window.rows, values.data(), window.cols,
                       window.rows, GDT_Float32, static_cast<int>(bands.size()), const_cast<int*>(bands.data()), 0, 0,
                       0, nullptr) != CE_None)
    throw Error(ErrorKind::io, fmt::format("reading {} failed: {}", without_queries(path), gdal_reason()),
                "the file is incomplete or damaged: copy, fetch or make it again");
  for (std::size_t i = 0; i < bands.size(); ++i)
    mark_missing(*dataset.GetRasterBand(bands[i]), std::span(values).subspan(i * pixels, pixels));
  return values;
}

void unscale(GDALRasterBand& band, std::span<float> values) {
  const double scale = band.GetScale(), offset = band.GetOffset();
  if (scale == 1 && offset == 0) return;
  for (float& value : values) value = static_cast<float>(static_cast<double>(value) * scale + offset);
}

void mark_missing(GDALRasterBand& band, std::span<float> values) {
  int has_nodata = 0;
  const auto nodata = static_cast<float>(band.GetNoDataValue(&has_nodata));
  for (float& value : values)
    if (!std::isfinite(value) || (has_nodata != 0 && value == nodata)) value = kMissing;
}

bool has_whole_numbers(GDALDataset& dataset, int band) {
  return GDALDataTypeIsInteger(dataset.GetRasterBand(band)->GetRasterDataType()) != 0;
}

Grid grid_of(GDALDataset& dataset, const std::string& path) {
  Grid grid;
  const OGRSpatialReference* crs = dataset.GetSpatialRef();
  if (crs == nullptr)
    throw Error(ErrorKind::bad_input, fmt::format("{} has no coordinate reference system", path),
                fmt::format("if you know it, add it with: gdal_edit.py -a_srs EPSG:<code> {}", path));
  grid.crs_wkt = wkt_of(*crs);
  if (dataset.GetGeoTransform(grid.affine.data()) != CE_None)
    throw Error(ErrorKind::bad_input, fmt::format("{} has no affine transform from pixels to coordinates", path),
                "warp it onto a regular grid first, for example with gdalwarp");
  const double area = grid.affine[1] * grid.affine[5] - grid.affine[2] * grid.affine[4];
  if (!std::all_of(grid.affine.begin(), grid.affine.end(), [](double a) { return std::isfinite(a); }) || area == 0)
    throw Error(
        ErrorKind::bad_input,
        fmt::format("{} has the transform [{}], in which pixels have no size", path, fmt::join(grid.affine, ", ")),
        "give it a transform of finite numbers, for example with gdal_edit.py -a_ullr");
  grid.rows = dataset.GetRasterYSize();
  grid.cols = dataset.GetRasterXSize();
  return grid;
}

}  // namespace undercast
