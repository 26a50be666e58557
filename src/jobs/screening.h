// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "fill/fill_cube.h"
#include "gaps/suspects.h"
#include "io/cube_file.h"

namespace undercast {

/// Finds the suspect observations of a cube, unless `--screen` is off.
class Screening {
 public:
  /// `cube` must outlive it. With drop, throws Error(bad_input) when too many values are suspect;
  /// with flag it warns of that.
  Screening(const std::string& screen, CubeFile& cube);

  /// The cube to learn from and to fill.
  CubeSource& source() { return screened_ ? static_cast<CubeSource&>(*screened_) : cube_; }
  /// Marks the suspect values of a block; with drop, counts those that were left out.
  long long mark(const Window& window, FilledWindow& filled);

 private:
  bool drops_;
  CubeFile& cube_;
  std::optional<SuspectTest> test_;
  std::optional<ScreenedSource> screened_;
};

}  // namespace undercast
