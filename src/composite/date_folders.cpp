// SPDX-License-Identifier: Apache-2.0
#include "composite/date_folders.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <string_view>
#include <tuple>

#include "core/error.h"
#include "core/letters.h"
#include "core/radar_track.h"
#include "io/folder.h"

namespace undercast {
namespace fs = std::filesystem;
namespace {

constexpr const char* kLayoutHint =
    "expected a folder for each date, named YYYY-MM-DD (Sentinel-1 also YYYY-MM-DD_orbit-37), or Sentinel-2 products "
    "named *.SAFE; move other folders away";

// Reads the relative orbit after a date: "_orbit-37". 0: none is named; nothing: another name.
std::optional<int> orbit_of_ending(std::string_view ending) {
  constexpr std::string_view kBefore = "_orbit-";
  if (ending.empty()) return 0;
  if (!ending.starts_with(kBefore)) return {};
  ending.remove_prefix(kBefore.size());
  int orbit = 0;
  const auto [stop, failure] = std::from_chars(ending.data(), ending.data() + ending.size(), orbit);
  const bool is_orbit = failure == std::errc() && stop == ending.data() + ending.size();
  return is_orbit && orbit >= 1 && orbit <= kRelativeOrbits ? std::optional(orbit) : std::nullopt;
}

// Returns nothing when the name is not an acquisition's.
std::optional<DateFolder> date_folder(const fs::path& path) {
  constexpr std::size_t kDateLength = 10;
  const std::string name = path.filename().string();
  const std::string date = name.substr(0, kDateLength);
  if (!is_date(date)) return {};
  const std::optional<int> orbit = orbit_of_ending(std::string_view(name).substr(kDateLength));
  if (!orbit) return {};
  return DateFolder{parse_date(date), *orbit, path};
}

}  // namespace

SensorFolder list_sensor_folder(const std::string& folder) {
  if (!is_folder(folder))
    throw Error(ErrorKind::bad_input, fmt::format("the folder {} does not exist", folder),
                "check the path given with --sentinel2 or --sentinel1");
  SensorFolder found;
  // A product named with a closing slash has no file name of its own.
  const fs::path itself = fs::path(folder).has_filename() ? fs::path(folder) : fs::path(folder).parent_path();
  if (lower(itself.extension().string()) == ".safe") {
    found.products.push_back(itself);
    return found;
  }
  for (const auto& [name, is_folder] : list_folder(folder)) {
    if (!is_folder || name.starts_with('.')) continue;
    const fs::path path = fs::path(folder) / name;
    if (lower(path.extension().string()) == ".safe")
      found.products.push_back(path);
    else if (const auto folder_of_date = date_folder(path))
      found.dates.push_back(*folder_of_date);
    else
      throw Error(ErrorKind::bad_input, fmt::format("{}: '{}' is not a date", folder, name), kLayoutHint);
  }
  if (found.dates.empty() && found.products.empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} holds no acquisition", folder), kLayoutHint);
  std::sort(found.products.begin(), found.products.end());
  std::sort(found.dates.begin(), found.dates.end(), [](const DateFolder& a, const DateFolder& b) {
    return std::tie(a.date, a.relative_orbit) < std::tie(b.date, b.relative_orbit);
  });
  return found;
}

std::string band_file(const fs::path& folder, const std::string& band) {
  std::vector<std::string> found;
  for (const FolderEntry& entry : list_folder(folder.string())) {
    const fs::path path = folder / entry.name;
    if (path.stem() != band) continue;
    const std::string extension = lower(path.extension().string());
    if (extension == ".tif" || extension == ".tiff" || extension == ".jp2") found.push_back(path.string());
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
                band != "B04" && band != "B08" && band.starts_with('B')
                    ? "complete the acquisition, move its folder away, or leave out the --index that needs it"
                    : "complete the acquisition, or move its folder away");
  return found;
}

}  // namespace undercast
