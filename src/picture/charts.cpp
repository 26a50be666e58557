// SPDX-License-Identifier: Apache-2.0
#include "picture/charts.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/date.h"
#include "core/error.h"
#include "picture/canvas.h"

namespace undercast {
namespace {

constexpr double kLeft = 62, kRight = 66, kTop = 62, kBottom = 46, kPlotHeight = 190;
constexpr double kChartHeight = kTop + kPlotHeight + kBottom;
constexpr Color kGrid{228, 228, 228}, kAxis{120, 120, 120}, kText{40, 40, 40};

struct Axes {
  double left, top, width, height;
  double first_day, last_day;
  double vh_low = -25, vh_high = -10;
  IndexScale index = {};

  double x(double day) const { return left + width * (day - first_day) / (last_day - first_day); }
  double y(double value, bool radar) const {
    const double low = radar ? vh_low : index.low, high = radar ? vh_high : index.high;
    return top + height * (high - value) / (high - low);
  }
};

void require_equal_lengths(const Curve& curve) {
  const auto fits = [&](const std::vector<double>& values) {
    return values.empty() || values.size() == curve.days.size();
  };
  if (curve.values.size() != curve.days.size() || !fits(curve.lower) || !fits(curve.upper) ||
      curve.lower.size() != curve.upper.size())
    throw Error(ErrorKind::internal, "the curve '" + curve.label + "' has unequal numbers of days and values");
}

Axes axes_of(const Chart& chart, double y) {
  Axes axes{kLeft, y + kTop, kSheetWidth_px - kLeft - kRight, kPlotHeight, INFINITY, -INFINITY};
  axes.index = chart.index;
  double low = INFINITY, high = -INFINITY;
  for (const Curve& curve : chart.curves) {
    require_equal_lengths(curve);
    for (std::size_t i = 0; i < curve.days.size(); ++i) {
      axes.first_day = std::min(axes.first_day, curve.days[i]);
      axes.last_day = std::max(axes.last_day, curve.days[i]);
      if (!curve.radar || std::isnan(curve.values[i])) continue;
      low = std::min(low, curve.values[i]);
      high = std::max(high, curve.values[i]);
    }
  }
  if (!(axes.last_day >= axes.first_day)) axes.first_day = 0, axes.last_day = 1;
  const double margin = std::max(3.0, 0.012 * (axes.last_day - axes.first_day));
  axes.first_day -= margin;
  axes.last_day += margin;
  if (low <= high) {
    axes.vh_low = 5 * std::floor(low / 5);
    axes.vh_high = std::max(axes.vh_low + 5, 5 * std::ceil(high / 5));
  }
  return axes;
}

void draw_months(Canvas& canvas, const Axes& axes) {
  const double months = (axes.last_day - axes.first_day) / 30.44;
  const int every = months > 72 ? 12 : months > 36 ? 6 : months > 18 ? 3 : 1;
  const Date first(Days(static_cast<int>(std::ceil(axes.first_day))));
  std::chrono::year_month month{std::chrono::year_month_day(first).year(), std::chrono::year_month_day(first).month()};
  bool year_written = false;
  for (;; month += std::chrono::months(1)) {
    const auto day = static_cast<double>(Date(month / 1).time_since_epoch().count());
    if (day > axes.last_day) break;
    const int number = static_cast<int>(static_cast<unsigned>(month.month()));
    if (day < axes.first_day || (number - 1) % every != 0) continue;
    const double x = axes.x(day), foot = axes.top + axes.height;
    canvas.line({x, axes.top}, {x, foot}, number == 1 ? Color{190, 190, 190} : kGrid);
    canvas.line({x, foot}, {x, foot + 4}, kAxis);
    canvas.text(x, foot + 17, std::string(month_name(number).substr(0, 3)),
                {.size = 11, .align = Canvas::Align::center});
    if (number == 1 || !year_written)
      canvas.text(x, foot + 32, std::to_string(static_cast<int>(month.year())),
                  {.size = 11, .align = Canvas::Align::center, .bold = true});
    year_written = true;
  }
}

void draw_axes(Canvas& canvas, const Axes& axes, bool has_radar) {
  canvas.rectangle({axes.left, axes.top, axes.width, axes.height}, {255, 255, 255});
  char label[32];
  for (int tick = 0; tick <= 6; ++tick) {
    const double value = axes.index.low + (axes.index.high - axes.index.low) * tick / 6, y = axes.y(value, false);
    canvas.line({axes.left, y}, {axes.left + axes.width, y}, std::abs(value) < 1e-9 ? Color{190, 190, 190} : kGrid);
    std::snprintf(label, sizeof label, "%.1f", std::abs(value) < 1e-9 ? 0.0 : value);
    canvas.text(axes.left - 8, y + 4, label, {.size = 11, .align = Canvas::Align::right});
  }
  draw_months(canvas, axes);
  canvas.turned_text(axes.left - 40, axes.top + axes.height / 2, axes.index.name, 12);
  if (has_radar) {
    const double step = axes.vh_high - axes.vh_low > 20 ? 10 : 5;
    for (double value = axes.vh_low; value <= axes.vh_high + 1e-9; value += step) {
      std::snprintf(label, sizeof label, "%.0f", value);
      canvas.text(axes.left + axes.width + 8, axes.y(value, true) + 4, label, {.size = 11});
    }
    canvas.turned_text(axes.left + axes.width + 48, axes.top + axes.height / 2, "backscatter [dB]", 12);
  }
  canvas.frame({axes.left, axes.top, axes.width, axes.height}, kAxis);
}

bool is_line(const Curve& curve) { return curve.style == CurveStyle::line || curve.style == CurveStyle::dashed_line; }
double thickness(const Curve& curve) { return curve.radar ? 1.1 : 1.8; }

// Draws a polygon for each unbroken run of bounds.
void draw_band(Canvas& canvas, const Axes& axes, const Curve& curve) {
  for (std::size_t i = 0; i < curve.lower.size();) {
    std::size_t end = i;
    while (end < curve.lower.size() && !std::isnan(curve.lower[end]) && !std::isnan(curve.upper[end])) ++end;
    for (std::size_t k = i; k < end; ++k) canvas.path_to(axes.x(curve.days[k]), axes.y(curve.upper[k], curve.radar));
    for (std::size_t k = end; k-- > i;) canvas.path_to(axes.x(curve.days[k]), axes.y(curve.lower[k], curve.radar));
    canvas.fill_path(series_color(curve.color), 0.18);
    i = end + 1;
  }
}

void draw_curve(Canvas& canvas, const Axes& axes, const Curve& curve) {
  const Color color = series_color(curve.color);
  if (is_line(curve)) {
    bool pen_up = true;
    for (std::size_t i = 0; i < curve.days.size(); ++i) {
      const bool missing = std::isnan(curve.values[i]);
      if (!missing) canvas.path_to(axes.x(curve.days[i]), axes.y(curve.values[i], curve.radar), pen_up);
      pen_up = missing;
    }
    canvas.stroke_path(color, thickness(curve), curve.style == CurveStyle::dashed_line);
    return;
  }
  for (std::size_t i = 0; i < curve.days.size(); ++i)
    if (!std::isnan(curve.values[i]))
      canvas.dot(axes.x(curve.days[i]), axes.y(curve.values[i], curve.radar), 3.4, color,
                 curve.style == CurveStyle::hollow_points);
}

void draw_legend(Canvas& canvas, double y, const Chart& chart) {
  double x = kLeft;
  for (const Curve& curve : chart.curves) {
    const Color color = series_color(curve.color);
    if (!curve.lower.empty()) canvas.rectangle({x, y - 6, 24, 12}, color, 0.18);
    if (is_line(curve)) {
      canvas.path_to(x, y, true);
      canvas.path_to(x + 24, y);
      canvas.stroke_path(color, thickness(curve), curve.style == CurveStyle::dashed_line);
    } else {
      canvas.dot(x + 12, y, 3.4, color, curve.style == CurveStyle::hollow_points);
    }
    canvas.text(x + 30, y + 4, curve.label, {.size = 11.5});
    x += 30 + canvas.text_width(curve.label, 11.5) + 22;
  }
}

void draw_chart(Canvas& canvas, double y, const Chart& chart) {
  const Axes axes = axes_of(chart, y);
  const bool has_radar =
      std::any_of(chart.curves.begin(), chart.curves.end(), [](const Curve& curve) { return curve.radar; });
  canvas.text(kLeft, y + 24, chart.title, {.size = 14, .bold = true, .color = kText});
  draw_legend(canvas, y + 45, chart);
  draw_axes(canvas, axes, has_radar);
  canvas.clip({axes.left, axes.top, axes.width, axes.height});
  for (const Curve& curve : chart.curves) draw_band(canvas, axes, curve);
  // Radar is drawn first and points last, so that the eye finds observations first.
  for (const Curve& curve : chart.curves)
    if (curve.radar) draw_curve(canvas, axes, curve);
  for (const Curve& curve : chart.curves)
    if (!curve.radar && is_line(curve)) draw_curve(canvas, axes, curve);
  for (const Curve& curve : chart.curves)
    if (!curve.radar && !is_line(curve)) draw_curve(canvas, axes, curve);
  canvas.end_clip();
}

}  // namespace

std::string draw_series(const std::vector<Chart>& charts) {
  const double height = kChartHeight * static_cast<double>(std::max<std::size_t>(1, charts.size())) + 8;
  Canvas canvas(kSheetWidth_px, static_cast<int>(height));
  for (std::size_t i = 0; i < charts.size(); ++i) draw_chart(canvas, static_cast<double>(i) * kChartHeight, charts[i]);
  return canvas.png();
}

std::string draw_quicklook(const MapSheet& maps, const std::vector<Chart>& charts) {
  const double top = std::ceil(maps_height(maps));
  Canvas canvas(kSheetWidth_px, static_cast<int>(top + kChartHeight * static_cast<double>(charts.size()) + 8));
  draw_maps_on(canvas, 0, maps);
  for (std::size_t i = 0; i < charts.size(); ++i)
    draw_chart(canvas, top + static_cast<double>(i) * kChartHeight, charts[i]);
  return canvas.png();
}

}  // namespace undercast
