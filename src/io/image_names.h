// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/date.h"

namespace undercast {

/// The first date in a name: 2018-05-01, 2018.05.01, 2018_05_01, 20180501 (each perhaps with a time
/// T...), A2018121 or doy2018121 (year and day of the year). Digits on either side make it no date.
std::optional<Date> find_date(const std::string& name);

/// The date that a text is, with or without a time: 2018-05-01, 20180501T105031, 2018/05/01 10:50.
std::optional<Date> whole_date(std::string_view text);

/// A pattern of the user's for names whose dates find_date() does not find: %Y, %m, %d and %j stand
/// for the digits of year, month, day and day of the year; all else stands for itself.
class DatePattern {
 public:
  DatePattern() = default;
  /// Throws Error(usage) when the pattern does not give one date.
  explicit DatePattern(const std::string& pattern);
  bool is_given() const { return !pattern_.empty(); }
  /// The date at the first place where the pattern fits; find_date() without a pattern.
  std::optional<Date> find(const std::string& name) const;

 private:
  std::optional<Date> match(const std::string& name, std::size_t at) const;

  std::string pattern_;
};

/// How names are read: a word of the user's own takes the place of those that the field uses for a
/// variable.
struct NameRules {
  DatePattern dates = {};
  std::map<std::string, std::string> words = {};  ///< a word in capitals, and the variable that it names

  /// NDVI, VH, VV, RED or NIR, if a word names one; else an empty text.
  std::string variable_of(std::string_view word) const;
  bool has_word_for(const std::string& variable) const;
  /// Whether a cube is made of a variable: NDVI, VH, VV and what the user has a word for, or `role`
  /// alone where it is not empty.
  bool wants(const std::string& variable, const std::string& role) const;
};

/// What a name says of an image.
struct ImageName {
  std::string variable = {};  ///< NDVI, VH, VV, RED or NIR; empty: the name does not say
  std::optional<Date> date = {};
  int number = -1;  ///< of a period, where there is no date
  bool says_time() const { return date.has_value() || number >= 0; }
};

/// Reads a band's description: `NDVI_2018-05-11` (the program's own), `NDVI_03` and `3_NDVI`
/// (numbered), `20180511T105031_20180511T105031_T31UFS_NDVI` (Earth Engine), `20180511_SEN2A`
/// (FORCE), `NDVI` or nothing (where the file's name or metadata has the date). Nothing for another
/// description. Throws Error(bad_input), naming the band, for a variable with an unreadable date.
std::optional<ImageName> parse_band_name(const std::string& description, int band, const std::string& path,
                                         const NameRules& rules = {});

/// Reads the name of a file: its last word that names a variable, and its date.
ImageName parse_file_name(const std::string& path, const NameRules& rules = {});

/// Reads the name of an array in a store: the variable that a word of it names; else an empty text.
std::string parse_array_name(const std::string& name, const NameRules& rules = {});

}  // namespace undercast
