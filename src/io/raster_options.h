// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cpl_string.h>
#include <gdal.h>

#include <string>
#include <vector>

#include "core/option.h"

namespace undercast {

enum class PixelType { float32, int16, uint8 };

struct PixelFormat {
  GDALDataType type;
  double missing;
  const char* predictor;  ///< the one of GDAL's that suits such values
};
PixelFormat pixel_format(PixelType type);

/// How a raster file is written.
struct RasterOptions {
  std::string format = "COG";              ///< or GTiff, which has no overviews
  std::vector<std::string> creation = {};  ///< KEY=VALUE for GDAL's GTiff driver
  bool has_overviews() const { return format == "COG"; }

  void each(const OptionVisitor& visit);
};

/// How a cube is written.
struct CubeWriteOptions : RasterOptions {
  std::string output_type = "float32";  ///< or int16
  PixelType pixel_type() const { return output_type == "int16" ? PixelType::int16 : PixelType::float32; }

  void each(const OptionVisitor& visit);
};

/// Has GDAL make a raster of a few pixels, so that a run does not end with what could be known
/// before. Throws Error(usage).
void check(const RasterOptions& options, PixelType type);

/// Throws Error(usage) for a name that promises another format (.csv, .nc).
void require_raster_name(const std::string& path);

/// All creation options of GDAL's GTiff driver.
CPLStringList creation_options(const RasterOptions& options, PixelType type);

/// Side of the tiles, where the options name no other. A tile holds one band. With 512 px the
/// series of a pixel would cost four times as many bytes, and with 128 px a map four times as many
/// requests.
inline constexpr int kTilePx = 256;

}  // namespace undercast
