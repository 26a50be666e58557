// SPDX-License-Identifier: Apache-2.0
#include "report/quicklook.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/cube_summary.h"
#include "io/footprint.h"
#include "picture/charts.h"
#include "report/shown_part.h"

namespace undercast {
namespace {

constexpr int kLargestWindow_px = 512;

// Returns the middle of a scene that is too large to be shown whole.
Window shown_window(const Grid& grid) {
  const int rows = std::min(grid.rows, kLargestWindow_px), cols = std::min(grid.cols, kLargestWindow_px);
  return {(grid.rows - rows) / 2, (grid.cols - cols) / 2, rows, cols};
}

std::vector<int> chosen_steps(const Variable& observed) {
  NdviCounts counts(observed.steps());
  counts.add(observed);
  std::vector<double> shares;
  for (const ValueCount& step : counts.steps)
    shares.push_back(static_cast<double>(step.count()) / static_cast<double>(counts.pixels));
  return half_observed_steps(shares);
}

// Returns the pixel of a window whose filled series has the largest range.
std::pair<int, int> liveliest_pixel(const Variable& filled, const Window& window) {
  std::pair<int, int> best{window.row, window.col};
  float best_range = -1;
  for (int row = window.row; row < window.row_end(); ++row)
    for (int col = window.col; col < window.col_end(); ++col) {
      float low = INFINITY, high = -INFINITY;
      for (int step = 0; step < filled.steps(); ++step) {
        low = std::min(low, filled.at(step, row, col));
        high = std::max(high, filled.at(step, row, col));
      }
      if (high - low > best_range) {
        best_range = high - low;
        best = {row, col};
      }
    }
  return best;
}

std::vector<double> series(const Variable& variable, int row, int col) {
  std::vector<double> values;
  for (int step = 0; step < variable.steps(); ++step)
    values.push_back(static_cast<double>(variable.at(step, row, col)));
  return values;
}

MapPanel panel(const Variable& variable, int step) {
  return {variable.rows, variable.cols, {variable.image(step), variable.image(step) + variable.pixels()}};
}

}  // namespace

std::string fill_quicklook(CubeFile& observed_file, const std::string& filled_path, const std::string& filled_by) {
  const Window window = shown_window(observed_file.layout().grid);
  const Cube observed = observed_file.read(window);
  const Variable filled = CubeFile(filled_path).read(window, false).ndvi;

  MapSheet sheet;
  sheet.title = fmt::format("{} observed and filled ({})", observed.index.name, filled_by);
  sheet.index = IndexScale(observed.index);
  sheet.pixel_size_m = metres_per_pixel(observed.grid).across;
  sheet.rows = {{"observed", MapScale::ndvi, {}}, {"filled", MapScale::ndvi, {}}};
  for (const int step : chosen_steps(observed.ndvi)) {
    sheet.columns.push_back(to_string(observed.ndvi.time[step].start));
    sheet.rows[0].panels.push_back(panel(observed.ndvi, step));
    sheet.rows[1].panels.push_back(panel(filled, step));
  }
  std::vector<Chart> charts;
  const int half_rows = std::max(1, window.rows / 2), half_cols = std::max(1, window.cols / 2);
  for (const Window& quarter : {Window{0, 0, half_rows, half_cols},
                                Window{window.rows - half_rows, window.cols - half_cols, half_rows, half_cols},
                                Window{0, window.cols - half_cols, half_rows, half_cols}}) {
    const auto [row, col] = liveliest_pixel(filled, quarter);
    const std::vector<double> days = observed.ndvi.time.middle_days();
    Chart chart{fmt::format("row {}, column {}", window.row + row, window.col + col), {}, sheet.index};
    if (!observed.vh.empty())
      chart.curves.push_back(
          {"VH", CurveStyle::line, 2, observed.vh.time.middle_days(), series(observed.vh, row, col), {}, {}, true});
    chart.curves.push_back({"filled", CurveStyle::line, 1, days, series(filled, row, col), {}, {}, false});
    chart.curves.push_back({"observed", CurveStyle::points, 0, days, series(observed.ndvi, row, col), {}, {}, false});
    charts.push_back(std::move(chart));
  }
  return draw_quicklook(sheet, charts);
}

}  // namespace undercast
