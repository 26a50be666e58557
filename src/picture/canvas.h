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

/// A Canvas is a white sheet to draw on, in pixels from the upper left. It hides cairo from the
/// rest of the program. Text is set in DejaVu Sans.
class Canvas {
 public:
  struct Point {
    double x, y;
  };
  struct Box {
    double x, y, width, height;
  };
  enum class Align { left, center, right };
  struct TextStyle {
    double size = 12;
    Align align = Align::left;
    bool bold = false;
    Color color = {40, 40, 40};
  };

  /// Throws Error(internal) when the sheet cannot be made.
  Canvas(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }

  void rectangle(const Box& box, const Color& fill, double opacity = 1);
  /// Draws colours [row, col], a pixel each, with the upper left one at the rounded (x, y).
  void image(double x, double y, int width, int height, const std::vector<Color>& colors);
  void frame(const Box& box, const Color& color);
  void line(const Point& from, const Point& to, const Color& color, double thickness = 1);
  /// Adds a point to the path, which stroke_path() or fill_path() ends; `new_piece` lifts the pen
  /// first.
  void path_to(double x, double y, bool new_piece = false);
  void stroke_path(const Color& color, double thickness, bool dashed = false);
  void fill_path(const Color& color, double opacity);
  /// Draws a filled dot, or a hollow one that is white inside.
  void dot(double x, double y, double radius, const Color& color, bool hollow = false);
  /// Writes text; `y` is its baseline.
  void text(double x, double y, const std::string& text, const TextStyle& style);
  /// Centres text on x, and makes it smaller where it would be wider than `width`.
  void fitted_text(double x, double y, const std::string& text, double size, double width);
  /// Writes upwards, centred on (x, y).
  void turned_text(double x, double y, const std::string& text, double size, const Color& color = {40, 40, 40});
  double text_width(const std::string& text, double size, bool bold = false) const;
  /// Drawing outside the rectangle has no effect until end_clip().
  void clip(const Box& box);
  void end_clip();

  /// Returns the bytes of a PNG file; equal drawings give equal bytes. Throws Error(internal).
  std::string png() const;
  /// Returns the sheet's pixels.
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
