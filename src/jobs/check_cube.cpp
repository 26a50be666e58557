// SPDX-License-Identifier: Apache-2.0
#include "jobs/check_cube.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/progress.h"
#include "gaps/doubtful_dates.h"
#include "gaps/points.h"
#include "gaps/sample_scene.h"

namespace undercast {
void require_observations(CubeSource& cube) {
  if (cube.layout().ndvi.size() < 2)
    throw Error(ErrorKind::bad_input, fmt::format("the cube has one {} date only", cube.layout().index.name),
                "filling needs a series: at least 2 dates");
  for (const Window& window : split(cube.layout().grid.whole(), 256)) {
    stop_if_requested();
    const Variable ndvi = cube.read(window, false).ndvi;
    if (std::any_of(ndvi.values.begin(), ndvi.values.end(), [](float value) { return std::isfinite(value); })) return;
  }
  throw Error(ErrorKind::bad_input,
              fmt::format("the cube holds no observed {} value: every one is missing", cube.layout().index.name),
              "a series needs observations; check the cube with `undercast info`");
}

void require_neighbours(const CubeLayout& layout, const std::string& network) {
  if (is_list_of_points(layout.grid.rows))
    throw Error(ErrorKind::usage, fmt::format("{} learns from neighbouring pixels, and points have none", network),
                "use a space-time model, the default, or give a cube instead of a table");
}

void warn_if_filled(const CubeFile& cube) {
  if (const auto filled_by = cube.metadata().find("FILLED_BY"); filled_by != cube.metadata().end())
    spdlog::warn("{} was filled by {}: its filled values count as observed here", cube.path(), filled_by->second);
}

void warn_of_doubts(const std::string& path, const std::string& variable) {
  CubeReadOptions reading;
  reading.variable = variable;
  CubeFile cube(path, reading);
  for (const std::string& doubt : doubts_of(sample_scene(cube, kSamplePx))) spdlog::warn("{}: {}", path, doubt);
}

std::string warn_of_radar_gaps(CubeSource& cube, const std::string& name) {
  if (cube.layout().vh.empty() && cube.layout().vv.empty()) return {};
  const std::string gaps = describe(radar_gaps(sample_scene(cube, kSamplePx)));
  if (!gaps.empty())
    spdlog::warn("{} has no radar from {}: NDVI there follows none, and may err by more than the stated accuracy", name,
                 gaps);
  return gaps;
}

}  // namespace undercast
