// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/cube.h"
#include "torch/vit/normalisation.h"

namespace undercast {

/// Turns windows of a cube into a network's numbers and back. The input's channels are, in order:
/// NDVI interpolated in time (normalised), a mask for each NDVI step (1 = visible), VH and VV
/// (normalised, 0 = missing).
class WindowEncoder {
 public:
  explicit WindowEncoder(Normalisation normalisation) : normalisation_(std::move(normalisation)) {}

  int ndvi_steps() const { return static_cast<int>(normalisation_.ndvi.mean.size()); }
  int channels() const;
  bool uses_radar() const { return !normalisation_.vh.mean.empty() || !normalisation_.vv.mean.empty(); }
  /// Throws Error(bad_input), naming both sides, when a cube has other channels.
  void check(const CubeLayout& layout) const;
  const Normalisation& normalisation() const { return normalisation_; }

  /// Writes the input [channels, row, col] and the interpolated NDVI [time, row, col] (0 where a
  /// pixel has no observation at all).
  void encode(const Cube& window, float* input, float* interpolated) const;
  /// Computes NDVI from the network's output [time, row, col]: the interpolated value plus a
  /// correction in standard deviations.
  void decode(const float* output, const float* interpolated, Variable& ndvi) const;

 private:
  Normalisation normalisation_;
};

}  // namespace undercast
