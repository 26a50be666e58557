// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <vector>

#include "jobs/update.h"

namespace undercast {

/// Counts how far values moved, in the counters of a work that several processes may share
/// (WindowedOutputs).
class RevisionCounts {
 public:
  /// `range` is of the index.
  explicit RevisionCounts(const ValueRange& range) : step_(step_of(range)) {}

  void add(float before, float after);
  /// Likewise, with the bounds of the value before.
  void add(float before, float after, float lower, float upper);
  /// Adds the counts to counters: add(counter, count).
  void put(const std::function<void(std::size_t, long long)>& add) const;

  /// Reads them back.
  static Revisions read(const std::function<long long(std::size_t)>& counted, const ValueRange& range, bool has_bounds);

 private:
  static constexpr int kSteps = 2000;  ///< of the whole range: .001 for NDVI
  static double step_of(const ValueRange& range) {
    return (static_cast<double>(range.most) - static_cast<double>(range.least)) / kSteps;
  }

  double step_;
  std::vector<long long> by_size_ = std::vector<long long>(kSteps + 1);
  long long within_ = 0;
};

}  // namespace undercast
