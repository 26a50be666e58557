// SPDX-License-Identifier: Apache-2.0
#include "jobs/training_cubes.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/progress.h"
#include "gaps/doubtful_dates.h"
#include "gaps/points.h"
#include "gaps/sample_scene.h"
#include "io/point_table.h"

namespace undercast {
namespace {

constexpr int kSamplePx = 192;  // the side of the sample that warnings are judged on

std::string radar_of(const CubeLayout& layout) {
  std::string variables = layout.vh.empty() ? "" : "VH";
  if (!layout.vv.empty()) variables += variables.empty() ? "VV" : " and VV";
  return variables.empty() ? "no radar" : variables;
}

// The first source and its path, and another.
using NamedSource = std::pair<std::string, const CubeSource*>;

void require_same_radar(const NamedSource& first, const NamedSource& other) {
  const std::string radar = radar_of(first.second->layout()), of_other = radar_of(other.second->layout());
  if (radar == of_other) return;
  throw Error(ErrorKind::bad_input,
              fmt::format("the training cubes have different radar variables: {} has {}, {} has {}", first.first, radar,
                          other.first, of_other),
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

void require_neighbours(const CubeLayout& layout, const std::string& network) {
  if (is_list_of_points(layout.grid.rows))
    throw Error(ErrorKind::usage, fmt::format("{} learns from neighbouring pixels, and points have none", network),
                "use a space-time model, the default, or give a cube instead of a table");
}

void warn_if_filled(const CubeFile& cube) {
  if (const auto filled_by = cube.metadata().find("FILLED_BY"); filled_by != cube.metadata().end())
    spdlog::warn("{} was filled by {}: its filled values count as observed here", cube.path(), filled_by->second);
}

void warn_of_doubts(const std::string& path) {
  CubeFile cube(path);
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

TrainingCubes::TrainingCubes(const std::vector<InputFile>& files, const CubeReadOptions& reading,
                             const std::string& network, bool uses_radar, const ByteSize& memory) {
  for (const InputFile& file : files) {
    if (is_point_table(file.path)) {
      tables_.push_back(read_point_table(file.path, reading, memory));
      in_memory_.push_back(std::make_unique<MemoryCubeSource>(tables_.back()));
      sources_.push_back(in_memory_.back().get());
    } else {
      files_.push_back(std::make_unique<CubeFile>(file.path, reading));
      warn_if_filled(*files_.back());
      sources_.push_back(files_.back().get());
    }
    if (uses_radar) require_same_radar({files.front().path, sources_.front()}, {file.path, sources_.back()});
  }
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (network == "vit") require_neighbours(sources_[i]->layout(), network);
    require_observations(*sources_[i]);
    if (uses_radar) warn_of_radar_gaps(*sources_[i], files[i].path);
  }
}

void TrainingCubes::require_unchanged() const {
  for (const auto& file : files_) file->require_unchanged();
}

}  // namespace undercast
