// SPDX-License-Identifier: Apache-2.0
#include "jobs/radar_calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "gaps/doubtful_dates.h"

namespace undercast {
namespace {

using Month = std::chrono::year_month;

Month month_of(Date day) {
  const std::chrono::year_month_day parts(day);
  return parts.year() / parts.month();
}

Date first_day(Month month) { return month / 1; }

// The days of a month that lie within the dates.
DateRange part_of(Month month, const DateRange& dates) {
  return {std::max(first_day(month), dates.first),
          std::min(first_day(month + std::chrono::months(1)) - Days(1), dates.last)};
}

int days_in(const DateRange& dates) { return static_cast<int>((dates.last - dates.first).count()) + 1; }

std::string name_of(Month month) { return to_string(first_day(month)).substr(0, 7); }

std::vector<Month> months_of(const DateRange& dates) {
  std::vector<Month> months;
  for (Month month = month_of(dates.first); month <= month_of(dates.last); month += std::chrono::months(1))
    months.push_back(month);
  return months;
}

using MonthlyCounts = std::map<Month, int>;

MonthlyCounts monthly(const std::set<Date>& days) {
  MonthlyCounts counts;
  for (const Date day : days) ++counts[month_of(day)];
  return counts;
}

int count_in(const MonthlyCounts& counts, Month month) {
  const auto found = counts.find(month);
  return found == counts.end() ? 0 : found->second;
}

std::set<Date> optical_days(const ArchiveCalendar& calendar) {
  std::set<Date> days;
  for (const Date day : calendar.optical)
    if (calendar.optical_dates.holds(day)) days.insert(day);
  return days;
}

// The days of each relative orbit and platform.
std::map<std::pair<int, std::string>, std::set<Date>> days_by_track(const ArchiveCalendar& calendar) {
  std::map<std::pair<int, std::string>, std::set<Date>> tracks;
  for (const RadarSample& image : calendar.radar)
    if (calendar.radar_dates.holds(image.date))
      tracks[{image.track.relative_orbit, image.track.platform}].insert(image.date);
  return tracks;
}

struct CalendarRow {
  std::string name;
  DateRange dates;
  MonthlyCounts counts;
};

std::vector<CalendarRow> rows_of(const ArchiveCalendar& calendar) {
  std::vector<CalendarRow> rows{{"Sentinel-2", calendar.optical_dates, monthly(optical_days(calendar))}};
  for (const auto& [track, days] : days_by_track(calendar)) {
    const auto& [orbit, platform] = track;
    rows.push_back({fmt::format("{}, {}", platform.empty() ? "Sentinel-1" : platform,
                                orbit == 0 ? "relative orbit unknown" : fmt::format("relative orbit {}", orbit)),
                    calendar.radar_dates, monthly(days)});
  }
  return rows;
}

struct Thinning {
  Month from;
  double before = 0, after = 0;  ///< acquisitions a month
};
// Returns the month from which on a series has much less, if any, by the two means that fit it
// best.
std::optional<Thinning> thinning_of(const std::vector<Month>& months, const std::vector<int>& counts) {
  constexpr std::size_t kFewestMonths = 2;
  constexpr double kMuchLess = 0.6, kLess = 1;
  const auto mean = [&](std::size_t first, std::size_t end) {
    return std::accumulate(counts.begin() + static_cast<std::ptrdiff_t>(first),
                           counts.begin() + static_cast<std::ptrdiff_t>(end), 0.0) /
           static_cast<double>(end - first);
  };
  std::optional<Thinning> found;
  double largest = 0;
  for (std::size_t split = kFewestMonths; split + kFewestMonths <= counts.size(); ++split) {
    const double before = mean(0, split), after = mean(split, counts.size());
    const double between = static_cast<double>(split * (counts.size() - split)) * (before - after) * (before - after);
    if (between <= largest) continue;
    largest = between;
    found.reset();
    if (after <= kMuchLess * before && after <= before - kLess) found = Thinning{months[split], before, after};
  }
  return found;
}

std::vector<std::string> radar_warnings(const ArchiveCalendar& calendar) {
  const std::set<Date> optical = optical_days(calendar);
  std::set<Date> radar;
  MonthlyCounts counts;
  for (const auto& [track, days] : days_by_track(calendar)) {
    radar.insert(days.begin(), days.end());
    for (const auto& [month, count] : monthly(days)) counts[month] += count;
  }
  if (radar.empty() || optical.empty()) return {};
  std::vector<Period> periods;
  for (const Date day : radar) periods.push_back({day, 1});
  const Date begin = std::max(calendar.radar_dates.first, *optical.begin());
  const Date last_optical = *optical.rbegin(), last_radar = *radar.rbegin();
  std::vector<std::string> warnings;
  for (const RadarGap& gap : radar_gaps(periods, begin, last_optical + Days(1)))
    warnings.push_back(
        gap.first > last_radar
            ? fmt::format("Sentinel-1 stops on {}, {} days before Sentinel-2, whose last acquisition is of {}: gaps in "
                          "the time between would be filled without radar; another archive of radar may have it",
                          to_string(last_radar), (last_optical - last_radar).count(), to_string(last_optical))
            : fmt::format(
                  "there is no Sentinel-1 acquisition from {} to {}, where Sentinel-2 has {}: gaps in that time "
                  "would be filled without radar; another archive of radar may have it",
                  to_string(gap.first), to_string(gap.last),
                  std::distance(optical.lower_bound(gap.first), optical.upper_bound(gap.last))));
  const DateRange common{begin, std::min(last_optical, last_radar)};
  std::vector<Month> whole;
  std::vector<int> series;
  for (const Month month : months_of(common)) {
    if (days_in(part_of(month, common)) < days_in(part_of(month, {first_day(month), Date::max()}))) continue;
    whole.push_back(month);
    series.push_back(count_in(counts, month));
  }
  if (const auto thinning = thinning_of(whole, series))
    warnings.push_back(fmt::format(
        "Sentinel-1 thins out in {}: it has {:.1f} acquisitions a month from then on, and {:.1f} before, so gaps are "
        "filled with less radar; another archive of radar may have more",
        name_of(thinning->from), thinning->after, thinning->before));
  return warnings;
}

std::vector<std::string> optical_warnings(const ArchiveCalendar& calendar) {
  constexpr int kFewestDays = 20;  // of a month, to judge it
  constexpr double kFew = 0.4;
  static const Date second_satellite = parse_date("2017-07-01");
  const std::set<Date> days = optical_days(calendar);
  std::vector<std::string> warnings;
  DateRange poor{};  // months in a row
  double expected = 0;
  const auto close = [&] {
    if (expected > 0)
      warnings.push_back(fmt::format(
          "Sentinel-2 has {} acquisitions from {} to {}, where its revisit of {} days gives about {:.0f}: the archive "
          "seems to lack images; another --source may have them",
          std::distance(days.lower_bound(poor.first), days.upper_bound(poor.last)), to_string(poor.first),
          to_string(poor.last), poor.first < second_satellite ? "10, later 5" : "5", expected));
    expected = 0;
  };
  const Date today = std::chrono::floor<Days>(std::chrono::system_clock::now());
  const DateRange past{calendar.optical_dates.first, std::min(calendar.optical_dates.last, today)};
  for (const Month month : months_of(past)) {
    const DateRange part = part_of(month, past);
    const double usual = days_in(part) / (part.first < second_satellite ? 10.0 : 5.0);
    const auto count = std::distance(days.lower_bound(part.first), days.upper_bound(part.last));
    if (days_in(part) < kFewestDays || static_cast<double>(count) >= kFew * usual) {
      close();
      continue;
    }
    if (expected == 0) poor.first = part.first;
    poor.last = part.last;
    expected += usual;
  }
  close();
  return warnings;
}

}  // namespace

std::string describe(const ArchiveCalendar& calendar) {
  constexpr int kYearWidth = 6;
  const std::string title = "acquisitions a month";
  const std::vector<CalendarRow> rows = rows_of(calendar);
  std::size_t width = title.size() - kYearWidth;
  for (const CalendarRow& row : rows) width = std::max(width, row.name.size());
  std::string text = fmt::format("{:<{}}", title, width + kYearWidth);
  for (int month = 1; month <= 12; ++month) text += fmt::format(" {}", month_name(month).substr(0, 3));
  text += '\n';
  for (int year = year_of(calendar.optical_dates.first); year <= year_of(calendar.optical_dates.last); ++year)
    for (const CalendarRow& row : rows) {
      if (year < year_of(row.dates.first) || year > year_of(row.dates.last)) continue;
      text += fmt::format("{}  {:<{}}", year, row.name, width);
      for (int number = 1; number <= 12; ++number) {
        const Month month = std::chrono::year(year) / number;
        const bool is_asked = days_in(part_of(month, row.dates)) > 0;
        text += fmt::format(" {:>3}", is_asked ? std::to_string(count_in(row.counts, month)) : "-");
      }
      text += '\n';
    }
  return text;
}

std::vector<std::string> warnings_of(const ArchiveCalendar& calendar) {
  std::vector<std::string> warnings = radar_warnings(calendar);
  for (std::string& warning : optical_warnings(calendar)) warnings.push_back(std::move(warning));
  return warnings;
}

}  // namespace undercast
