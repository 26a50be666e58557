// SPDX-License-Identifier: Apache-2.0
#include "picture/maps.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/date.h"
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

// Returns the mean of the image's values beneath a pixel of the panel, NaN where all are missing.
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

// The scale of a row runs from `low` to `high`.
struct Scale {
  MapScale kind;
  double low, high;
  IndexScale index = {};
  bool operator==(const Scale&) const = default;

  Color color(double value) const {
    if (kind == MapScale::ndvi) return index.color(value);
    if (kind == MapScale::day_of_year) return time_color((value - low) / (high - low));
    return difference_color(value, high);
  }
};

Scale scale_of(const MapRow& row, const MapSheet& sheet) {
  const double limit = sheet.difference_limit;
  if (row.scale == MapScale::ndvi) return {row.scale, sheet.index.low, sheet.index.high, sheet.index};
  if (row.scale == MapScale::day_of_year) return {row.scale, row.first_day, row.last_day};
  return {row.scale, row.scale == MapScale::error ? 0 : -limit, limit};
}

void draw_panel(Canvas& canvas, const Canvas::Point& at, const PanelSize& size, const MapPanel& panel,
                const Scale& scale) {
  std::vector<Color> pixels;
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) pixels.push_back(scale.color(value_beneath(panel, size, x, y)));
  canvas.image(at.x, at.y, size.width, size.height, pixels);
  canvas.frame({at.x, at.y, 1.0 * size.width, 1.0 * size.height}, kFrame);
}

constexpr double kBarWidth = 16;

// Draws the bar with the highest value at the top.
void draw_bar(Canvas& canvas, const Canvas::Point& at, double height, const Scale& scale) {
  for (int y = 0; y < static_cast<int>(height); ++y) {
    const double value = scale.high - (scale.high - scale.low) * (y + 0.5) / height;
    canvas.rectangle({at.x, at.y + y, kBarWidth, 1}, scale.color(value));
  }
  canvas.frame({at.x, at.y, kBarWidth, std::floor(height)}, kFrame);
}

void draw_tick(Canvas& canvas, double left, double y, const std::string& label) {
  canvas.line({left + kBarWidth, y}, {left + kBarWidth + 4, y}, kFrame);
  canvas.text(left + kBarWidth + 7, y + 4, label, {.size = 11});
}

// Marks the first days of about six months, in a year of 365 days.
void draw_months(Canvas& canvas, const Canvas::Point& at, double height, const Scale& scale) {
  constexpr int kFirstDays[] = {1, 32, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335};
  const double range = scale.high - scale.low;
  const int step = std::max(1, static_cast<int>(std::ceil(range / 30 / 7)));
  const int first_year = static_cast<int>(std::floor((scale.low - 1) / 365));
  for (int month = 12 * first_year; month < 12 * first_year + 60; month += step) {
    const int year = month >= 0 ? month / 12 : -((11 - month) / 12);
    const double day = 365.0 * year + kFirstDays[month - 12 * year];
    if (day < scale.low || day > scale.high) continue;
    draw_tick(canvas, at.x, at.y + height * (scale.high - day) / range,
              "1 " + std::string(month_name(month - 12 * year + 1).substr(0, 3)));
  }
}

void draw_values(Canvas& canvas, const Canvas::Point& at, double height, const Scale& scale) {
  const auto& [kind, low, high, index] = scale;
  const int ticks = kind == MapScale::ndvi ? 6 : 4;
  const char* const format = kind == MapScale::ndvi ? "%.1f" : kind == MapScale::error ? "%.2f" : "%+.2f";
  for (int tick = 0; tick <= ticks; ++tick) {
    const double value = low + (high - low) * tick / ticks;
    char label[32];
    std::snprintf(label, sizeof label, format, std::abs(value) < 1e-9 ? 0.0 : value);
    draw_tick(canvas, at.x, at.y + height * (high - value) / (high - low), label);
  }
}

void draw_color_bar(Canvas& canvas, const Canvas::Point& at, double height, const Scale& scale) {
  const MapScale kind = scale.kind;
  draw_bar(canvas, at, height, scale);
  (kind == MapScale::day_of_year ? draw_months : draw_values)(canvas, at, height, scale);
  const char* const name = kind == MapScale::day_of_year ? "day"
                           : kind == MapScale::ndvi      ? scale.index.name.c_str()
                           : kind == MapScale::error     ? "error"
                                                         : "difference";
  canvas.text(at.x, at.y - 9, name, {.size = 11, .bold = true});
}

// Draws a round length that takes about a third of a panel.
void draw_scale_bar(Canvas& canvas, double left, double y, double meters_per_px, double panel_width) {
  const double longest_m = panel_width * meters_per_px / 2.5;
  const double decade = std::pow(10, std::floor(std::log10(longest_m)));
  const double length_m = longest_m >= 5 * decade ? 5 * decade : longest_m >= 2 * decade ? 2 * decade : decade;
  const double length = length_m / meters_per_px;
  canvas.rectangle({left, y - 2, length, 4}, {60, 60, 60});
  char label[48];
  if (length_m >= 1000)
    std::snprintf(label, sizeof label, "%g km", length_m / 1000);
  else
    std::snprintf(label, sizeof label, "%g m", length_m);
  canvas.text(left + length + 7, y + 4, label, {.size = 11});
}

}  // namespace

double maps_height(const MapSheet& sheet) {
  const auto rows = static_cast<double>(sheet.rows.size());
  return kTop + rows * panel_size(sheet).height + (rows - 1) * kGap + kBottom;
}

void draw_maps_on(Canvas& canvas, double y, const MapSheet& sheet) {
  const PanelSize size = panel_size(sheet);
  canvas.text(kLeft, y + 32, sheet.title, {.size = 17, .bold = true});
  const double row_step = size.height + kGap;
  std::vector<Scale> scales;
  for (const MapRow& row : sheet.rows) scales.push_back(scale_of(row, sheet));
  for (std::size_t column = 0; column < sheet.columns.size(); ++column) {
    const double left = kLeft + static_cast<double>(column) * (size.width + kGap);
    canvas.fitted_text(left + size.width / 2.0, y + kTop - 10, sheet.columns[column], 12, size.width + kGap - 4);
    for (std::size_t row = 0; row < sheet.rows.size(); ++row)
      draw_panel(canvas, {left, y + kTop + static_cast<double>(row) * row_step}, size, sheet.rows[row].panels[column],
                 scales[row]);
  }
  const double bar_left = kLeft + static_cast<double>(sheet.columns.size()) * (size.width + kGap) + 6;
  // Neighbouring rows on the same scale share one bar.
  for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
    const double top = y + kTop + static_cast<double>(row) * row_step;
    canvas.turned_text(kLeft - 16, top + size.height / 2.0, sheet.rows[row].label, 13);
    if (row > 0 && scales[row - 1] == scales[row]) continue;
    const double space = row > 0 ? 14 : 0;
    draw_color_bar(canvas, {bar_left, top + space}, std::min(size.height - space, 220.0), scales[row]);
  }
  const double foot = y + kTop + static_cast<double>(sheet.rows.size()) * row_step + 6;
  double next = kLeft;
  if (sheet.pixel_size_m > 0) {
    draw_scale_bar(canvas, kLeft, foot, sheet.pixel_size_m * sheet.rows[0].panels[0].cols / size.width, size.width);
    next += size.width * 0.4 + 90;
  }
  canvas.rectangle({next, foot - 6, 12, 12}, kMissingColor);
  canvas.frame({next, foot - 6, 12, 12}, kFrame);
  canvas.text(next + 18, foot + 4, sheet.nothing, {.size = 11, .color = kSoft});
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
