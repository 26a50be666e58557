// SPDX-License-Identifier: Apache-2.0
#include "io/image_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "core/error.h"
#include "core/letters.h"

namespace undercast {
namespace {

using std::string_view;

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool all_digits(string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }
int number_of(string_view digits) { return std::atoi(std::string(digits).c_str()); }

std::optional<Date> date_of(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return Date(date);
}

std::optional<Date> date_of(int year, int day_of_year) {
  if (day_of_year < 1) return std::nullopt;
  const Date date = first_day_of_year(year) + Days(day_of_year - 1);
  return year_of(date) == year ? std::optional(date) : std::nullopt;
}

// The date that a run of digits at `at` begins, and where it ends.
std::optional<std::pair<Date, std::size_t>> date_at(string_view name, std::size_t at) {
  std::size_t end = at;
  while (end < name.size() && is_digit(name[end])) ++end;
  const string_view digits = name.substr(at, end - at);
  std::optional<Date> date;
  if (digits.size() == 8)
    date = date_of(number_of(digits.substr(0, 4)), number_of(digits.substr(4, 2)), number_of(digits.substr(6)));
  // The day of the year is of seven digits, and a mark says what they are.
  if (digits.size() == 7 && at > 0 && (name[at - 1] == 'A' || name.substr(0, at).ends_with("doy")))
    date = date_of(number_of(digits.substr(0, 4)), number_of(digits.substr(4)));
  if (digits.size() == 4 && end + 6 <= name.size() && name[end] == name[end + 3] &&
      string_view("-._/").find(name[end]) != string_view::npos && all_digits(name.substr(end + 1, 2)) &&
      all_digits(name.substr(end + 4, 2)) && (end + 6 == name.size() || !is_digit(name[end + 6]))) {
    date = date_of(number_of(digits), number_of(name.substr(end + 1, 2)), number_of(name.substr(end + 4, 2)));
    end += 6;
  }
  if (!date) return std::nullopt;
  return std::pair(*date, end);
}

struct Synonym {
  string_view word, variable;
};
constexpr std::array<Synonym, 13> kSynonyms{{{"NDVI", "NDVI"},
                                             {"NDV", "NDVI"},
                                             {"VH", "VH"},
                                             {"VV", "VV"},
                                             {"RED", "RED"},
                                             {"B04", "RED"},
                                             {"B4", "RED"},
                                             {"NIR", "NIR"},
                                             {"NIR08", "NIR"},
                                             {"B08", "NIR"},
                                             {"B8", "NIR"},
                                             {"B8A", "NIR"},
                                             {"BNR", "NIR"}}};

// A sensor, as FORCE names it after the date: SEN2A, LND08, S1AIA.
bool is_sensor(string_view word) {
  const std::string letters = upper(std::string(word));
  return letters.starts_with("SEN2") || letters.starts_with("LND") || letters.starts_with("S1A") ||
         letters.starts_with("S1B");
}

// The variable that the last of the words that name one does.
std::string variable_in(string_view text, const NameRules& rules) {
  std::string variable;
  while (!text.empty()) {
    const auto end = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_word) - text.begin());
    if (const std::string named = rules.variable_of(text.substr(0, end)); !named.empty()) variable = named;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return variable;
}

int period_number(string_view text) { return all_digits(text) && text.size() <= 5 ? number_of(text) : -1; }

}  // namespace

std::string NameRules::variable_of(string_view word) const {
  const std::string letters = upper(std::string(word));
  if (const auto own = words.find(letters); own != words.end()) return own->second;
  const auto* found =
      std::find_if(kSynonyms.begin(), kSynonyms.end(), [&](const Synonym& s) { return s.word == letters; });
  if (found == kSynonyms.end()) return {};
  const std::string variable(found->variable);
  return has_word_for(variable) ? std::string() : variable;
}

bool NameRules::has_word_for(const std::string& variable) const {
  return std::any_of(words.begin(), words.end(), [&](const auto& word) { return word.second == variable; });
}

bool NameRules::wants(const std::string& variable, const std::string& role) const {
  if (!role.empty()) return variable == role;
  return variable == "NDVI" || variable == "VH" || variable == "VV" || has_word_for(variable);
}

std::optional<Date> whole_date(string_view text) {
  const auto found = text.empty() ? std::nullopt : date_at(text, 0);
  if (!found) return std::nullopt;
  const string_view rest = text.substr(found->second);
  const bool has_time = rest.size() > 2 && (rest[0] == 'T' || rest[0] == ' ') && is_digit(rest[1]);
  return rest.empty() || has_time ? std::optional(found->first) : std::nullopt;
}

