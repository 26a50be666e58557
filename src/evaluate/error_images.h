// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <vector>

#include "core/bytes.h"

namespace undercast {

/// The distribution of errors, for pictures: over the scene, and over pairs of truth and estimate.
class ErrorImages {
 public:
  /// Cells of the density along each axis, over [kDensityLow, kDensityHigh]. Values beyond are in
  /// the cells of the edge.
  static constexpr int kDensityCells = 60;
  static constexpr double kDensityLow = -0.2, kDensityHigh = 1.0;

  /// `pixel` is an index into [row, col].
  void add(std::size_t pixel, float truth, float estimate);
  void add(const ErrorImages& other);

  /// Number of values in each cell [estimate, truth], both ascending; empty if there are none.
  const std::vector<long long>& density() const { return density_; }
  /// Mean absolute error of each pixel [row, col] of a scene of `pixels`; NaN where nothing was
  /// scored.
  std::vector<float> mean_absolute(std::size_t pixels) const;

  void put(ByteWriter& bytes) const;
  static ErrorImages get(ByteReader& bytes);

 private:
  std::vector<long long> density_, counts_;
  std::vector<double> absolute_;
};

}  // namespace undercast
