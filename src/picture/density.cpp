// SPDX-License-Identifier: Apache-2.0
#include "picture/density.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/error.h"
#include "picture/canvas.h"
#include "picture/maps.h"

namespace undercast {
namespace {

constexpr double kLeft = 66, kHead = 72, kRowTitle = 30, kGap = 40, kStep = 330;
constexpr int kSide_px = 240, kColumns = 4;
constexpr Color kAxis{120, 120, 120}, kSoft{110, 110, 110}, kEqual{213, 94, 0};

std::size_t lines_of(const DensityRow& row) { return (row.panels.size() + kColumns - 1) / kColumns; }

std::vector<Color> colors_of(const DensityPanel& panel) {
  if (panel.counts.size() != static_cast<std::size_t>(panel.cells) * panel.cells)
    throw Error(ErrorKind::internal, "density of " + panel.title + ": unequal numbers of cells and counts");
  const double most = std::log1p(static_cast<double>(*std::max_element(panel.counts.begin(), panel.counts.end())));
  std::vector<Color> colors;
  for (int y = 0; y < kSide_px; ++y)
    for (int x = 0; x < kSide_px; ++x) {
      const int estimate = (kSide_px - 1 - y) * panel.cells / kSide_px, truth = x * panel.cells / kSide_px;
      const long long count = panel.counts[static_cast<std::size_t>(estimate) * panel.cells + truth];
      const double share = std::log1p(static_cast<double>(count)) / most;
      // A single value must be visible, unlike none.
      colors.push_back(count == 0 ? Color{255, 255, 255}
                                  : ndvi_color(kNdviLow + (0.15 + 0.85 * share) * (kNdviHigh - kNdviLow)));
    }
  return colors;
}

void draw_panel(Canvas& canvas, double left, double top, bool first, const DensityPanel& panel) {
  const double foot = top + kSide_px;
  canvas.fitted_text(left + kSide_px / 2.0, top - 9, panel.title, 12, kSide_px + kGap - 8);
  if (!panel.counts.empty()) canvas.image(left, top, kSide_px, kSide_px, colors_of(panel));
  canvas.path_to(left, foot, true);
  canvas.path_to(left + kSide_px, top);
  canvas.stroke_path(kEqual, 1.6, true);
  canvas.frame({left, top, kSide_px, kSide_px}, kAxis);
  for (int tick = 0; tick <= 6; ++tick) {
    const double value = kNdviLow + 0.2 * tick, at = kSide_px * tick / 6.0;
    char label[32];
    std::snprintf(label, sizeof label, "%.1f", std::abs(value) < 1e-9 ? 0.0 : value);
    canvas.line({left + at, foot}, {left + at, foot + 4}, kAxis);
    canvas.text(left + at, foot + 16, label, {.size = 10, .align = Canvas::Align::center});
    canvas.line({left - 4, foot - at}, {left, foot - at}, kAxis);
    if (first) canvas.text(left - 8, foot - at + 4, label, {.size = 10, .align = Canvas::Align::right});
  }
  if (first) canvas.turned_text(left - 38, top + kSide_px / 2.0, "estimate", 12);
  canvas.text(left + kSide_px / 2.0, foot + 32, "truth", {.size = 11, .align = Canvas::Align::center});
  canvas.text(left + kSide_px / 2.0, foot + 48, panel.note,
              {.size = 11, .align = Canvas::Align::center, .color = kSoft});
}

}  // namespace

std::string draw_densities(const std::string& title, const std::vector<DensityRow>& rows) {
  double height = kHead;
  for (const DensityRow& row : rows) height += kRowTitle + static_cast<double>(lines_of(row)) * kStep;
  Canvas canvas(kSheetWidth_px, static_cast<int>(height));
  canvas.text(kLeft, 32, title, {.size = 17, .bold = true});
  canvas.text(kLeft, 54, "darker: more values (logarithmic, each panel by itself); dashed: estimate equals truth",
              {.size = 11, .color = kSoft});
  double y = kHead;
  for (const DensityRow& row : rows) {
    canvas.text(kLeft, y + 14, row.title, {.size = 13, .bold = true});
    y += kRowTitle;
    for (std::size_t i = 0; i < row.panels.size(); ++i) {
      const std::size_t line = i / kColumns, column = i % kColumns;
      draw_panel(canvas, kLeft + static_cast<double>(column) * (kSide_px + kGap),
                 y + 18 + static_cast<double>(line) * kStep, column == 0, row.panels[i]);
    }
    y += static_cast<double>(lines_of(row)) * kStep;
  }
  return canvas.png();
}

}  // namespace undercast