std::optional<Date> find_date(const std::string& name) {
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!is_digit(name[at]) || (at > 0 && is_digit(name[at - 1]))) continue;
    // Eight digits may be a number of another kind.
    const auto found = date_at(name, at);
    if (found && year_of(found->first) >= 1970 && year_of(found->first) < 2200) return found->first;
  }
  return std::nullopt;
}

DatePattern::DatePattern(const std::string& pattern) : pattern_(pattern) {
  const auto count = [&](const char* part) { return pattern.find(part) != std::string::npos; };
  bool is_known = true;
  for (std::size_t at = pattern.find('%'); at != std::string::npos; at = pattern.find('%', at + 1))
    is_known = is_known && at + 1 < pattern.size() && string_view("Ymdj").find(pattern[at + 1]) != string_view::npos;
  if (!pattern.empty() && (!is_known || !count("%Y") || count("%j") == (count("%m") && count("%d"))))
    throw Error(ErrorKind::usage, fmt::format("the date pattern '{}' does not give one date", pattern),
                "write %Y with %m and %d, or %Y with %j (the day of the year), such as S2_%d%m%Y");
}

std::optional<Date> DatePattern::match(const std::string& name, std::size_t at) const {
  int year = 0, month = 0, day = 0, day_of_year = 0;
  for (std::size_t p = 0; p < pattern_.size(); ++p) {
    if (pattern_[p] != '%') {
      if (at >= name.size() || name[at++] != pattern_[p]) return std::nullopt;
      continue;
    }
    const char kind = pattern_[++p];
    const std::size_t digits = kind == 'Y' ? 4 : kind == 'j' ? 3 : 2;
    if (at + digits > name.size() || !all_digits(string_view(name).substr(at, digits))) return std::nullopt;
    const int value = number_of(string_view(name).substr(at, digits));
    (kind == 'Y' ? year : kind == 'm' ? month : kind == 'd' ? day : day_of_year) = value;
    at += digits;
  }
  return day_of_year > 0 ? date_of(year, day_of_year) : date_of(year, month, day);
}

std::optional<Date> DatePattern::find(const std::string& name) const {
  if (pattern_.empty()) return find_date(name);
  for (std::size_t at = 0; at < name.size(); ++at)
    if (const auto date = match(name, at)) return date;
  return std::nullopt;
}

std::optional<ImageName> parse_band_name(const std::string& description, int band, const std::string& path,
                                         const NameRules& rules) {
  if (description.empty()) return ImageName{};
  const string_view text = description;
  const auto word_end = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_word) - text.begin());
  const auto last_start =
      static_cast<std::size_t>(std::find_if_not(text.rbegin(), text.rend(), is_word).base() - text.begin());
  const string_view first = text.substr(0, word_end), last = text.substr(last_start);
  ImageName name;
  if (name.variable = rules.variable_of(first); !name.variable.empty()) {
    if (word_end == text.size()) return name;
    const string_view rest = text.substr(word_end + 1);
    name.number = period_number(rest);
    name.date = rules.dates.is_given() ? rules.dates.find(description) : whole_date(rest);
  } else if (name.variable = rules.variable_of(last); !name.variable.empty()) {
    const string_view rest = text.substr(0, last_start - 1);
    name.number = period_number(rest);
    name.date = rules.dates.find(std::string(rest));
  } else {
    const std::size_t mark = text.find('_');
    const bool has_sensor = mark != string_view::npos && is_sensor(text.substr(mark + 1));
    name.date =
        rules.dates.is_given() ? rules.dates.find(description) : whole_date(has_sensor ? text.substr(0, mark) : text);
    if (!name.date) return std::nullopt;
  }
  if (name.says_time()) return name;
  throw Error(ErrorKind::bad_input,
              fmt::format("band {} of {} is called '{}': expected {}_YYYY-MM-DD or {}_NN", band, path, description,
                          name.variable, name.variable),
              "set the band's description to its period's first day, or say with --date-pattern where the date stands");
}

std::string parse_array_name(const std::string& name, const NameRules& rules) {
  if (const std::string variable = rules.variable_of(name); !variable.empty()) return variable;
  return variable_in(name, rules);
}

ImageName parse_file_name(const std::string& path, const NameRules& rules) {
  const std::string stem = std::filesystem::path(path).stem().string();
  return {variable_in(stem, rules), rules.dates.find(stem)};
}

}  // namespace undercast
