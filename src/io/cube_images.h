// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/spectral_index.h"
#include "io/cube_read_options.h"
#include "io/gdal.h"
#include "io/image_names.h"

namespace undercast {

/// One image of a cube: a band of a raster, or of several rasters that GDAL shows as one.
struct CubeImage {
  int band = 0;  ///< from 1
  ImageName name = {};
  int length_days = 0;     ///< of its period; 0: the image does not say
  std::string place = {};  ///< for messages: "band 3 of cube.tif"
};

/// Where the images of a cube lie, whatever its layout: docs/interchange.md lists the layouts.
struct CubeImages {
  std::string path = {};                  ///< what the user named; for messages
  std::function<DatasetPtr()> open = {};  ///< opens one more handle on all images
  std::vector<CubeImage> images = {};
  std::vector<std::string> files = {};  ///< that the images were found in
  std::map<std::string, std::string> metadata = {};
  std::string index = {};                ///< what the images called NDVI say that they are; empty: nothing
  std::optional<ValueRange> range = {};  ///< of their values, if they declare it
  std::set<std::string> others = {};     ///< the other indices that the cube holds
};

/// Metadata items of a dataset or a band.
std::map<std::string, std::string> metadata_of(GDALMajorObject& object);

/// Reads PERIOD_DAYS; 0 where the text is null. Throws Error(bad_input) for anything but a length.
int period_days_of(const char* text, const std::string& place);

inline constexpr const char* kPeriodKey = "PERIOD_DAYS";
/// Items of a band of another index than NDVI: its name, and its least and greatest value.
inline constexpr const char* kIndexKey = "INDEX";
inline constexpr const char* kRangeKey = "VALID_RANGE";

/// Finds the images of a cube: NDVI (or RED and NIR, joined to NDVI), VH and VV. Images of the index
/// that `options.variable` names are called NDVI; where there are none, the other indices may be all
/// that is found. `path` may be empty where the options name what holds NDVI. Throws Error(io) for
/// what cannot be read, Error(bad_input) for anything ambiguous, naming the file and the band.
CubeImages find_images(const std::string& path, const CubeReadOptions& options);

}  // namespace undercast
