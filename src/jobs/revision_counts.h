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
  void add(float before, float after);
  /// Likewise, with the bounds of the value before.
  void add(float before, float after, float lower, float upper);
  /// Adds the counts to counters: add(counter, count).
  void put(const std::function<void(std::size_t, long long)>& add) const;

  /// Reads them back.
  static Revisions read(const std::function<long long(std::size_t)>& counted, bool has_bounds);

 private:
  static constexpr int kSteps = 2000;  ///< NDVI moves by 2 at most: each step is .001

  std::vector<long long> by_size_ = std::vector<long long>(kSteps + 1);
  long long within_ = 0;
};

}  // namespace undercast
