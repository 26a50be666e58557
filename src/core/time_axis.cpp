// SPDX-License-Identifier: Apache-2.0
#include "core/time_axis.h"

#include <algorithm>

#include "core/error.h"

namespace undercast {

TimeAxis::TimeAxis(std::vector<Period> periods) : periods_(std::move(periods)) {
  constexpr std::chrono::year kLast(9999);  // dates are written with four digits
  if (!periods_.empty() && std::chrono::year_month_day(periods_.back().start).year() > kLast)
    throw Error(ErrorKind::bad_input, "a period begins after the year 9999", "check the dates");
  for (std::size_t i = 0; i < periods_.size(); ++i) {
    if (periods_[i].length_days < 1)
      throw Error(ErrorKind::bad_input, "the period from " + to_string(periods_[i].start) + " has a length of " +
                                            std::to_string(periods_[i].length_days) + " days, expected at least 1");
    if (i > 0 && periods_[i].start < periods_[i - 1].end())
      throw Error(ErrorKind::bad_input, "the period from " + to_string(periods_[i].start) +
                                            " begins before the one from " + to_string(periods_[i - 1].start) +
                                            " ends (" + to_string(periods_[i - 1].end()) + ")");
  }
}

int TimeAxis::step_of(Date date) const {
  const auto after = std::upper_bound(periods_.begin(), periods_.end(), date,
                                      [](Date d, const Period& period) { return d < period.start; });
  if (after == periods_.begin()) return -1;
  const auto found = after - 1;
  return date < found->end() ? static_cast<int>(found - periods_.begin()) : -1;
}

std::vector<double> TimeAxis::middle_days() const {
  std::vector<double> days;
  for (const Period& period : periods_) days.push_back(period.middle_day());
  return days;
}

TimeAxis make_periods(Date start, Date end, int length_days) {
  if (end < start)
    throw Error(ErrorKind::usage, "the end " + to_string(end) + " is before the start " + to_string(start),
                "give --start before --end");
  if (length_days < 1) throw Error(ErrorKind::usage, "a period needs at least 1 day");
  const std::chrono::year_month_day first(start);
  std::vector<Period> periods;
  auto year = first.year();
  Date year_start = start;
  while (year_start <= end) {
    ++year;
    const std::chrono::year_month_day anniversary{year, first.month(), first.day()};
    // 29 February has no anniversary in most years: the next year then starts on 1 March.
    const Date next_year = anniversary.ok() ? Date(anniversary) : Date(year / std::chrono::March / 1);
    for (Date day = year_start; day < next_year && day <= end; day += Days(length_days)) {
      const Date stop = std::min({day + Days(length_days), next_year, end + Days(1)});
      periods.push_back({day, static_cast<int>((stop - day).count())});
    }
    year_start = next_year;
  }
  return TimeAxis(std::move(periods));
}

}  // namespace undercast
