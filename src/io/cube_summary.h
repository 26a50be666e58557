// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string>
#include <vector>

#include "core/cube.h"
#include "gaps/gap_bins.h"

namespace undercast {

/// Counts the values of a variable on one date, or on several. The sum is kept in millionths as an
/// integer, so that counts can be added in any order and from any number of threads with the same
/// result.
class ValueCount {
 public:
  void add(float value);
  void add(const ValueCount& other);

  long long count() const { return count_; }
  /// NaN where nothing was counted, as are min() and max().
  double mean() const;
  double min() const { return count_ > 0 ? static_cast<double>(min_) : static_cast<double>(kMissing); }
  double max() const { return count_ > 0 ? static_cast<double>(max_) : static_cast<double>(kMissing); }

 private:
  long long count_ = 0, sum_ = 0;
  float min_ = INFINITY, max_ = -INFINITY;
};

/// Adds the values of a window to the counts of their dates; NaN is missing.
void count_values(const Variable& window, std::vector<ValueCount>& steps);

/// Counts what was observed of NDVI and what is missing, window by window.
struct NdviCounts {
  long long pixels = 0;
  std::vector<ValueCount> steps;  ///< observed values of each date
  /// Missing values by the length of their gap. Open-ended: before the pixel's first observation or
  /// after its last.
  std::array<long long, kGapBins.size()> missing_by_gap{};
  double longest_gap_days = 0;   ///< closed gaps only; 0: none
  long long never_observed = 0;  ///< pixels

  explicit NdviCounts(int step_count) : steps(static_cast<std::size_t>(step_count)) {}
  void add(const Variable& window);
  void add(const NdviCounts& other);

  long long values() const { return pixels * static_cast<long long>(steps.size()); }
  long long missing() const;
  /// Returns the share for each date.
  std::vector<double> missing_shares() const;
};

/// Sums up the values of one period, or of all periods of a variable. mean, min and max are NaN
/// where nothing was observed.
struct ValueSummary {
  double observed_share = 0;
  double mean = kMissing, min = kMissing, max = kMissing;
};

struct VariableSummary {
  std::string name, unit;
  TimeAxis time;
  std::vector<ValueSummary> steps;
  ValueSummary all;
};

struct CubeSummary {
  std::vector<VariableSummary> variables;  ///< NDVI, then VH and VV where the cube has them
  /// Shares of all NDVI values that are missing in gaps of each bin; their sum is the missing
  /// share.
  std::array<double, kGapBins.size()> missing_by_gap{};
  double longest_gap_days = 0;             ///< closed gaps only; 0: none
  double never_observed_pixels_share = 0;  ///< pixels without any NDVI
};

/// Reads the cube once, by windows, in bounded memory; the result does not depend on `threads`.
/// Throws as the source does.
CubeSummary summarize(const CubeSource& source, int threads);

}  // namespace undercast
