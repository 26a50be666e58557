// SPDX-License-Identifier: Apache-2.0
#include "fill/output_dates.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <vector>

#include "core/error.h"
#include "io/atomic_file.h"
#include "io/csv.h"

namespace undercast {
namespace {

constexpr std::size_t kMostBytes = 4 << 20;  // a text that is longer is no list of dates

Date first_day(const TimeAxis& cube) { return cube[0].start; }
Date last_day(const TimeAxis& cube) { return cube[cube.size() - 1].end() - Days(1); }

}  // namespace

TimeAxis daily_dates(const TimeAxis& cube) {
  std::vector<Period> days;
  for (Date day = first_day(cube); day <= last_day(cube); day += Days(1)) days.push_back({day, 1});
  return TimeAxis(std::move(days));
}

TimeAxis dekads(const TimeAxis& cube) {
  std::vector<Period> periods;
  const double first = static_cast<double>(first_day(cube).time_since_epoch().count());
  const double end = static_cast<double>(last_day(cube).time_since_epoch().count()) + 1;
  const std::chrono::year_month_day begin(first_day(cube));
  for (std::chrono::year_month month = begin.year() / begin.month(); Date(month / 1) <= last_day(cube);
       month += std::chrono::months(1)) {
    const Date next_month(std::chrono::year_month_day((month + std::chrono::months(1)) / 1));
    for (const unsigned day : {1U, 11U, 21U}) {
      const Date start(month / std::chrono::day(day));
      const Date stop = day == 21U ? next_month : start + Days(10);
      const Period dekad{start, static_cast<int>((stop - start).count())};
      if (dekad.middle_day() >= first && dekad.middle_day() < end) periods.push_back(dekad);
    }
  }
  return TimeAxis(std::move(periods));
}

TimeAxis listed_dates(const std::string& path, const TimeAxis& cube) {
  const std::string text = read_text_file(path, kMostBytes);
  CsvReader lines(text, path);
  std::vector<std::string> fields;
  std::map<Date, int> line_of;
  for (bool is_first = true; lines.next(fields); is_first = false) {
    const auto fail = [&](const std::string& found, const std::string& remedy) {
      throw Error(ErrorKind::bad_input, fmt::format("line {} of {}: {}", lines.line(), path, found), remedy);
    };
    const std::string& field = fields.front();
    if (!is_date(field)) {
      if (is_first && field.find_first_of("0123456789") == std::string::npos) continue;  // a heading
      fail(fmt::format("'{}' is no date, expected YYYY-MM-DD", field), "write one date a line, such as 2018-05-11");
    }
    const Date date = parse_date(field);
    if (date < first_day(cube) || date > last_day(cube))
      fail(fmt::format("{} lies outside the cube's dates, {} to {}", field, to_string(first_day(cube)),
                       to_string(last_day(cube))),
           "drop the date, or fill a cube that holds it");
    if (const auto [there, is_new] = line_of.emplace(date, lines.line()); !is_new)
      fail(fmt::format("{} stands on line {} already", field, there->second), "name each date once");
  }
  if (line_of.empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} holds no date", path), "write one date a line: YYYY-MM-DD");
  std::vector<Period> days;
  for (const auto& [date, line] : line_of) days.push_back({date, 1});
  return TimeAxis(std::move(days));
}

TimeAxis output_dates(const std::string& dates, const TimeAxis& cube) {
  if (dates == "daily") return daily_dates(cube);
  if (dates != "dekad") {
    if (!std::filesystem::exists(dates))
      throw Error(ErrorKind::usage, fmt::format("--dates is '{}', and there is no such file", dates),
                  "give daily, dekad, or a text file with one date a line");
    return listed_dates(dates, cube);
  }
  TimeAxis found = dekads(cube);
  if (found.empty())
    throw Error(ErrorKind::bad_input,
                fmt::format("no dekad has its middle within the cube's dates, {} to {}", to_string(first_day(cube)),
                            to_string(last_day(cube))),
                "give --dates daily, or a longer cube");
  return found;
}

}  // namespace undercast
