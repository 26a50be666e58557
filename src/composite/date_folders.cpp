// SPDX-License-Identifier: Apache-2.0
#include "composite/date_folders.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/error.h"

namespace undercast {
namespace fs = std::filesystem;
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

constexpr const char* kLayoutHint =
    "expected a folder for each date, named YYYY-MM-DD, or Sentinel-2 products named *.SAFE; move other folders away";

}  // namespace

SensorFolder list_sensor_folder(const std::string& folder) {
  std::error_code failed;
  if (!fs::is_directory(folder, failed))
    throw Error(ErrorKind::bad_input, fmt::format("the folder {} does not exist", folder),
                "check the path given with --sentinel2 or --sentinel1");
  SensorFolder found;
  // A product named with a closing slash has no file name of its own.
  const fs::path itself = fs::path(folder).has_filename() ? fs::path(folder) : fs::path(folder).parent_path();
  if (lower(itself.extension().string()) == ".safe") {
    found.products.push_back(itself);
    return found;
  }
  fs::directory_iterator entries(folder, failed);
  if (failed)
    throw Error(ErrorKind::io, fmt::format("cannot list {}: {}", folder, failed.message()), "check its permissions");
  for (const fs::directory_entry& entry : entries) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_directory() || name.starts_with('.')) continue;
    if (lower(entry.path().extension().string()) == ".safe")
      found.products.push_back(entry.path());
    else if (is_date(name))
      found.dates[parse_date(name)] = entry.path();
    else
      throw Error(ErrorKind::bad_input, fmt::format("{}: '{}' is not a date", folder, name), kLayoutHint);
  }
  if (found.dates.empty() && found.products.empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} holds no acquisition", folder), kLayoutHint);
  std::sort(found.products.begin(), found.products.end());
  return found;
}

std::string band_file(const fs::path& folder, const std::string& band) {
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().stem() != band) continue;
    const std::string extension = lower(entry.path().extension().string());
    if (extension == ".tif" || extension == ".tiff" || extension == ".jp2") found.push_back(entry.path().string());
  }
  if (found.size() > 1)
    throw Error(ErrorKind::bad_input, fmt::format("{} holds {} {} times", folder.string(), band, found.size()),
                "keep one of " + found[0] + " and " + found[1]);
  return found.empty() ? std::string() : found.front();
}

std::string required_band_file(const fs::path& folder, const std::string& band) {
  std::string found = band_file(folder, band);
  if (found.empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} has no {}.tif (or .tiff, .jp2)", folder.string(), band),
                "complete the acquisition, or move its folder away");
  return found;
}

}  // namespace undercast
