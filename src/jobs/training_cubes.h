// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/option.h"
#include "io/cube_file.h"

namespace undercast {

/// Throws Error(bad_input) when a cube has no observed NDVI at all or only one date. Reads until
/// the first observation.
void require_observations(CubeSource& cube);

/// Warns when a cube holds filled values, which would count as observed.
void warn_if_filled(const CubeFile& cube);

/// Opens cubes to train on and checks that they hold observations.
class TrainingCubes {
 public:
  /// Throws Error(bad_input) as require_observations() does, and when the cubes have different
  /// radar variables.
  TrainingCubes(const std::vector<InputFile>& files, const CubeReadOptions& reading, bool uses_radar);
  const std::vector<CubeSource*>& sources() const { return sources_; }
  /// Throws Error(bad_input) when one of the files is no longer the one that was opened.
  void require_unchanged() const;

 private:
  std::vector<std::unique_ptr<CubeFile>> files_;
  std::vector<CubeSource*> sources_;
};

}  // namespace undercast
