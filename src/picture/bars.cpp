// SPDX-License-Identifier: Apache-2.0
#include "picture/bars.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/error.h"
#include "gaps/calibration.h"
#include "picture/canvas.h"
#include "picture/maps.h"

namespace undercast {
namespace {

constexpr double kLeft = 66, kPanelHeight = 320, kPlotHeight = 210, kLegendRow = 22;
constexpr Color kGrid{228, 228, 228}, kAxis{120, 120, 120}, kSoft{110, 110, 110}, kText{40, 40, 40};

std::vector<std::string> names_of(const std::vector<GapBars>& panels) {
  std::vector<std::string> names;
  for (const GapBars& panel : panels)
    for (const GapBars::Method& method : panel.methods)
      if (std::find(names.begin(), names.end(), method.name) == names.end()) names.push_back(method.name);
  return names;
}

// Returns the top of the axis.
double highest(BarScale scale, const std::vector<GapBars>& panels) {
  double high = 0.05;
  for (const GapBars& panel : panels) {
    if (panel.counts.size() != panel.bins.size())
      throw Error(ErrorKind::internal, "bars of " + panel.protocol + ": unequal numbers of bins and counts");
    for (const GapBars::Method& method : panel.methods) {
      if (method.values.size() != panel.bins.size())
        throw Error(ErrorKind::internal, "bars of " + panel.protocol + ": unequal numbers of bins and values");
      for (const double value : method.values) high = std::isnan(value) ? high : std::max(high, value);
    }
  }
  return scale == BarScale::coverage ? 1 : 0.05 * std::ceil(high * 1.02 / 0.05);
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

// Draws the legend in as many rows as it needs, or measures it where the canvas is null. Returns
// its height.
double draw_legend(Canvas* canvas, const Canvas& ruler, double y, const std::vector<std::string>& names) {
  double x = kLeft, row = y;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double width = 20 + ruler.text_width(names[i], 12) + 24;
    if (x + width > kSheetWidth_px - 10 && x > kLeft) x = kLeft, row += kLegendRow;
    if (canvas != nullptr) {
      canvas->rectangle({x, row - 10, 13, 13}, series_color(static_cast<int>(i)));
      canvas->text(x + 19, row + 1, names[i], {.size = 12});
    }
    x += width;
  }
  return row - y + kLegendRow;
}

// All panels share these.
struct Figure {
  BarScale scale;
  double high;                     // the top of the axis
  std::vector<std::string> names;  // names of the methods, in the order of their colours
};

void draw_panel(Canvas& canvas, const Canvas::Point& at, double width, const GapBars& panel, const Figure& figure) {
  const auto [left, top] = at;
  const double high = figure.high;
  const bool coverage = figure.scale == BarScale::coverage;
  canvas.text(left, top - 12, panel.protocol, {.size = 13, .bold = true});
  const auto y = [&](double value) { return at.y + kPlotHeight * (1 - value / high); };
  const double step = coverage ? 0.2 : high > 0.3 ? 0.1 : high > 0.12 ? 0.05 : 0.02;
  for (double tick = 0; tick <= high + 1e-9; tick += step) {
    char label[32];
    std::snprintf(label, sizeof label, coverage ? "%.0f %%" : "%.2f", coverage ? 100 * tick : tick);
    canvas.line({left, y(tick)}, {left + width, y(tick)}, kGrid);
    canvas.text(left - 8, y(tick) + 4, label, {.size = 11, .align = Canvas::Align::right});
  }
  canvas.turned_text(left - 42, top + kPlotHeight / 2, coverage ? "truths within the bounds" : "RMSE", 12);
  const double group = width / static_cast<double>(std::max<std::size_t>(1, panel.bins.size()));
  for (std::size_t bin = 0; bin < panel.bins.size(); ++bin) {
    const double group_left = left + static_cast<double>(bin) * group;
    const double bar = 0.8 * group / static_cast<double>(std::max<std::size_t>(1, panel.methods.size()));
    for (std::size_t m = 0; m < panel.methods.size(); ++m) {
      const double value = panel.methods[m].values[bin];
      if (std::isnan(value)) continue;
      const auto color =
          std::find(figure.names.begin(), figure.names.end(), panel.methods[m].name) - figure.names.begin();
      canvas.rectangle({group_left + 0.1 * group + static_cast<double>(m) * bar, y(value), std::max(1.0, bar - 1.5),
                        top + kPlotHeight - y(value)},
                       series_color(static_cast<int>(color)));
    }
    const double middle = group_left + group / 2, foot = top + kPlotHeight;
    // A long name takes two lines: the first word, and the rest.
    const std::string& name = panel.bins[bin];
    const std::size_t space = name.find(' ');
    canvas.text(middle, foot + 14, name.substr(0, space), {.size = 11, .align = Canvas::Align::center});
    if (space != std::string::npos)
      canvas.text(middle, foot + 26, name.substr(space + 1), {.size = 11, .align = Canvas::Align::center});
    canvas.text(middle, foot + 40, "n " + short_count(panel.counts[bin]),
                {.size = 10, .align = Canvas::Align::center, .color = kSoft});
  }
  if (coverage) {
    canvas.path_to(left, y(kCoverage), true);
    canvas.path_to(left + width, y(kCoverage));
    canvas.stroke_path(kText, 1.4, true);
    char label[32];
    std::snprintf(label, sizeof label, "dashed: nominal %.0f %%", 100 * kCoverage);
    canvas.text(left + width, top - 12, label, {.size = 11, .align = Canvas::Align::right, .color = kSoft});
  }
  canvas.line({left, top + kPlotHeight}, {left + width, top + kPlotHeight}, kAxis);
  canvas.text(left + width / 2, top + kPlotHeight + 58, "gap length [days]",
              {.size = 11, .align = Canvas::Align::center});
}

}  // namespace

std::string draw_bars_by_gap(const std::string& title, BarScale scale, const std::vector<GapBars>& panels) {
  const Figure figure{scale, highest(scale, panels), names_of(panels)};
  const double legend = draw_legend(nullptr, Canvas(1, 1), 0, figure.names);
  const int columns = panels.size() > 1 ? 2 : 1;
  const int rows = (static_cast<int>(panels.size()) + columns - 1) / columns;
  const double head = 52 + legend, column_width = static_cast<double>(kSheetWidth_px) / columns;
  Canvas canvas(kSheetWidth_px, static_cast<int>(head + rows * kPanelHeight + 6));
  canvas.text(kLeft, 32, title, {.size = 17, .bold = true});
  draw_legend(&canvas, canvas, 58, figure.names);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const int row = static_cast<int>(i) / columns, column = static_cast<int>(i) % columns;
    draw_panel(canvas, {column * column_width + kLeft, head + row * kPanelHeight + 34}, column_width - kLeft - 24,
               panels[i], figure);
  }
  return canvas.png();
}

}  // namespace undercast
