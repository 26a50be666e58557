// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "fill/fill_cube.h"
#include "gaps/suspects.h"

namespace undercast {

/// Finds the suspect observations of a cube, unless `--screen` is off.
class Screening {
 public:
  /// `cube` must outlive it; `name` is for messages. With drop, throws Error(bad_input) when too
  /// many values are suspect; with flag it warns of that.
  Screening(const std::string& screen, CubeSource& cube, const std::string& name);

  /// The cube to learn from and to fill.
  CubeSource& source() { return screened_ ? static_cast<CubeSource&>(*screened_) : cube_; }
  /// Leaves out the suspect values of another source of the cube, which must outlive the result.
  /// Null where none are left out.
  std::unique_ptr<CubeSource> screened(CubeSource& source) const;
  /// Marks the suspect values of a block; with drop, counts those that were left out.
  long long mark(const Window& window, FilledWindow& filled) { return mark(cube_, window, filled); }
  /// Does the same with another source of the observed values.
  long long mark(CubeSource& observed, const Window& window, FilledWindow& filled) const;

 private:
  bool drops_;
  CubeSource& cube_;
  std::optional<SuspectTest> test_;
  std::optional<ScreenedSource> screened_;
};

}  // namespace undercast
