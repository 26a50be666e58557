// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
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
/// 1 for 1 January.
int day_of_year(Date date);
int year_of(Date date);
Date first_day_of_year(int year);

}  // namespace undercast
