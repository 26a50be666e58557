// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/cube.h"
#include "core/random.h"

namespace undercast {

/// Returns the window in one of the eight symmetries of the square: transposed, then rows flipped,
/// then columns (bits 2, 1, 0).
Cube turn(const Cube& window, int symmetry);

/// Holds training cubes in memory, with some observed values held out for early stopping.
class TrainingSet {
 public:
  /// Reads cubes whole, or random blocks of cubes that exceed their part of the memory. Throws
  /// Error(bad_input) when cubes have different numbers of steps, or no observed NDVI at all.
  TrainingSet(const std::vector<CubeSource*>& sources, double memory_bytes, double held_out_share, std::uint64_t seed,
              bool with_radar = true);

  const std::vector<Cube>& scenes() const { return scenes_; }
  /// Returns the held-out values of each scene, [time, row, col]; NaN elsewhere.
  const std::vector<Variable>& held_out() const { return held_out_; }
  /// Returns the identities of the cubes, for the model file.
  const std::vector<std::string>& identities() const { return identities_; }
  /// Returns a hash of all values: a resumed run needs the same data.
  std::uint64_t fingerprint() const;

  /// Draws a random window of a random scene, in a random symmetry; pads it with missing values
  /// where the scene is smaller.
  Cube draw_window(int size_px, Random& random) const;
  const Variable& draw_donor(Random& random) const;

 private:
  void hold_out(double share, Random& random);

  std::vector<Cube> scenes_;
  std::vector<Variable> held_out_;
  std::vector<std::string> identities_;
};

}  // namespace undercast
