// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "picture/color_scale.h"
#include "picture/webp.h"

struct _cairo;
struct _cairo_surface;

namespace undercast {

/// A white sheet to draw on, in pixels from the upper left; hides cairo from the rest. Text is DejaVu Sans.
class Canvas {
 public:
  enum class Align { left, center, right };

  /// Throws Error(internal) when the sheet cannot be made.
  Canvas(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }

  void rectangle(double x, double y, double width, double height, const Color& fill, double opacity = 1);
  /// Colours [row, col] laid pixel on pixel, the upper left one at the rounded (x, y).
  void image(double x, double y, int width, int height, const std::vector<Color>& colors);
  void frame(double x, double y, double width, double height, const Color& color);
  void line(double x0, double y0, double x1, double y1, const Color& color, double thickness = 1);
  /// A path through points, ended by stroke_path() or fill_path(); `new_piece` lifts the pen first.
  void path_to(double x, double y, bool new_piece = false);
  void stroke_path(const Color& color, double thickness, bool dashed = false);
  void fill_path(const Color& color, double opacity);
  /// A dot, filled or hollow (white inside).
  void dot(double x, double y, double radius, const Color& color, bool hollow = false);
  /// `y` is the baseline.
  void text(double x, double y, const std::string& text, double size, Align align = Align::left, bool bold = false,
            const Color& color = {40, 40, 40});
  /// Centred on x, and smaller where it would be wider than `width`.
  void fitted_text(double x, double y, const std::string& text, double size, double width);
  /// Written upwards, centred on (x, y).
  void turned_text(double x, double y, const std::string& text, double size, const Color& color = {40, 40, 40});
  double text_width(const std::string& text, double size, bool bold = false) const;
  /// Drawing outside the rectangle has no effect until end_clip().
  void clip(double x, double y, double width, double height);
  void end_clip();

  /// The sheet as the bytes of a PNG file; equal drawings give equal bytes. Throws Error(internal).
  std::string png() const;
  /// The sheet's pixels.
  RgbaImage pixels() const;

 private:
  struct Destroy {
    void operator()(_cairo* context) const;
    void operator()(_cairo_surface* surface) const;
  };
  void set(const Color& color, double opacity = 1) const;
  void font(double size, bool bold) const;

  int width_, height_;
  std::unique_ptr<_cairo_surface, Destroy> surface_;
  std::unique_ptr<_cairo, Destroy> context_;
};

}  // namespace undercast
