// SPDX-License-Identifier: Apache-2.0
#include "report/pixel_info.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/json.h"

namespace undercast {
namespace {

using nlohmann::json;

constexpr int kMostColumns = 96;
constexpr int kEighths = 8;  // steps of a text row's height
constexpr int kMarginColumns = 9;
constexpr const char* kBlocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

struct Shown {
  std::string name;
  const char* unit;
  const Variable* variable;
};

std::vector<Shown> shown_of(const Cube& cube) {
  std::vector<Shown> all;
  for (const Shown& shown : {Shown{cube.index.name, "", &cube.ndvi}, {"VH", "dB", &cube.vh}, {"VV", "dB", &cube.vv}})
    if (!shown.variable->empty()) all.push_back(shown);
  return all;
}

// All variables are drawn on columns of equal length in days.
struct Columns {
  Date first;
  int days = 1, count = 1;

  int of(const Period& period) const { return static_cast<int>((period.start - first).count()) / days; }
  Date start(int column) const { return first + Days(days * column); }
};

// A column is as long as the median distance of NDVI dates, or longer where there would be too
// many.
Columns columns_of(const std::vector<Shown>& all) {
  const TimeAxis& ndvi = all.front().variable->time;
  Columns columns{ndvi[0].start};
  Date last = ndvi[ndvi.size() - 1].start;
  for (const Shown& shown : all) {
    columns.first = std::min(columns.first, shown.variable->time[0].start);
    last = std::max(last, shown.variable->time[shown.variable->steps() - 1].start);
  }
  std::vector<int> distances{1};
  for (int step = 1; step < ndvi.size(); ++step)
    distances.push_back(static_cast<int>((ndvi[step].start - ndvi[step - 1].start).count()));
  std::nth_element(distances.begin(), distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2),
                   distances.end());
  const int span = static_cast<int>((last - columns.first).count()) + 1;
  columns.days = std::max(distances[distances.size() / 2], (span + kMostColumns - 1) / kMostColumns);
  columns.count = (span + columns.days - 1) / columns.days;
  return columns;
}

// A column shows the mean of its values and a mark for its dates.
struct Column {
  double sum = 0;
  int dates = 0, values = 0;

  double mean() const { return sum / values; }
  const char* mark() const { return values > 0 ? "●" : dates > 0 ? "·" : " "; }
};

std::vector<Column> gather(const Variable& series, const Columns& columns) {
  std::vector<Column> gathered(static_cast<std::size_t>(columns.count));
  for (int step = 0; step < series.steps(); ++step) {
    Column& column = gathered[static_cast<std::size_t>(columns.of(series.time[step]))];
    ++column.dates;
    const float value = series.at(step, 0, 0);
    if (!std::isnan(value)) ++column.values, column.sum += static_cast<double>(value);
  }
  return gathered;
}

std::string bars(const std::vector<Column>& columns, double low, double high, int rows) {
  std::string text;
  for (int row = rows - 1; row >= 0; --row) {
    const std::string label = row == rows - 1 ? fmt::format("{:g}", high) : row == 0 ? fmt::format("{:g}", low) : "";
    text += fmt::format("{:>{}} │", label, kMarginColumns - 2);
    for (const Column& column : columns) {
      // The bar fills so many eighths of this row; the bar of the lowest value fills one.
      int height = 0;
      if (column.values > 0) {
        const double share = (column.mean() - low) / (high - low);
        const int eighths = 1 + static_cast<int>(std::lround(share * (rows * kEighths - 1)));
        height = std::clamp(eighths - row * kEighths, 0, kEighths);
      }
      text += kBlocks[height];
    }
    text += "\n";
  }
  text += std::string(kMarginColumns, ' ');
  for (const Column& column : columns) text += column.mark();
  return text + "\n";
}

std::string dates_of(const Columns& columns) {
  constexpr int kApart = 14;
  std::string line(kMarginColumns, ' ');
  for (int column = 0; column < columns.count; column += kApart)
    line += fmt::format("{:<{}}", to_string(columns.start(column)), kApart);
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

std::string chart_of(const Shown& shown, const Columns& columns) {
  const Variable& series = *shown.variable;
  std::vector<float> values;
  std::copy_if(series.values.begin(), series.values.end(), std::back_inserter(values),
               [](float v) { return !std::isnan(v); });
  const std::string head = fmt::format("\n{}: {} of {} dates have a value", shown.name, values.size(), series.steps());
  if (values.empty()) return head + "\n";
  const auto [min, max] = std::minmax_element(values.begin(), values.end());
  const std::string unit = *shown.unit == '\0' ? "" : std::string(" ") + shown.unit;
  const bool is_ndvi = *shown.unit == '\0';
  // An index has one scale for all pixels where it is like NDVI; the scale of backscatter ends at
  // whole decibels.
  const double low = is_ndvi ? std::min(0.0, std::floor(*min * 10.0) / 10) : std::floor(*min);
  const double high = is_ndvi ? std::max(1.0, std::ceil(static_cast<double>(*max)))
                              : std::max(std::ceil(static_cast<double>(*max)), low + 1);
  return head + fmt::format(", {:.2f} to {:.2f}{}\n", *min, *max, unit) +
         bars(gather(series, columns), low, high, is_ndvi ? 6 : 4);
}

json to_json(const Shown& shown) {
  json item{{"unit", *shown.unit == '\0' ? "1" : shown.unit}};
  for (int step = 0; step < shown.variable->steps(); ++step) {
    const Period& period = shown.variable->time[step];
    const float value = shown.variable->at(step, 0, 0);
    item["steps"].push_back({{"date", to_string(period.start)},
                             {"days", period.length_days},
                             {"value", std::isnan(value) ? json(nullptr) : json(value)}});
  }
  return item;
}

}  // namespace

std::string pixel_info(CubeFile& cube, const std::vector<int>& pixel, bool as_json) {
  const Grid& grid = cube.layout().grid;
  if (pixel.size() != 2)
    throw Error(ErrorKind::usage, fmt::format("--pixel needs a row and a column, not {} numbers", pixel.size()),
                "for example --pixel 10,25");
  const int row = pixel[0], col = pixel[1];
  if (row < 0 || col < 0 || row >= grid.rows || col >= grid.cols)
    throw Error(ErrorKind::usage,
                fmt::format("row {}, column {} is outside {}, which has {} rows and {} columns", row, col, cube.path(),
                            grid.rows, grid.cols),
                "rows and columns are counted from 0");
  const Cube series = cube.read({row, col, 1, 1});
  const std::vector<Shown> all = shown_of(series);
  const double x = grid.affine[0] + grid.affine[1] * (col + 0.5) + grid.affine[2] * (row + 0.5);
  const double y = grid.affine[3] + grid.affine[4] * (col + 0.5) + grid.affine[5] * (row + 0.5);
  if (as_json) {
    json out{{"path", cube.path()}, {"kind", "pixel"}, {"row", row}, {"col", col}, {"x", x}, {"y", y}};
    for (const Shown& shown : all) out["variables"][shown.name] = to_json(shown);
    return to_text(out, 2) + "\n";
  }
  const Columns columns = columns_of(all);
  std::string text = fmt::format("{}, row {}, column {}, at ({:.10g}, {:.10g})\n", cube.path(), row, col, x, y);
  for (const Shown& shown : all) text += chart_of(shown, columns);
  text += dates_of(columns);
  return text +
         fmt::format("\n● value   · missing   a column is {} day{}\n", columns.days, columns.days == 1 ? "" : "s");
}

}  // namespace undercast
