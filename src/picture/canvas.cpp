// SPDX-License-Identifier: Apache-2.0
#include "picture/canvas.h"

#include <cairo.h>

#include <cmath>
#include <cstring>
#include <new>
#include <numbers>

#include "core/error.h"

namespace undercast {
namespace {

// A context or surface keeps its first error, and draws no more after it.
void require(cairo_status_t status, const std::string& doing) {
  if (status == CAIRO_STATUS_NO_MEMORY) throw std::bad_alloc();
  if (status != CAIRO_STATUS_SUCCESS)
    throw Error(ErrorKind::internal, doing + " failed: " + cairo_status_to_string(status));
}

}  // namespace

void Canvas::Destroy::operator()(_cairo* context) const { cairo_destroy(context); }
void Canvas::Destroy::operator()(_cairo_surface* surface) const { cairo_surface_destroy(surface); }

Canvas::Canvas(int width, int height)
    : width_(width), height_(height), surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)) {
  require(cairo_surface_status(surface_.get()),
          "making a picture of " + std::to_string(width) + " x " + std::to_string(height) + " px");
  context_.reset(cairo_create(surface_.get()));
  // Text keeps its place at every size only without hinting of metrics.
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_set_font_options(context_.get(), options);
  cairo_font_options_destroy(options);
  rectangle({0.0, 0.0, 1.0 * width, 1.0 * height}, {255, 255, 255});
}

void Canvas::set(const Color& color, double opacity) const {
  cairo_set_source_rgba(context_.get(), color.red / 255.0, color.green / 255.0, color.blue / 255.0, opacity);
}

void Canvas::rectangle(const Box& box, const Color& fill, double opacity) {
  set(fill, opacity);
  cairo_rectangle(context_.get(), box.x, box.y, box.width, box.height);
  cairo_fill(context_.get());
}

