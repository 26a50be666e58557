// SPDX-License-Identifier: Apache-2.0
#include "io/point_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>

#include "core/decibels.h"
#include "core/error.h"
#include "core/median.h"
#include "io/atomic_file.h"
#include "io/period_lengths.h"

namespace undercast {
namespace {

constexpr const char* kExpected = "a point table has the columns id,date,ndvi,vh_db and if wanted vv_db";

struct Row {
  int point;
  Date date;
  float ndvi, vh, vv;
};

struct Table {
  std::vector<Row> rows;
  int points = 0;
  bool has_vv = false;
};

// Cuts a line at its commas.
std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t comma = line.find(',');
    fields.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

class Reader {
 public:
  explicit Reader(const std::string& path) : path_(path), text_(read_text_file(path)) {}

  Table read() {
    std::string_view line;
    if (!next(line)) throw Error(ErrorKind::bad_input, fmt::format("{} is empty", path_), kExpected);
    const std::vector<std::string_view> names = fields_of(line);
    const std::size_t id = column(names, "id"), date = column(names, "date"), ndvi = column(names, "ndvi"),
                      vh = column(names, "vh_db");
    const bool has_vv = std::find(names.begin(), names.end(), "vv_db") != names.end();
    const std::size_t vv = has_vv ? column(names, "vv_db") : 0;
    Table table{{}, 0, has_vv};
    std::unordered_map<std::string, int> points;
    std::set<std::pair<int, Date>> known;
    while (next(line)) {
      if (line.empty()) continue;
      if (line.find('"') != std::string_view::npos)
        fail("a quotation mark", "fields without quotes", "write the table without quotes");
      const std::vector<std::string_view> fields = fields_of(line);
      if (fields.size() != names.size())
        fail(fmt::format("{} fields", fields.size()), fmt::format("{}, as in the first line", names.size()),
             "write each row on one line, without commas inside fields");
      if (fields[id].empty()) fail("no id", "the point's name", "name the point in the column id");
      if (!is_date(fields[date]))
        fail(fmt::format("the date '{}'", fields[date]), "YYYY-MM-DD", "write dates as 2018-05-11");
      const int point = points.emplace(fields[id], static_cast<int>(points.size())).first->second;
      Row row{point, parse_date(fields[date]), number(fields[ndvi], "ndvi"), number(fields[vh], "vh_db"),
              has_vv ? number(fields[vv], "vv_db") : kMissing};
      if (std::abs(row.ndvi) > 1.001F)
        fail(fmt::format("NDVI {}", fields[ndvi]), "a value from -1 to 1",
             "apply the scale of NDVI stored as integers, and leave missing values empty");
      for (const float db : {row.vh, row.vv})
        if (is_observed(db) && !is_backscatter(db))
          fail(fmt::format("backscatter {}", db), fmt::format("{:g} to {:g} dB", kLeastDb, kMostDb),
               "write backscatter in dB, and leave missing values empty");
      if (!known.emplace(point, row.date).second)
        fail(fmt::format("point {} on {} a second time", fields[id], to_string(row.date)),
             "one row for each point and date", "drop or average rows that repeat");
      table.rows.push_back(row);
    }
    table.points = static_cast<int>(points.size());
    if (table.rows.empty()) throw Error(ErrorKind::bad_input, fmt::format("{} has no rows", path_), kExpected);
    return table;
  }

 private:
  bool next(std::string_view& line) {
    if (at_ >= text_.size()) return false;
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    line = std::string_view(text_).substr(at_, end - at_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line_++ == 0 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);  // the byte order mark of spreadsheets
    at_ = end + 1;
    return true;
  }

  std::size_t column(const std::vector<std::string_view>& names, const char* name) const {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) fail(fmt::format("no column {}", name), "its name in the first line", kExpected);
    if (std::find(found + 1, names.end(), name) != names.end())
      fail(fmt::format("two columns {}", name), "one", "drop or rename one of them");
    return static_cast<std::size_t>(found - names.begin());
  }

  float number(std::string_view text, const char* name) const {
    if (text.empty()) return kMissing;
    float value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc{} || end != text.data() + text.size())
      fail(fmt::format("'{}' in {}", text, name), "a number, or nothing where it is missing",
           "write numbers with a point, without units");
    return std::isfinite(value) ? value : kMissing;
  }

  [[noreturn]] void fail(const std::string& found, const std::string& expected, const std::string& remedy) const {
    throw Error(ErrorKind::bad_input, fmt::format("{}, line {}: found {}, expected {}", path_, line_, found, expected),
                remedy);
  }

