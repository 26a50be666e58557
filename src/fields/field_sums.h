// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "fields/field_series.h"
#include "fields/weighted_median.h"

namespace undercast {

/// Holds the values of a window. The values of a file that was not given are empty.
struct FieldBlock {
  Window window;
  Variable filled, lower, upper;
  std::vector<std::uint8_t> codes;  ///< of provenance
};

/// Gathers the statistics of one field from the blocks that it touches.
class FieldSums {
 public:
  /// `range` is of the index.
  FieldSums(int steps, ValueRange range)
      : range_(range), sums_(static_cast<std::size_t>(steps)), medians_(sums_.size(), WeightedMedian(range)) {}

  void add(const FieldBlock& block, const Field& field);
  int touched() const { return touched_; }
  /// Writes the value of each date.
  void finish(FieldValue* values);

 private:
  // Sums over pixels, each weighted by the share of it that the field covers.
  struct Sums {
    double weight = 0, value = 0, square = 0;
    double bounded = 0, below = 0, above = 0;  ///< pixels with bounds; distances to the bounds
    double filled = 0;                         ///< pixels whose bounds lie apart
    double known = 0, observed = 0, low_trust = 0;
  };

  void add_pixel(const FieldBlock& block, std::size_t step, std::size_t pixel, double share);

  ValueRange range_;
  std::vector<Sums> sums_;
  std::vector<WeightedMedian> medians_;
  int touched_ = 0;
};

}  // namespace undercast
