// SPDX-License-Identifier: Apache-2.0
#include "picture/maps.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/error.h"
#include "picture/canvas.h"

namespace undercast {
namespace {

constexpr double kLeft = 62, kRight = 104, kGap = 12, kTop = 78, kBottom = 34, kLargest_px = 340;
constexpr Color kFrame{120, 120, 120}, kSoft{110, 110, 110};

struct PanelSize {
  int width, height;
};

PanelSize panel_size(const MapSheet& sheet) {
  if (sheet.rows.empty() || sheet.columns.empty()) throw Error(ErrorKind::internal, "a sheet of maps without maps");
  const MapPanel* first = nullptr;
  for (const MapRow& row : sheet.rows) {
    if (row.panels.size() != sheet.columns.size())
      throw Error(ErrorKind::internal, "a row of maps does not have one map for each column");
    for (const MapPanel& panel : row.panels) {
      if (first == nullptr) first = &panel;
      if (panel.rows < 1 || panel.cols < 1 || panel.rows != first->rows || panel.cols != first->cols ||
          panel.values.size() != static_cast<std::size_t>(panel.rows) * panel.cols)
        throw Error(ErrorKind::internal, "maps of one sheet differ in size");
    }
  }
  const auto columns = static_cast<double>(std::max(sheet.columns.size(), sheet.room_for));
  const double room = std::min(kLargest_px, (kSheetWidth_px - kLeft - kRight - kGap * (columns - 1)) / columns);
  const double zoom = std::min(room / first->cols, 1.5 * room / first->rows);
  const double scale = zoom >= 1 ? std::floor(zoom) : zoom;
  return {std::max(1, static_cast<int>(first->cols * scale)), std::max(1, static_cast<int>(first->rows * scale))};
}

// Mean of the image's values beneath a pixel of the panel; NaN when all are missing.
double value_beneath(const MapPanel& panel, const PanelSize& size, int x, int y) {
  const auto first = [](int at, int from, int to) { return static_cast<int>(1LL * at * from / to); };
  const int col0 = first(x, panel.cols, size.width), row0 = first(y, panel.rows, size.height);
  const int col1 = std::max(col0 + 1, first(x + 1, panel.cols, size.width));
  const int row1 = std::max(row0 + 1, first(y + 1, panel.rows, size.height));
  double sum = 0;
  int count = 0;
  for (int row = row0; row < row1; ++row)
    for (int col = col0; col < col1; ++col) {
      const float value = panel.values[static_cast<std::size_t>(row) * panel.cols + col];
      if (!std::isnan(value)) sum += value, ++count;
    }
  return count > 0 ? sum / count : NAN;
}

Color color_of(const MapRow& row, double value, double limit) {
  if (row.scale == MapScale::ndvi) return ndvi_color(value);
  if (row.scale == MapScale::day_of_year) return time_color((value - row.first_day) / (row.last_day - row.first_day));
  return difference_color(value, limit);
}

bool same_scale(const MapRow& a, const MapRow& b) {
  return a.scale == b.scale && a.first_day == b.first_day && a.last_day == b.last_day;
}

void draw_panel(Canvas& canvas, double left, double top, const MapPanel& panel, const PanelSize& size,
                const MapRow& row, double limit) {
  std::vector<Color> pixels;
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) pixels.push_back(color_of(row, value_beneath(panel, size, x, y), limit));
  canvas.image(left, top, size.width, size.height, pixels);
  canvas.frame(left, top, size.width, size.height, kFrame);
}

constexpr double kBarWidth = 16;

// The bar itself, with `high` at the top.
void draw_bar(Canvas& canvas, double left, double top, double height, const MapRow& row, double low, double high,
              double limit) {
  for (int y = 0; y < static_cast<int>(height); ++y) {
    const double value = high - (high - low) * (y + 0.5) / height;
    canvas.rectangle(left, top + y, kBarWidth, 1, color_of(row, value, limit));
  }
  canvas.frame(left, top, kBarWidth, std::floor(height), kFrame);
}

void draw_tick(Canvas& canvas, double left, double y, const std::string& label) {
  canvas.line(left + kBarWidth, y, left + kBarWidth + 4, y, kFrame);
  canvas.text(left + kBarWidth + 7, y + 4, label, 11);
}

// First days of months, in a year of 365 days; about six of them.
void draw_month_bar(Canvas& canvas, double left, double top, double height, const MapRow& row) {
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr int kFirstDays[] = {1, 32, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335};
  draw_bar(canvas, left, top, height, row, row.first_day, row.last_day, 0);
  const double range = row.last_day - row.first_day;
  const int step = std::max(1, static_cast<int>(std::ceil(range / 30 / 7)));
  const int first_year = static_cast<int>(std::floor((row.first_day - 1) / 365));
  for (int month = 12 * first_year; month < 12 * first_year + 60; month += step) {
    const int year = month >= 0 ? month / 12 : -((11 - month) / 12);
    const double day = 365.0 * year + kFirstDays[month - 12 * year];
    if (day < row.first_day || day > row.last_day) continue;
    draw_tick(canvas, left, top + height * (row.last_day - day) / range,
              std::string("1 ") + kMonths[month - 12 * year]);
  }
  canvas.text(left, top - 9, "day", 11, Canvas::Align::left, true);
}

void draw_color_bar(Canvas& canvas, double left, double top, double height, const MapRow& row, double limit) {
  if (row.scale == MapScale::day_of_year) return draw_month_bar(canvas, left, top, height, row);
  const bool ndvi = row.scale == MapScale::ndvi, error = row.scale == MapScale::error;
  const double low = ndvi ? kNdviLow : error ? 0 : -limit, high = ndvi ? kNdviHigh : limit;
  draw_bar(canvas, left, top, height, row, low, high, limit);
  const int ticks = ndvi ? 6 : 4;
  for (int tick = 0; tick <= ticks; ++tick) {
    const double value = low + (high - low) * tick / ticks, y = top + height * (high - value) / (high - low);
    char label[32];
    std::snprintf(label, sizeof label, ndvi ? "%.1f" : error ? "%.2f" : "%+.2f", std::abs(value) < 1e-9 ? 0.0 : value);
    draw_tick(canvas, left, y, label);
  }
  canvas.text(left, top - 9, ndvi ? "NDVI" : error ? "error" : "difference", 11, Canvas::Align::left, true);
}

// A round length that takes about a third of a panel.
void draw_scale_bar(Canvas& canvas, double left, double y, double meters_per_px, double panel_width) {
  const double longest_m = panel_width * meters_per_px / 2.5;
  const double decade = std::pow(10, std::floor(std::log10(longest_m)));
  const double length_m = longest_m >= 5 * decade ? 5 * decade : longest_m >= 2 * decade ? 2 * decade : decade;
  const double length = length_m / meters_per_px;
  canvas.rectangle(left, y - 2, length, 4, {60, 60, 60});
  char label[48];
  if (length_m >= 1000)
    std::snprintf(label, sizeof label, "%g km", length_m / 1000);
  else
    std::snprintf(label, sizeof label, "%g m", length_m);
  canvas.text(left + length + 7, y + 4, label, 11);
}

}  // namespace

