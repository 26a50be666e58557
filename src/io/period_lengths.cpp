// SPDX-License-Identifier: Apache-2.0
#include "io/period_lengths.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/error.h"

namespace undercast {

void require_likely_span(Date first, Date last, const std::string& path) {
  constexpr Days kLongest(200 * 366);
  if (last - first > kLongest)
    throw Error(
        ErrorKind::bad_input,
        fmt::format("{}: the dates {} and {} are more than 200 years apart", path, to_string(first), to_string(last)),
        "correct the dates");
}

std::vector<int> infer_period_lengths(const std::vector<Date>& dates) {
  std::vector<int> spacing;
  for (std::size_t i = 1; i < dates.size(); ++i) spacing.push_back(static_cast<int>((dates[i] - dates[i - 1]).count()));
  std::vector<int> lengths(dates.size(), 1);
  if (spacing.empty()) return lengths;
  std::map<int, int> counts;
  for (const int days : spacing) ++counts[days];
  const auto mode =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  const auto [shortest, longest] = std::minmax_element(spacing.begin(), spacing.end());
  const bool regular = mode->second * 5 >= static_cast<int>(spacing.size()) * 4;
  const bool nearly_alike = *longest * 2 <= *shortest * 3;
  if (!regular && !nearly_alike) return lengths;
  if ((regular ? mode->first : *longest) > kLongestPeriodDays) return lengths;
  for (std::size_t i = 0; i < dates.size(); ++i) {
    const int to_next = i < spacing.size() ? spacing[i] : mode->first;
    lengths[i] = regular ? std::min(mode->first, to_next) : to_next;
  }
  return lengths;
}

TimeAxis axis_of_dates(const std::vector<Date>& dates, const std::vector<int>& lengths, int period_days) {
  const std::vector<int> inferred = infer_period_lengths(dates);
  std::vector<Period> periods;
  for (std::size_t i = 0; i < dates.size(); ++i) {
    int length = lengths[i];
    if (length == 0) {
      length = period_days > 0 ? period_days : inferred[i];
      if (i + 1 < dates.size()) length = std::min(length, static_cast<int>((dates[i + 1] - dates[i]).count()));
    }
    periods.push_back({dates[i], length});
  }
  return TimeAxis(std::move(periods));
}

}  // namespace undercast
