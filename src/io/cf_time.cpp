// SPDX-License-Identifier: Apache-2.0
#include "io/cf_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <utility>

#include "core/error.h"

namespace undercast {
namespace {

struct Origin {
  double days_per_unit;
  Date day;
  double day_fraction;  ///< from the beginning of the day
};

Origin origin_of(const std::string& units, const std::string& name) {
  static constexpr std::array<std::pair<const char*, double>, 6> kUnits{{{"day", 1},
                                                                         {"hour", 1.0 / 24},
                                                                         {"minute", 1.0 / 1440},
                                                                         {"second", 1.0 / 86400},
                                                                         {"millisecond", 1.0 / 86400e3},
                                                                         {"nanosecond", 1.0 / 86400e9}}};
  const std::string word = units.substr(0, units.find(' '));
  const std::size_t since = units.find(" since ");
  for (const auto& [unit, days] : kUnits) {
    if ((word != unit && word != std::string(unit) + "s") || since == std::string::npos) continue;
    int year = 0, month = 0, day = 0, hour = 0, minute = 0;
    const int read =
        std::sscanf(units.c_str() + since, " since %d-%d-%d%*[T ]%d:%d", &year, &month, &day, &hour, &minute);
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (read >= 3 && date.ok()) return {days, Date(date), (hour + minute / 60.0) / 24};
  }
  throw Error(ErrorKind::bad_input,
              units.empty()
                  ? fmt::format("{} has no units, so its dates are not known", name)
                  : fmt::format("{} has the units '{}', expected such as 'days since 1970-01-01'", name, units),
              "write the time axis in days, hours or seconds since a date (xarray does so for datetime64)");
}

}  // namespace

std::vector<Date> cf_dates(const std::vector<double>& times, const std::string& units, const std::string& calendar,
                           const std::string& name) {
  static constexpr std::array<const char*, 4> kCalendars{"", "standard", "gregorian", "proleptic_gregorian"};
  if (std::find(kCalendars.begin(), kCalendars.end(), calendar) == kCalendars.end())
    throw Error(ErrorKind::bad_input, fmt::format("{} has the calendar '{}', expected 'standard'", name, calendar),
                "convert its times to dates of the usual calendar (convert_calendar('standard') in xarray)");
  const Origin origin = origin_of(units, name);
  std::vector<Date> dates;
  for (const double time : times) {
    // Times are of the middle of a second at best; a whole day may lie a rounding below it.
    const double days = std::floor(time * origin.days_per_unit + origin.day_fraction + 1e-6);
    if (!(std::abs(days) < 1e6))
      throw Error(ErrorKind::bad_input, fmt::format("{} holds the time {}, which is no date", name, time),
                  "write a time for each image");
    dates.push_back(origin.day + Days(static_cast<int>(days)));
  }
  return dates;
}

}  // namespace undercast
