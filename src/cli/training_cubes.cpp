// SPDX-License-Identifier: Apache-2.0
#include "cli/training_cubes.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace undercast::cli {

void require_observations(CubeSource& cube, const Command& command) {
  if (cube.layout().ndvi.size() < 2)
    throw Error(ErrorKind::bad_input, "the cube has one NDVI date only", "filling needs a series: at least 2 dates");
  for (const Window& window : split(cube.layout().grid.whole(), 256)) {
    stop_if_requested();
    const Variable ndvi = cube.read(window, false).ndvi;
    if (std::any_of(ndvi.values.begin(), ndvi.values.end(), [](float value) { return std::isfinite(value); })) return;
  }
  throw Error(ErrorKind::bad_input, "the cube holds no observed NDVI value: every one is missing",
              fmt::format("undercast {} needs something to go on; look at it with `undercast info`", command.name()));
}

void warn_if_filled(const CubeFile& cube) {
  if (const auto filled_by = cube.metadata().find("FILLED_BY"); filled_by != cube.metadata().end())
    spdlog::warn("{} was filled by {}: its filled values count as observed here", cube.path(), filled_by->second);
}

TrainingCubes::TrainingCubes(const std::vector<std::string>& paths, const CubeReadOptions& reading,
                             const Command& command) {
  for (const std::string& path : paths) {
    files_.push_back(std::make_unique<CubeFile>(path, reading));
    warn_if_filled(*files_.back());
    require_observations(*files_.back(), command);
    sources_.push_back(files_.back().get());
  }
}

}  // namespace undercast::cli
