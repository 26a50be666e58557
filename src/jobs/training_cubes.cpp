// SPDX-License-Identifier: Apache-2.0
#include "jobs/training_cubes.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/progress.h"

namespace undercast {
namespace {

std::string radar_of(const CubeLayout& layout) {
  std::string variables = layout.vh.empty() ? "" : "VH";
  if (!layout.vv.empty()) variables += variables.empty() ? "VV" : " and VV";
  return variables.empty() ? "no radar" : variables;
}

void require_same_radar(const CubeFile& first, const CubeFile& other) {
  if (radar_of(first.layout()) == radar_of(other.layout())) return;
  throw Error(ErrorKind::bad_input,
              fmt::format("the training cubes have different radar variables: {} has {}, {} has {}", first.path(),
                          radar_of(first.layout()), other.path(), radar_of(other.layout())),
              "give cubes that all have VH (and VV), or none; --no-radar leaves radar out");
}

}  // namespace

void require_observations(CubeSource& cube) {
  if (cube.layout().ndvi.size() < 2)
    throw Error(ErrorKind::bad_input, "the cube has one NDVI date only", "filling needs a series: at least 2 dates");
  for (const Window& window : split(cube.layout().grid.whole(), 256)) {
    stop_if_requested();
    const Variable ndvi = cube.read(window, false).ndvi;
    if (std::any_of(ndvi.values.begin(), ndvi.values.end(), [](float value) { return std::isfinite(value); })) return;
  }
  throw Error(ErrorKind::bad_input, "the cube holds no observed NDVI value: every one is missing",
              "a series needs observations; check the cube with `undercast info`");
}

void warn_if_filled(const CubeFile& cube) {
  if (const auto filled_by = cube.metadata().find("FILLED_BY"); filled_by != cube.metadata().end())
    spdlog::warn("{} was filled by {}: its filled values count as observed here", cube.path(), filled_by->second);
}

TrainingCubes::TrainingCubes(const std::vector<InputFile>& files, const CubeReadOptions& reading, bool uses_radar) {
  for (const InputFile& file : files) {
    files_.push_back(std::make_unique<CubeFile>(file.path, reading));
    if (uses_radar) require_same_radar(*files_.front(), *files_.back());
  }
  for (const std::unique_ptr<CubeFile>& file : files_) {
    warn_if_filled(*file);
    require_observations(*file);
    sources_.push_back(file.get());
  }
}

void TrainingCubes::require_unchanged() const {
  for (const auto& file : files_) file->require_unchanged();
}

}  // namespace undercast
