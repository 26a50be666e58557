// SPDX-License-Identifier: Apache-2.0
#include "jobs/training_cubes.h"

#include <fmt/format.h>

#include <utility>

#include "core/error.h"
#include "io/point_table.h"
#include "io/table_file.h"
#include "jobs/check_cube.h"

namespace undercast {
namespace {

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

TrainingCubes::TrainingCubes(const std::vector<InputFile>& files, const CubeReadOptions& reading,
                             const std::string& network, bool uses_radar, const ByteSize& memory) {
  for (const InputFile& file : files) {
    if (is_table_file(file.path)) {
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
