// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/date.h"

namespace undercast {

/// A half-open run of days [start, start + length_days).
struct Period {
  Date start;
  int length_days = 1;

  Date end() const { return start + Days(length_days); }
  /// Middle of the period in days since 1970-01-01; the time that a composite's value stands for.
  double middle_day() const { return static_cast<double>(start.time_since_epoch().count()) + 0.5 * length_days; }
  bool operator==(const Period&) const = default;
};

/// Periods in order of time, none overlapping the next.
class TimeAxis {
 public:
  TimeAxis() = default;
  /// Throws Error(bad_input) when the periods are not in order, overlap, or have no length.
  explicit TimeAxis(std::vector<Period> periods);

  int size() const { return static_cast<int>(periods_.size()); }
  bool empty() const { return periods_.empty(); }
  const Period& operator[](int step) const { return periods_[static_cast<std::size_t>(step)]; }
  auto begin() const { return periods_.begin(); }
  auto end() const { return periods_.end(); }
  /// Step whose period holds `date`, or -1.
  int step_of(Date date) const;
  /// Middle of each period, in days since 1970-01-01.
  std::vector<double> middle_days() const;
  bool operator==(const TimeAxis&) const = default;

 private:
  std::vector<Period> periods_;
};

/// Consecutive periods of `length_days` from `start` to `end` (inclusive). Periods restart on 1
/// January when `start` is a 1 January, so the last period of a year keeps its own, shorter length;
/// otherwise the year counts from `start`'s own day and month. The last period ends with `end`.
TimeAxis make_periods(Date start, Date end, int length_days);

}  // namespace undercast
