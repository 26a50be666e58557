// SPDX-License-Identifier: Apache-2.0
#include "io/raster_options.h"

#include <cpl_conv.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "core/error.h"
#include "core/letters.h"
#include "io/cog.h"

namespace undercast {
namespace {

// These change neither a value nor the grid, and make no file beside the raster.
constexpr std::array kCreationKeys{"BIGTIFF",   "BLOCKXSIZE", "BLOCKYSIZE", "COMPRESS", "INTERLEAVE", "LZMA_PRESET",
                                   "PREDICTOR", "SPARSE_OK",  "TILED",      "ZLEVEL",   "ZSTD_LEVEL"};
constexpr std::array kLossless{"NONE", "LZW", "PACKBITS", "DEFLATE", "LZMA", "ZSTD"};

struct CreationOption {
  std::string key, value;
};

CreationOption creation_option(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos)
    throw Error(ErrorKind::usage, fmt::format("--co is '{}', expected KEY=VALUE", text),
                "for example --co COMPRESS=DEFLATE");
  return {upper(text.substr(0, equals)), text.substr(equals + 1)};
}

template <std::size_t size>
bool is_one_of(const std::array<const char*, size>& names, const std::string& name) {
  return std::any_of(names.begin(), names.end(), [&](const char* known) { return EQUAL(known, name.c_str()); });
}

void check_creation_option(const std::string& text, bool has_overviews) {
  const auto [key, value] = creation_option(text);
  const auto refuse = [&](const std::string& why, const std::string& hint) {
    throw Error(ErrorKind::usage, fmt::format("--co {}: {}", text, why), hint);
  };
  const std::string allowed = fmt::format("these can be given: {}", fmt::join(kCreationKeys, ", "));
  const char* all = geotiff_driver().GetMetadataItem(GDAL_DMD_CREATIONOPTIONLIST);
  if (std::string(all == nullptr ? "" : all).find("name='" + key + "'") == std::string::npos)
    refuse("GDAL's GTiff driver has no option " + key, allowed);
  if (!is_one_of(kCreationKeys, key)) refuse(key + " would change the values, the grid or the run", allowed);
  if (key == "COMPRESS" && !is_one_of(kLossless, value))
    refuse("this is no compression that keeps each value", fmt::format("choose one of {}", fmt::join(kLossless, ", ")));
  if (key == "TILED" && has_overviews && !CPLTestBool(value.c_str()))
    refuse("a Cloud Optimized GeoTIFF is tiled", "add --of GTiff");
}

}  // namespace

PixelFormat pixel_format(PixelType type) {
  switch (type) {
    case PixelType::int16:
      return {GDT_Int16, -32768, "2"};
    case PixelType::uint8:
      return {GDT_Byte, 255, "2"};
    case PixelType::float32:
      break;
  }
  return {GDT_Float32, std::nan(""), "3"};
}

void RasterOptions::each(const OptionVisitor& visit) {
  const OptionVisitor in_output = in_group("Output", visit);
  in_output("of", &format,
            {.text = "format of rasters: COG, a Cloud Optimized GeoTIFF, or GTiff, which has no overviews; undercast "
                     "export writes other formats"});
  in_output("co", &creation,
            {.text = "creation option of GDAL's GTiff driver, for example COMPRESS=DEFLATE; may be given several times",
             .unit = "KEY=VALUE",
             .one_by_one = true});
}

void CubeWriteOptions::each(const OptionVisitor& visit) {
  in_group("Output", visit)("output-type", &output_type,
                            {.text = "type of the cube's values; int16: half the size, NDVI in steps of 0.0001 and "
                                     "decibels in steps of 0.01, with the scale declared",
                             .choices = {"float32", "int16"}});
  RasterOptions::each(visit);
}

void check(const RasterOptions& options, PixelType type) {
  if (options.format != "COG" && options.format != "GTiff")
    throw Error(ErrorKind::usage, fmt::format("--of is '{}', expected COG or GTiff", options.format),
                "undercast export writes a filled cube in other formats");
  if (options.creation.empty()) return;
  for (const std::string& text : options.creation) check_creation_option(text, options.has_overviews());
  constexpr int kSide = 16;
  constexpr const char* kTrial = "/vsimem/undercast_trial.tif";
  CPLStringList trial = creation_options(options, type);
  CPLErrorReset();
  const bool is_valid = GDALValidateCreationOptions(&geotiff_driver(), trial.List()) != 0;
  DatasetPtr made;
  if (is_valid) made.reset(geotiff_driver().Create(kTrial, kSide, kSide, 2, pixel_format(type).type, trial.List()));
  const bool is_made = made != nullptr;
  std::string reason = gdal_reason();
  if (const std::size_t at = reason.find(kTrial); at != std::string::npos)
    reason.erase(0, at + std::string(kTrial).size() + 2);
  made.reset();
  VSIUnlink(kTrial);
  if (!is_made)
    throw Error(ErrorKind::usage, fmt::format("--co {}: {}", fmt::join(options.creation, " --co "), reason),
                "gdalinfo --format GTiff lists the values; the sides of tiles are multiples of 16");
}

CPLStringList creation_options(const RasterOptions& options, PixelType type) {
  CPLStringList list;
  const auto set = [&](const char* key, const std::string& value) { list.SetNameValue(key, value.c_str()); };
  const char* usual_predictor = pixel_format(type).predictor;
  set("TILED", "YES");
  set("BLOCKXSIZE", std::to_string(kTilePx));
  set("BLOCKYSIZE", std::to_string(kTilePx));
  // GDAL's COG driver interleaves by pixel, so that one date would cost the bytes of all dates.
  set("INTERLEAVE", "BAND");
  set("COMPRESS", "ZSTD");
  // A low level, since writing speed matters more here than the last bytes.
  set("ZSTD_LEVEL", "1");
  set("PREDICTOR", usual_predictor);
  set("BIGTIFF", "IF_SAFER");
  set("NUM_THREADS", CPLGetConfigOption("GDAL_NUM_THREADS", "1"));
  for (const std::string& text : options.creation) {
    const auto [key, value] = creation_option(text);
    set(key.c_str(), value);
  }
  // The predictor of floating-point numbers is given for the cube; its companions hold codes.
  if (type == PixelType::uint8 && EQUAL(list.FetchNameValue("PREDICTOR"), "3")) set("PREDICTOR", usual_predictor);
  return list;
}

void require_raster_name(const std::string& path) {
  for (const char* ending : {".csv", ".tsv", ".gpkg", ".parquet", ".nc", ".nc4", ".zarr", ".json"})
    if (lower(path).ends_with(ending))
      throw Error(ErrorKind::usage, fmt::format("{} is to be a GeoTIFF, and its name says otherwise", path),
                  "name it *.tif; undercast export writes NetCDF and Zarr");
}

}  // namespace undercast
