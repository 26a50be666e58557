// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "composite/acquisition.h"

namespace undercast {

/// The folder of an acquisition: YYYY-MM-DD, or for Sentinel-1 also YYYY-MM-DD_orbit-37, which says
/// the relative orbit.
struct DateFolder {
  Date date;
  int relative_orbit = 0;  ///< 0: the name does not say it
  std::filesystem::path path;
};

/// The content of a sensor's folder: a folder for each date, and Sentinel-2 products. Files and
/// hidden folders are ignored.
struct SensorFolder {
  std::vector<DateFolder> dates;                ///< in order of date and relative orbit
  std::vector<std::filesystem::path> products;  ///< *.SAFE, in order of name
};

/// Throws Error(bad_input) when the folder is absent, holds no acquisition, or holds a folder that
/// is neither a date nor a product.
SensorFolder list_sensor_folder(const std::string& folder);

/// Path of a band in a date's folder, as .tif, .tiff or .jp2 in either case; empty when absent.
/// Throws Error(bad_input) when there are several.
std::string band_file(const std::filesystem::path& folder, const std::string& band);

/// As band_file, but throws Error(bad_input) when absent too.
std::string required_band_file(const std::filesystem::path& folder, const std::string& band);

}  // namespace undercast
