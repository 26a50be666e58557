// SPDX-License-Identifier: Apache-2.0
#include "composite/earlier_cube.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/error.h"

namespace undercast {

EarlierCube::EarlierCube(const std::string& path)
    : path_(path), dataset_(open_raster(path)), grid_(grid_of(*dataset_, path)) {
  for (int number = 1; number <= dataset_->GetRasterCount(); ++number) {
    GDALRasterBand& band = *dataset_->GetRasterBand(number);
    const char* acquisitions = band.GetMetadataItem(kAcquisitionsKey);
    if (acquisitions == nullptr)
      throw Error(
          ErrorKind::bad_input,
          fmt::format("{} does not say which acquisitions {} is made of", path, band.GetDescription()),
          "only cubes of composites and retrievals that list them can be continued: make this one anew, without "
          "--append, and append from then on");
    bands_[band.GetDescription()] = {number, acquisitions};
  }
}

std::string EarlierCube::item(const std::string& key) const {
  const char* value = dataset_->GetMetadataItem(key.c_str());
  return value == nullptr ? "" : value;
}

std::vector<std::string> EarlierCube::radar_taken() const {
  std::istringstream words(item(kRadarTakenKey));
  std::vector<std::string> orbits;
  for (std::string orbit; words >> orbit;)
    if (orbit != "all") orbits.push_back(orbit);
  return orbits;
}

std::optional<std::string> EarlierCube::acquisitions_of(const std::string& band) const {
  const auto found = bands_.find(band);
  if (found == bands_.end()) return std::nullopt;
  return found->second.acquisitions;
}

int EarlierCube::bands_of(const std::string& variable) const {
  return static_cast<int>(std::count_if(bands_.begin(), bands_.end(),
                                        [&](const auto& band) { return band.first.starts_with(variable + "_"); }));
}

std::vector<float> EarlierCube::read(const std::string& band, const Window& window) const {
  const std::lock_guard lock(mutex_);
  const int number = bands_.at(band).number;
  std::vector<float> values = read_values(*dataset_, path_, window, {number});
  unscale(*dataset_->GetRasterBand(number), values);
  return values;
}

}  // namespace undercast
