// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/cube.h"
#include "core/random.h"

namespace undercast {

/// One of the eight symmetries of the square: transpose, then flip rows, then columns (bits 2, 1, 0).
Cube turn(const Cube& window, int symmetry);

/// Training cubes in memory, with some observed values held out for early stopping.
class TrainingSet {
 public:
  /// Reads cubes whole, or random blocks of those that exceed their share of the memory. Throws Error(bad_input) when
  /// cubes have different numbers of steps, or no observed NDVI at all.
  TrainingSet(const std::vector<CubeSource*>& sources, double memory_bytes, double held_out_share, std::uint64_t seed,
              bool with_radar = true);

  const std::vector<Cube>& scenes() const { return scenes_; }
  /// The held-out values of each scene, NaN elsewhere. [time, row, col]
  const std::vector<Variable>& held_out() const { return held_out_; }
  /// Identities of the cubes, for the model file.
  const std::vector<std::string>& identities() const { return identities_; }
  /// A hash of all values: a resumed run must see the same data.
  std::uint64_t fingerprint() const;

  /// A random window of a random scene, turned at random; padded with missing values where a scene is smaller.
  Cube draw_window(int size_px, Random& random) const;
  const Variable& draw_donor(Random& random) const;

 private:
  void hold_out(double share, Random& random);

  std::vector<Cube> scenes_;
  std::vector<Variable> held_out_;
  std::vector<std::string> identities_;
};

}  // namespace undercast
