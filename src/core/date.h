// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace undercast {

/// A calendar day (UTC).
using Date = std::chrono::sys_days;
using Days = std::chrono::days;

/// Reads `YYYY-MM-DD`. Throws Error(usage) naming the text when it is no such date.
Date parse_date(std::string_view text);
/// Whether `text` is exactly a valid `YYYY-MM-DD`.
bool is_date(std::string_view text);
/// `YYYY-MM-DD`.
std::string to_string(Date date);

/// A day that an option may leave open: an empty text, or `YYYY-MM-DD`.
class OptionalDate {
 public:
  OptionalDate() = default;
  /// Throws Error(usage) for any other text.
  OptionalDate(std::string_view text) {  // NOLINT(google-explicit-constructor): options.start = "2018-05-01"
    if (!text.empty()) date_ = parse_date(text);
  }
  // NOLINTNEXTLINE(google-explicit-constructor)
  OptionalDate(const std::string& text) : OptionalDate(std::string_view(text)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  OptionalDate(const char* text) : OptionalDate(std::string_view(text)) {}

  bool given() const { return date_.has_value(); }
  /// Call only where it is given.
  Date date() const { return *date_; }
  std::string text() const { return given() ? to_string(*date_) : std::string(); }
  bool operator==(const OptionalDate&) const = default;

 private:
  std::optional<Date> date_;
};

/// 1 for 1 January.
int day_of_year(Date date);
int year_of(Date date);
/// The same day of an earlier year. If that year has no 29 February, the result is its 28 February.
Date years_before(Date date, int years);
Date first_day_of_year(int year);
/// "January" for 1; its first three letters are the short name.
std::string_view month_name(int month);

}  // namespace undercast