void Canvas::image(double x, double y, int width, int height, const std::vector<Color>& colors) {
  const std::unique_ptr<_cairo_surface, Destroy> image(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
  require(cairo_surface_status(image.get()), "drawing an image");
  unsigned char* data = cairo_image_surface_get_data(image.get());
  if (data == nullptr || colors.size() != static_cast<std::size_t>(width) * height)
    throw Error(ErrorKind::internal,
                "cannot draw an image of " + std::to_string(width) + " x " + std::to_string(height) + " px");
  const int stride = cairo_image_surface_get_stride(image.get());
  for (int row = 0; row < height; ++row)
    for (int col = 0; col < width; ++col) {
      const Color& c = colors[static_cast<std::size_t>(row) * width + col];
      const auto pixel = static_cast<std::uint32_t>(c.red << 16 | c.green << 8 | c.blue);
      std::memcpy(data + static_cast<std::ptrdiff_t>(row) * stride + 4 * col, &pixel, 4);
    }
  cairo_surface_mark_dirty(image.get());
  cairo_set_source_surface(context_.get(), image.get(), std::round(x), std::round(y));
  cairo_paint(context_.get());
}

void Canvas::frame(const Box& box, const Color& color) {
  set(color);
  cairo_set_line_width(context_.get(), 1);
  cairo_rectangle(context_.get(), std::round(box.x) - 0.5, std::round(box.y) - 0.5, std::round(box.width) + 1,
                  std::round(box.height) + 1);
  cairo_stroke(context_.get());
}

void Canvas::line(const Point& from, const Point& to, const Color& color, double thickness) {
  // Half-pixel centres keep thin upright and level lines from smearing over two pixels.
  const double half = thickness <= 1 ? 0.5 : 0;
  set(color);
  cairo_set_line_width(context_.get(), thickness);
  cairo_move_to(context_.get(), std::floor(from.x) + half, std::floor(from.y) + half);
  cairo_line_to(context_.get(), std::floor(to.x) + half, std::floor(to.y) + half);
  cairo_stroke(context_.get());
}

void Canvas::path_to(double x, double y, bool new_piece) {
  if (new_piece || cairo_has_current_point(context_.get()) == 0)
    cairo_move_to(context_.get(), x, y);
  else
    cairo_line_to(context_.get(), x, y);
}

void Canvas::stroke_path(const Color& color, double thickness, bool dashed) {
  const double dashes[] = {5, 4};
  set(color);
  cairo_set_dash(context_.get(), dashes, dashed ? 2 : 0, 0);
  cairo_set_line_join(context_.get(), CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width(context_.get(), thickness);
  cairo_stroke(context_.get());
  cairo_set_dash(context_.get(), dashes, 0, 0);
}

void Canvas::fill_path(const Color& color, double opacity) {
  set(color, opacity);
  cairo_fill(context_.get());
}

void Canvas::dot(double x, double y, double radius, const Color& color, bool hollow) {
  cairo_new_path(context_.get());
  cairo_arc(context_.get(), x, y, radius, 0, 2 * std::numbers::pi);
  set(hollow ? Color{255, 255, 255} : color);
  cairo_fill_preserve(context_.get());
  set(color);
  cairo_set_line_width(context_.get(), hollow ? 1.4 : 0.5);
  cairo_stroke(context_.get());
}

void Canvas::font(double size, bool bold) const {
  cairo_select_font_face(context_.get(), "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                         bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(context_.get(), size);
}

double Canvas::text_width(const std::string& text, double size, bool bold) const {
  font(size, bold);
  cairo_text_extents_t extents;
  cairo_text_extents(context_.get(), text.c_str(), &extents);
  return extents.x_advance;
}

void Canvas::text(double x, double y, const std::string& text, const TextStyle& style) {
  const double width = text_width(text, style.size, style.bold);
  const double shift = style.align == Align::left ? 0 : style.align == Align::center ? width / 2 : width;
  set(style.color);
  cairo_move_to(context_.get(), std::round(x - shift), std::round(y));
  cairo_show_text(context_.get(), text.c_str());
  cairo_new_path(context_.get());
}

void Canvas::fitted_text(double x, double y, const std::string& words, double size, double width) {
  const double wide = text_width(words, size);
  text(x, y, words, {.size = wide > width ? size * width / wide : size, .align = Align::center});
}

void Canvas::turned_text(double x, double y, const std::string& text, double size, const Color& color) {
  const double width = text_width(text, size);
  cairo_save(context_.get());
  set(color);
  cairo_translate(context_.get(), std::round(x), std::round(y + width / 2));
  cairo_rotate(context_.get(), -std::numbers::pi / 2);
  cairo_move_to(context_.get(), 0, 0);
  cairo_show_text(context_.get(), text.c_str());
  cairo_restore(context_.get());
  cairo_new_path(context_.get());
}

void Canvas::clip(const Box& box) {
  cairo_save(context_.get());
  cairo_rectangle(context_.get(), box.x, box.y, box.width, box.height);
  cairo_clip(context_.get());
}

void Canvas::end_clip() { cairo_restore(context_.get()); }

RgbaImage Canvas::pixels() const {
  cairo_surface_flush(surface_.get());
  const unsigned char* data = cairo_image_surface_get_data(surface_.get());
  const int stride = cairo_image_surface_get_stride(surface_.get());
  RgbaImage image(width_, height_);
  for (int row = 0; row < height_; ++row)
    for (int col = 0; col < width_; ++col) {
      std::uint32_t pixel;
      std::memcpy(&pixel, data + static_cast<std::ptrdiff_t>(row) * stride + 4 * col, 4);
      image.set(static_cast<std::size_t>(row) * width_ + col,
                {static_cast<std::uint8_t>(pixel >> 16), static_cast<std::uint8_t>(pixel >> 8),
                 static_cast<std::uint8_t>(pixel)});
    }
  return image;
}

std::string Canvas::png() const {
  std::string bytes;
  const auto append = [](void* to, const unsigned char* data, unsigned int length) {
    try {
      static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), length);
      return CAIRO_STATUS_SUCCESS;
    } catch (const std::bad_alloc&) {
      return CAIRO_STATUS_NO_MEMORY;
    }
  };
  require(cairo_status(context_.get()), "drawing");
  require(cairo_surface_write_to_png_stream(surface_.get(), append, &bytes), "encoding a picture");
  return bytes;
}

}  // namespace undercast
