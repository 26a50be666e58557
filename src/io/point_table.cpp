// SPDX-License-Identifier: Apache-2.0
#include "io/point_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

#include "core/decibels.h"
#include "core/error.h"
#include "core/median.h"
#include "io/image_names.h"
#include "io/period_lengths.h"

namespace undercast {
namespace {

// Reads the rows of a table as series.
class SeriesReader {
 public:
  explicit SeriesReader(PointTable& table) : table_(table), file_(table.file), columns_(table.columns) {}

  void read() {
    if (file_.rows() == 0)
      throw Error(ErrorKind::bad_input, fmt::format("{} has no rows", file_.path()),
                  "give a table with a row for each point, or for each point and date");
    for (row_ = 0; row_ < file_.rows(); ++row_) columns_.is_wide() ? read_point() : read_value();
    table_.points = static_cast<int>(points_.size());
  }

 private:
  int point() {
    const std::string id = columns_.id < 0 ? file_.where(row_) : file_.text(row_, columns_.id);
    if (id.empty())
      fail("no id", "the point's name", fmt::format("name the point in the column {}", file_.name(columns_.id)));
    return points_.emplace(id, static_cast<int>(points_.size())).first->second;
  }

  void read_value() {
    const std::string date = file_.text(row_, columns_.date);
    const std::optional<Date> day = whole_date(date);
    if (!day) fail(fmt::format("the date '{}'", date), "YYYY-MM-DD", "write dates as 2018-05-11 or 20180511");
    const int of_point = point();
    add(of_point, *day, columns_.values);
    if (!known_.emplace(of_point, *day).second)
      fail(fmt::format("point {} on {} a second time", file_.text(row_, columns_.id), to_string(*day)),
           "one row for each point and date", "drop or average rows that repeat");
  }

  // Reads the series of a point from its row.
  void read_point() {
    const int of_point = point();
    if (of_point != row_)
      fail(fmt::format("point {} a second time", file_.text(row_, columns_.id)), "one row for each point",
           "drop or average rows that repeat");
    std::map<Date, std::array<int, 3>> by_date;
    for (std::size_t variable = 0; variable < 3; ++variable)
      for (const auto& [date, column] : columns_.dated[variable])
        by_date.try_emplace(date, std::array{-1, -1, -1}).first->second[variable] = column;
    for (const auto& [date, cells] : by_date) add(of_point, date, cells);
  }

  void add(int of_point, Date date, const std::array<int, 3>& cells) {
    const float ndvi = number(cells[0]), vh = backscatter(cells[1]), vv = backscatter(cells[2]);
    const auto& [name, range] = table_.cube.index;
    if (is_observed(ndvi) && !range.holds(ndvi))
      fail(fmt::format("{} {}", name, file_.text(row_, cells[0])),
           fmt::format("a value from {:g} to {:g}", range.least, range.most),
           fmt::format("apply the scale of {} stored as integers, and leave missing values empty", name));
    table_.series.push_back({of_point, date, ndvi, vh, vv});
  }

  float backscatter(int column) const {
    const float db = number(column);
    if (is_observed(db) && !is_backscatter(db))
      fail(fmt::format("backscatter {}", db), fmt::format("{:g} to {:g} dB", kLeastDb, kMostDb),
           "write backscatter in dB, and leave missing values empty");
    return db;
  }

  float number(int column) const {
    if (column < 0) return kMissing;
    const std::string text = file_.text(row_, column);
    if (text.empty()) return kMissing;
    float value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status == std::errc{} && *end == ',')
      fail(fmt::format("'{}' in {}, which has a decimal comma", text, file_.name(column)), "a decimal point",
           "write it with write.csv instead of write.csv2 in R, decimal='.' in pandas, or in a spreadsheet with "
           "English number formats");
    if (status != std::errc{} || end != text.data() + text.size())
      fail(fmt::format("'{}' in {}", printable(text), file_.name(column)), "a number, or nothing where it is missing",
           "write numbers with a point, without units");
    return std::isfinite(value) ? value : kMissing;
  }

  [[noreturn]] void fail(const std::string& found, const std::string& expected, const std::string& remedy) const {
    throw Error(ErrorKind::bad_input,
                fmt::format("{}, {}: found {}, expected {}", file_.path(), file_.where(row_), found, expected), remedy);
  }

  PointTable& table_;
  const TableFile& file_;
  const TableColumns& columns_;
  int row_ = 0;
  std::unordered_map<std::string, int> points_;
  std::set<std::pair<int, Date>> known_;
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

TimeAxis axis_of(const PointTable& table, const CubeReadOptions& options) {
  const std::string& path = table.file.path();
  std::set<Date> dates;
  for (const TableValue& row : table.series) dates.insert(row.date);
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

Variable composited(const PointTable& table, const TimeAxis& axis, float TableValue::*value,
                    float (*statistic)(std::span<float>)) {
  Variable variable(axis, 1, table.points);
  std::vector<std::pair<std::size_t, float>> values;  // by place
  for (const TableValue& row : table.series)
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

// A table's cube, with all that an evaluation makes of it, takes as much for each date of a point
// as jobs/evaluate.cpp reckons with for a cube.
constexpr double kBytesPerPlace = 160;

}  // namespace

PointTable::PointTable(const std::string& path, const CubeReadOptions& options, const ByteSize& memory)
    : file(path, memory), columns(find_columns(file, options.variable)) {
  check(options);
  cube.index = index_of(options);
  if (!(options == options.for_companions()))
    throw Error(ErrorKind::usage,
                fmt::format("{} is a table, and takes no option of reading but --cube-start, "
                            "--cube-period, --variable and --variable-range",
                            path),
                "leave the others out; name the columns of the table id, date, ndvi, vh_db and vv_db");
  SeriesReader(*this).read();
  const TimeAxis axis = axis_of(*this, options);
  require_table_memory(path, file.memory() + kBytesPerPlace * axis.size() * points, memory);
  cube.grid.rows = 1;
  cube.grid.cols = points;
  cube.ndvi = composited(*this, axis, &TableValue::ndvi, median);
  if (columns.has(1)) cube.vh = composited(*this, axis, &TableValue::vh, power_mean);
  if (columns.has(2)) cube.vv = composited(*this, axis, &TableValue::vv, power_mean);
}

bool PointTable::is_composited() const {
  return !std::all_of(series.begin(), series.end(), [&](const TableValue& value) {
    return cube.ndvi.time[cube.ndvi.time.step_of(value.date)].start == value.date;
  });
}

Cube read_point_table(const std::string& path, const CubeReadOptions& options, const ByteSize& memory) {
  return PointTable(path, options, memory).cube;
}

}  // namespace undercast
