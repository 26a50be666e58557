// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "core/error.h"
#include "picture/canvas.h"
#include "picture/charts.h"

namespace undercast {
namespace {

constexpr double kLeft = 66, kPanelHeight = 320, kPlotHeight = 210, kLegendRow = 22;
constexpr Color kGrid{228, 228, 228}, kAxis{120, 120, 120}, kSoft{110, 110, 110};

std::vector<std::string> names_of(const std::vector<GapErrors>& panels) {
  std::vector<std::string> names;
  for (const GapErrors& panel : panels)
    for (const GapErrors::Method& method : panel.methods)
      if (std::find(names.begin(), names.end(), method.name) == names.end()) names.push_back(method.name);
  return names;
}

double highest(const std::vector<GapErrors>& panels) {
  double high = 0.05;
  for (const GapErrors& panel : panels) {
    if (panel.counts.size() != panel.bins.size())
      throw Error(ErrorKind::internal, "error chart of " + panel.protocol + ": unequal numbers of bins and counts");
    for (const GapErrors::Method& method : panel.methods) {
      if (method.rmse.size() != panel.bins.size())
        throw Error(ErrorKind::internal, "error chart of " + panel.protocol + ": unequal numbers of bins and errors");
      for (const double rmse : method.rmse) high = std::isnan(rmse) ? high : std::max(high, rmse);
    }
  }
  return 0.05 * std::ceil(high * 1.02 / 0.05);
}

std::string short_count(long long count) {
  char text[32];
  const auto number = static_cast<double>(count);
  if (count >= 1000000)
    std::snprintf(text, sizeof text, "%.1fM", number / 1e6);
  else if (count >= 10000)
    std::snprintf(text, sizeof text, "%.0fk", number / 1e3);
  else
    std::snprintf(text, sizeof text, "%lld", count);
  return text;
}

// Where the legend's entries go; rows as many as needed. Returns the height taken.
double draw_legend(Canvas* canvas, const Canvas& ruler, double y, const std::vector<std::string>& names) {
  double x = kLeft, row = y;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double width = 20 + ruler.text_width(names[i], 12) + 24;
    if (x + width > kSheetWidth_px - 10 && x > kLeft) x = kLeft, row += kLegendRow;
    if (canvas != nullptr) {
      canvas->rectangle(x, row - 10, 13, 13, series_color(static_cast<int>(i)));
      canvas->text(x + 19, row + 1, names[i], 12);
    }
    x += width;
  }
  return row - y + kLegendRow;
}

void draw_panel(Canvas& canvas, double left, double top, double width, const GapErrors& panel, double high,
                const std::vector<std::string>& names) {
  canvas.text(left, top - 12, panel.protocol, 13, Canvas::Align::left, true);
  const auto y = [&](double rmse) { return top + kPlotHeight * (1 - rmse / high); };
  const double step = high > 0.3 ? 0.1 : high > 0.12 ? 0.05 : 0.02;
  for (double tick = 0; tick <= high + 1e-9; tick += step) {
    char label[32];
    std::snprintf(label, sizeof label, "%.2f", tick);
    canvas.line(left, y(tick), left + width, y(tick), kGrid);
    canvas.text(left - 8, y(tick) + 4, label, 11, Canvas::Align::right);
  }
  canvas.turned_text(left - 42, top + kPlotHeight / 2, "RMSE (NDVI)", 12);
  const double group = width / static_cast<double>(std::max<std::size_t>(1, panel.bins.size()));
  for (std::size_t bin = 0; bin < panel.bins.size(); ++bin) {
    const double group_left = left + static_cast<double>(bin) * group;
    const double bar = 0.8 * group / static_cast<double>(std::max<std::size_t>(1, panel.methods.size()));
    for (std::size_t m = 0; m < panel.methods.size(); ++m) {
      const double rmse = panel.methods[m].rmse[bin];
      if (std::isnan(rmse)) continue;
      const auto color = std::find(names.begin(), names.end(), panel.methods[m].name) - names.begin();
      canvas.rectangle(group_left + 0.1 * group + static_cast<double>(m) * bar, y(rmse), std::max(1.0, bar - 1.5),
                       top + kPlotHeight - y(rmse), series_color(static_cast<int>(color)));
    }
    const double middle = group_left + group / 2, foot = top + kPlotHeight;
    canvas.text(middle, foot + 17, panel.bins[bin], 11, Canvas::Align::center);
    canvas.text(middle, foot + 32, "n " + short_count(panel.counts[bin]), 10, Canvas::Align::center, false, kSoft);
  }
  canvas.line(left, top + kPlotHeight, left + width, top + kPlotHeight, kAxis);
  canvas.text(left + width / 2, top + kPlotHeight + 52, "gap length [days]", 11, Canvas::Align::center);
}

}  // namespace

std::string draw_error_by_gap(const std::string& title, const std::vector<GapErrors>& panels) {
  const double high = highest(panels);
  const std::vector<std::string> names = names_of(panels);
  const double legend = draw_legend(nullptr, Canvas(1, 1), 0, names);
  const int columns = panels.size() > 1 ? 2 : 1;
  const int rows = (static_cast<int>(panels.size()) + columns - 1) / columns;
  const double head = 52 + legend, column_width = static_cast<double>(kSheetWidth_px) / columns;
  Canvas canvas(kSheetWidth_px, static_cast<int>(head + rows * kPanelHeight + 6));
  canvas.text(kLeft, 32, title, 17, Canvas::Align::left, true);
  draw_legend(&canvas, canvas, 58, names);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const int row = static_cast<int>(i) / columns, column = static_cast<int>(i) % columns;
    draw_panel(canvas, column * column_width + kLeft, head + row * kPanelHeight + 34, column_width - kLeft - 24,
               panels[i], high, names);
  }
  return canvas.png();
}

}  // namespace undercast