double maps_height(const MapSheet& sheet) {
  const auto rows = static_cast<double>(sheet.rows.size());
  return kTop + rows * panel_size(sheet).height + (rows - 1) * kGap + kBottom;
}

void draw_maps_on(Canvas& canvas, double y, const MapSheet& sheet) {
  const PanelSize size = panel_size(sheet);
  canvas.text(kLeft, y + 32, sheet.title, 17, Canvas::Align::left, true);
  const double row_step = size.height + kGap;
  for (std::size_t column = 0; column < sheet.columns.size(); ++column) {
    const double left = kLeft + static_cast<double>(column) * (size.width + kGap);
    canvas.fitted_text(left + size.width / 2.0, y + kTop - 10, sheet.columns[column], 12, size.width + kGap - 4);
    for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
      const MapRow& maps = sheet.rows[row];
      draw_panel(canvas, left, y + kTop + static_cast<double>(row) * row_step, maps.panels[column], size, maps,
                 sheet.difference_limit);
    }
  }
  const double bar_left = kLeft + static_cast<double>(sheet.columns.size()) * (size.width + kGap) + 6;
  // One bar for each run of rows on the same scale.
  for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
    const double top = y + kTop + static_cast<double>(row) * row_step;
    canvas.turned_text(kLeft - 16, top + size.height / 2.0, sheet.rows[row].label, 13);
    if (row > 0 && same_scale(sheet.rows[row - 1], sheet.rows[row])) continue;
    const double space = row > 0 ? 14 : 0;
    draw_color_bar(canvas, bar_left, top + space, std::min(size.height - space, 220.0), sheet.rows[row],
                   sheet.difference_limit);
  }
  const double foot = y + kTop + static_cast<double>(sheet.rows.size()) * row_step + 6;
  double next = kLeft;
  if (sheet.pixel_size_m > 0) {
    draw_scale_bar(canvas, kLeft, foot, sheet.pixel_size_m * sheet.rows[0].panels[0].cols / size.width, size.width);
    next += size.width * 0.4 + 90;
  }
  canvas.rectangle(next, foot - 6, 12, 12, kMissingColor);
  canvas.frame(next, foot - 6, 12, 12, kFrame);
  canvas.text(next + 18, foot + 4, sheet.nothing, 11, Canvas::Align::left, false, kSoft);
}

std::string draw_maps(const MapSheet& sheet) { return draw_maps(std::vector<MapSheet>{sheet}); }

std::string draw_maps(const std::vector<MapSheet>& sheets) {
  double height = 0;
  for (const MapSheet& sheet : sheets) height += std::ceil(maps_height(sheet));
  Canvas canvas(kSheetWidth_px, static_cast<int>(height));
  double y = 0;
  for (const MapSheet& sheet : sheets) {
    draw_maps_on(canvas, y, sheet);
    y += std::ceil(maps_height(sheet));
  }
  return canvas.png();
}

}  // namespace undercast
