// SPDX-License-Identifier: Apache-2.0
#include "report/animation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "io/overview_reader.h"
#include "picture/canvas.h"
#include "report/shown_part.h"

namespace undercast {
namespace {

constexpr int kAnimationMap_px = 400, kMostAnimationFrames = 120, kMilliseconds = 250, kQuality = 70;
constexpr int kMargin_px = 16, kHead_px = 64, kFoot_px = 86;
constexpr Color kInk{40, 40, 40}, kSoft{110, 120, 120}, kBar{180, 191, 194}, kNow{23, 96, 90};

// Small scenes are enlarged by a whole factor.
ImageSize map_size(const Grid& grid) {
  const int largest = std::max(grid.rows, grid.cols);
  if (largest <= kAnimationMap_px)
    return {grid.rows * (kAnimationMap_px / largest), grid.cols * (kAnimationMap_px / largest)};
  const auto shrunk = [&](int size) { return std::max(1, static_cast<int>(1LL * size * kAnimationMap_px / largest)); };
  return {shrunk(grid.rows), shrunk(grid.cols)};
}

class Film {
 public:
  Film(const CubeFile& observed, const std::string& filled_path)
      : grid_(observed.layout().grid),
        size_(map_size(grid_)),
        observed_(observed),
        filled_(filled_path),
        scale_(observed.layout().index),
        observed_bands_(observed.ndvi_bands()),
        filled_bands_(CubeFile(filled_path).ndvi_bands()) {
    for (const Period& period : observed.layout().ndvi) dates_.push_back(to_string(period.start));
    for (std::size_t step = 0; step < dates_.size(); ++step) {
      const std::vector<float> values = read(observed_, observed_bands_[step]);
      const auto missing = std::count_if(values.begin(), values.end(), [](float value) { return std::isnan(value); });
      missing_.push_back(static_cast<double>(missing) / static_cast<double>(values.size()));
    }
  }

  int width() const { return 3 * kMargin_px + 2 * std::max(size_.cols, kAnimationMap_px / 2); }
  int height() const { return kHead_px + size_.rows + kFoot_px; }
  std::size_t steps() const { return dates_.size(); }

  RgbaImage frame(std::size_t step, const std::string& title) {
    Canvas canvas(width(), height());
    canvas.text(kMargin_px, 26, title, {.size = 15, .bold = true});
    canvas.text(width() - kMargin_px, 26, dates_[step],
                {.size = 15, .align = Canvas::Align::right, .bold = true, .color = kNow});
    draw_map(canvas, kMargin_px, fmt::format("observed ({:.0f} % missing)", 100 * missing_[step]),
             read(observed_, observed_bands_[step]));
    draw_map(canvas, width() / 2 + kMargin_px / 2, "filled", read(filled_, filled_bands_[step]));
    draw_dates(canvas, step);
    draw_legend(canvas);
    return canvas.pixels();
  }

 private:
  std::vector<float> read(OverviewReader& reader, int band) const {
    return reader.read({band}, {0, 0, static_cast<double>(grid_.rows), static_cast<double>(grid_.cols)}, size_.rows,
                       size_.cols);
  }

  void draw_map(Canvas& canvas, int x, const std::string& name, const std::vector<float>& values) const {
    std::vector<Color> colors;
    for (const float value : values) colors.push_back(scale_.color(static_cast<double>(value)));
    canvas.text(x, kHead_px - 10, name, {.size = 12, .color = kSoft});
    canvas.image(x, kHead_px, size_.cols, size_.rows, colors);
  }

  // Draws a bar for each date, as high as the share of missing values.
  void draw_dates(Canvas& canvas, std::size_t now) const {
    constexpr double kHigh = 26;
    const double base = kHead_px + size_.rows + 40, each = (width() - 2.0 * kMargin_px) / static_cast<double>(steps());
    for (std::size_t step = 0; step < steps(); ++step) {
      const double high = std::max(1.0, kHigh * missing_[step]);
      canvas.rectangle({kMargin_px + each * static_cast<double>(step), base - high, std::max(1.0, each - 1), high},
                       step == now ? kNow : kBar);
    }
  }

  void draw_legend(Canvas& canvas) const {
    constexpr int kWide = 120;
    const double y = kHead_px + size_.rows + 60;
    for (int i = 0; i < kWide; ++i)
      canvas.rectangle({kMargin_px + 42.0 + i, y, 1, 10},
                       scale_.color(scale_.low + (scale_.high - scale_.low) * i / kWide));
    canvas.text(kMargin_px, y + 9, fmt::format("{:g}", scale_.low), {.size = 11, .color = kInk});
    canvas.text(kMargin_px + 48 + kWide, y + 9, fmt::format("{:g} {}", scale_.high, scale_.name), {.size = 11});
    canvas.rectangle({kMargin_px + 130 + kWide, y, 12, 10}, kMissingColor);
    canvas.text(kMargin_px + 147 + kWide, y + 9, "missing", {.size = 11});
  }

  Grid grid_;
  ImageSize size_;
  OverviewReader observed_, filled_;
  IndexScale scale_;
  std::vector<int> observed_bands_, filled_bands_;
  std::vector<std::string> dates_;
  std::vector<double> missing_;
};

}  // namespace

std::string fill_animation(const CubeFile& observed, const std::string& filled_path, const std::string& filled_by) {
  Film film(observed, filled_path);
  WebpAnimation animation(film.width(), film.height(), kQuality);
  const std::size_t every = (film.steps() + kMostAnimationFrames - 1) / kMostAnimationFrames;
  for (std::size_t step = 0; step < film.steps(); step += every)
    animation.add(film.frame(step, observed.layout().index.name + " filled by " + filled_by), kMilliseconds);
  return animation.finish();
}

}  // namespace undercast
