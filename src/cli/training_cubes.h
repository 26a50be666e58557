// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "io/cube_file.h"

namespace undercast::cli {

/// Throws Error(bad_input) when a cube has no observed NDVI at all or one date only. Reads until the first observation.
void require_observations(CubeSource& cube, const Command& command);

/// Says so when a cube holds filled values: they would count as observed.
void warn_if_filled(const CubeFile& cube);

/// Cubes to train on, open and known to hold observations.
class TrainingCubes {
 public:
  TrainingCubes(const std::vector<std::string>& paths, const CubeReadOptions& reading, const Command& command);
  const std::vector<CubeSource*>& sources() const { return sources_; }

 private:
  std::vector<std::unique_ptr<CubeFile>> files_;
  std::vector<CubeSource*> sources_;
};

}  // namespace undercast::cli