  std::string path_, text_;
  std::size_t at_ = 0;
  int line_ = 0;
};

// One step a date. Throws when the dates are acquisitions rather than periods.
TimeAxis inferred_axis(const std::set<Date>& ordered, const std::string& path) {
  const std::vector<Date> dates(ordered.begin(), ordered.end());
  const std::vector<int> lengths = infer_period_lengths(dates);
  std::vector<Period> periods;
  int alone = 0;  // single days that no other day follows
  for (std::size_t i = 0; i < dates.size(); ++i) {
    periods.push_back({dates[i], lengths[i]});
    alone += i + 1 < dates.size() && lengths[i] == 1 && dates[i] + Days(1) != dates[i + 1] ? 1 : 0;
  }
  if (2 * alone > static_cast<int>(dates.size()))
    throw Error(ErrorKind::bad_input,
                fmt::format("{}: the {} dates from {} to {} follow no regular step, so they are acquisitions", path,
                            dates.size(), to_string(dates.front()), to_string(dates.back())),
                "give the days to composite, for example --cube-period 8");
  return TimeAxis(std::move(periods));
}

TimeAxis axis_of(const Table& table, const CubeReadOptions& options, const std::string& path) {
  std::set<Date> dates;
  for (const Row& row : table.rows) dates.insert(row.date);
  require_likely_span(*dates.begin(), *dates.rbegin(), path);
  if (options.period_days == 0) return inferred_axis(dates, path);
  const Date start = options.start.given() ? options.start.date() : *dates.begin();
  if (start > *dates.begin())
    throw Error(ErrorKind::usage,
                fmt::format("--cube-start {} is after {}, the first date of {}", options.start.text(),
                            to_string(*dates.begin()), path),
                "give an earlier one, or leave it out");
  return make_periods(start, *dates.rbegin(), options.period_days);
}

// The mean in linear power, in dB, as composites of images have it. A single value stays as it is.
float power_mean(std::span<float> values) {
  if (values.size() == 1) return values.front();
  double sum = 0;
  for (const float db : values) sum += power_of_db(db);
  return static_cast<float>(db_of_power(sum / static_cast<double>(values.size())));
}

Variable composited(const Table& table, const TimeAxis& axis, float Row::*value, float (*statistic)(std::span<float>)) {
  Variable variable(axis, 1, table.points);
  std::vector<std::pair<std::size_t, float>> values;  // by place
  for (const Row& row : table.rows)
    if (is_observed(row.*value))
      values.emplace_back(static_cast<std::size_t>(axis.step_of(row.date)) * table.points + row.point, row.*value);
  std::stable_sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<float> of_place;
  for (std::size_t i = 0; i < values.size(); ++i) {
    of_place.push_back(values[i].second);
    if (i + 1 < values.size() && values[i + 1].first == values[i].first) continue;
    variable.values[values[i].first] = statistic(of_place);
    of_place.clear();
  }
  return variable;
}

// A table takes six times the memory of its file. Its cube, with all that an evaluation makes of it,
// takes as much for each date of a point as jobs/evaluate.cpp reckons with for a cube.
constexpr double kBytesPerByte = 6, kBytesPerPlace = 160;

void require_memory(const std::string& path, double needed, const ByteSize& memory) {
  if (needed > memory.bytes())
    throw Error(ErrorKind::usage,
                fmt::format("{} needs about {} of memory, and --memory is {}", path, size_text(needed), memory.text()),
                "give more, or cut the table into tables of fewer points");
}

}  // namespace

bool is_point_table(const std::string& path) { return path.ends_with(".csv") || path.ends_with(".CSV"); }

Cube read_point_table(const std::string& path, const CubeReadOptions& options, const ByteSize& memory) {
  std::error_code unreadable;  // which Reader says
  const auto bytes = std::filesystem::file_size(path, unreadable);
  if (!unreadable) require_memory(path, kBytesPerByte * static_cast<double>(bytes), memory);
  const Table table = Reader(path).read();
  const TimeAxis axis = axis_of(table, options, path);
  require_memory(path, kBytesPerPlace * axis.size() * table.points, memory);
  Cube cube;
  cube.grid.rows = 1;
  cube.grid.cols = table.points;
  cube.ndvi = composited(table, axis, &Row::ndvi, median);
  cube.vh = composited(table, axis, &Row::vh, power_mean);
  if (table.has_vv) cube.vv = composited(table, axis, &Row::vv, power_mean);
  return cube;
}

}  // namespace undercast
