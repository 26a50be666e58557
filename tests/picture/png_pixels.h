// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cairo.h>

#include <cstring>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>

#include "picture/color_scale.h"

namespace undercast {

/// The pixels of a PNG file, from its bytes.
class PngPixels {
 public:
  explicit PngPixels(const std::string& png) : surface_(nullptr, cairo_surface_destroy) {
    std::string left = png;
    const auto read = [](void* from, unsigned char* to, unsigned int length) {
      std::string& bytes = *static_cast<std::string*>(from);
      if (bytes.size() < length) return CAIRO_STATUS_READ_ERROR;
      std::memcpy(to, bytes.data(), length);
      bytes.erase(0, length);
      return CAIRO_STATUS_SUCCESS;
    };
    surface_.reset(cairo_image_surface_create_from_png_stream(read, &left));
    if (cairo_surface_status(surface_.get()) != CAIRO_STATUS_SUCCESS) throw std::runtime_error("this is no PNG file");
  }

  int width() const { return cairo_image_surface_get_width(surface_.get()); }
  int height() const { return cairo_image_surface_get_height(surface_.get()); }
  Color at(int x, int y) const {
    if (x < 0 || y < 0 || x >= width() || y >= height()) throw std::out_of_range("there is no such pixel");
    const unsigned char* row = cairo_image_surface_get_data(surface_.get()) +
                               static_cast<std::ptrdiff_t>(y) * cairo_image_surface_get_stride(surface_.get());
    std::uint32_t pixel;
    std::memcpy(&pixel, row + 4 * static_cast<std::ptrdiff_t>(x), 4);
    return {static_cast<std::uint8_t>(pixel >> 16), static_cast<std::uint8_t>(pixel >> 8),
            static_cast<std::uint8_t>(pixel)};
  }

 private:
  std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface_;
};

/// For messages of tests.
inline void PrintTo(const Color& color, std::ostream* out) {
  *out << "(" << int{color.red} << ", " << int{color.green} << ", " << int{color.blue} << ")";
}

}  // namespace undercast
