// SPDX-License-Identifier: Apache-2.0
#include "io/table_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "core/letters.h"
#include "io/image_names.h"

namespace undercast {
namespace {

constexpr const char* kExpected =
    "a point table has the columns id,date,ndvi,vh_db and if wanted vv_db; or id and a column for each date, such as "
    "NDVI_2018-05-11";

// Names in lower case, without the marks between their words.
const std::vector<std::string> kIdNames{"id",       "pointid", "point",   "fid",  "plot",   "plotid",  "parcel",
                                        "parcelid", "field",   "fieldid", "site", "siteid", "sampleid"};
const std::vector<std::string> kDateNames{"date", "time", "datetime", "timestamp"};
using ValueNames = std::array<std::vector<std::string>, 3>;
const ValueNames kValueNames{{{"ndvi"}, {"vh", "vhdb"}, {"vv", "vvdb"}}};

std::string plain(std::string_view name) {
  std::string plain;
  for (const unsigned char c : name)
    if (std::isalnum(c) != 0) plain += static_cast<char>(std::tolower(c));
  return plain;
}

// Where the date begins in the name of a column; its length: none.
std::size_t date_start(std::string_view name) {
  const std::size_t digit = std::min(name.find_first_of("0123456789"), name.size());
  return whole_date(name.substr(digit)) ? digit : name.size();
}

// The variable that the text before a date names; R begins a name with X where a digit would be
// first.
std::optional<std::size_t> variable_before_date(std::string_view text, const ValueNames& names) {
  const std::string name = plain(text);
  if (name.empty() || name == "x") return 0;
  for (std::size_t variable = 0; variable < names.size(); ++variable)
    for (const std::string& known : names[variable])
      if (name == known) return variable;
  return std::nullopt;
}

class Finder {
 public:
  Finder(const TableFile& table, const std::string& index) : table_(table), names_(kValueNames) {
    if (!index.empty()) names_[0] = {plain(index)};
  }

  TableColumns find() const {
    TableColumns found;
    found.id = one_of(kIdNames);
    found.date = one_of(kDateNames);
    for (std::size_t variable = 0; variable < names_.size(); ++variable)
      found.values[variable] = one_of(names_[variable]);
    find_dated(found);
    const bool is_wide = !found.dated[0].empty();
    if (is_wide && found.values[0] >= 0)
      fail(fmt::format("the columns '{}' and '{}', of a long and of a wide table", table_.name(found.values[0]),
                       table_.name(found.dated[0].begin()->second)),
           "one of them");
    if (found.id < 0 && !(is_wide && !table_.is_text())) fail_without("id");
    if (is_wide) {
      found.date = -1;
      found.values.fill(-1);
      return found;
    }
    found.dated = {};
    if (found.date < 0) fail_without("date");
    if (found.values[0] < 0) fail_without(names_[0].front());
    return found;
  }

 private:
  int one_of(const std::vector<std::string>& names) const {
    int found = -1;
    for (int column = 0; column < table_.columns(); ++column) {
      if (std::find(names.begin(), names.end(), plain(table_.name(column))) == names.end()) continue;
      if (found >= 0) fail_of_two(found, column, names.front());
      found = column;
    }
    return found;
  }

  void find_dated(TableColumns& found) const {
    for (int column = 0; column < table_.columns(); ++column) {
      const std::string name = table_.name(column);
      const std::size_t start = date_start(name);
      if (start == name.size()) continue;
      const std::optional<std::size_t> variable = variable_before_date(std::string_view(name).substr(0, start), names_);
      if (!variable) continue;
      const Date date = *whole_date(std::string_view(name).substr(start));
      const auto [first, is_new] = found.dated[*variable].emplace(date, column);
      if (!is_new)
        fail_of_two(first->second, column, fmt::format("{} of {}", upper(names_[*variable].front()), to_string(date)));
    }
  }

  [[noreturn]] void fail_of_two(int first, int second, const std::string& meaning) const {
    const std::string a = table_.name(first), b = table_.name(second);
    fail(a == b ? fmt::format("two columns {}", a) : fmt::format("the columns '{}' and '{}' for {}", a, b, meaning),
         "one", "drop or rename one of them");
  }

  [[noreturn]] void fail_without(const std::string& name) const {
    std::vector<std::string> names;
    for (int column = 0; column < table_.columns() && column < 20; ++column)
      names.push_back(printable(table_.name(column)));
    if (table_.columns() > 20) names.emplace_back("...");
    fail(fmt::format("no column {} among {}", name, fmt::join(names, ", ")), "one", kExpected);
  }

  [[noreturn]] void fail(const std::string& found, const std::string& expected,
                         const std::string& remedy = kExpected) const {
    throw Error(
        ErrorKind::bad_input,
        fmt::format("{}{}: found {}, expected {}", table_.path(), table_.is_text() ? ", line 1" : "", found, expected),
        remedy);
  }

  const TableFile& table_;
  ValueNames names_;
};

// Where year, month and day stand in a date, which may have marks between them.
struct DateParts {
  std::size_t month, day, end;
};

std::optional<DateParts> parts_of_date(std::string_view text) {
  const bool has_marks = text.size() > 4 && std::string_view("-./_").find(text[4]) != std::string_view::npos;
  const DateParts parts = has_marks ? DateParts{5, 8, 10} : DateParts{4, 6, 8};
  if (text.size() < parts.end || (has_marks && text[7] != text[4])) return std::nullopt;
  return parts;
}

}  // namespace

TableColumns find_columns(const TableFile& table, const std::string& index) { return Finder(table, index).find(); }

std::string date_like(std::string sample, Date date) {
  const std::size_t start = date_start(sample);
  const DateParts parts = *parts_of_date(std::string_view(sample).substr(start));
  const std::string text = to_string(date);
  sample.replace(start, 4, text, 0, 4);
  sample.replace(start + parts.month, 2, text, 5, 2);
  return sample.replace(start + parts.day, 2, text, 8, 2);
}

}  // namespace undercast
