// SPDX-License-Identifier: Apache-2.0
#include "core/date.h"

#include <charconv>
#include <cstdio>
#include <optional>

#include "core/error.h"

namespace undercast {
namespace {

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  return value;
}

std::optional<Date> try_parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day ymd{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                        std::chrono::day(static_cast<unsigned>(*day))};
  if (!ymd.ok()) return std::nullopt;
  return Date(ymd);
}

}  // namespace

bool is_date(std::string_view text) { return try_parse(text).has_value(); }

Date parse_date(std::string_view text) {
  if (const auto date = try_parse(text)) return *date;
  throw Error(ErrorKind::usage, "'" + std::string(text) + "' is not a date",
              "write dates as YYYY-MM-DD, for example 2018-05-11");
}

std::string to_string(Date date) {
  const std::chrono::year_month_day ymd(date);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                static_cast<unsigned>(ymd.day()));
  return text;
}

Date years_before(Date date, int years) {
  const std::chrono::year_month_day ymd(date);
  const std::chrono::year_month_day earlier{ymd.year() - std::chrono::years(years), ymd.month(), ymd.day()};
  return earlier.ok() ? Date(earlier) : Date(earlier.year() / earlier.month() / std::chrono::last);
}

int year_of(Date date) { return static_cast<int>(std::chrono::year_month_day(date).year()); }

Date first_day_of_year(int year) { return Date(std::chrono::year(year) / std::chrono::January / std::chrono::day(1)); }

std::string_view month_name(int month) {
  constexpr std::string_view kNames[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
  return kNames[month - 1];
}

int day_of_year(Date date) { return static_cast<int>((date - first_day_of_year(year_of(date))).count()) + 1; }

}  // namespace undercast
