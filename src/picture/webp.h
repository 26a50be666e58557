// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "picture/color_scale.h"

struct WebPAnimEncoder;

namespace undercast {

/// An image has pixels [row, col] of red, green, blue and opacity, which are transparent at first.
struct RgbaImage {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;

  RgbaImage(int width_px, int height_px);
  void set(std::size_t pixel, const Color& color);
};

/// Returns the bytes of a WebP file, which is several times smaller than a PNG file for maps.
/// `quality` is 0 to 100. Throws Error(internal) when encoding fails.
std::string encode_webp(const RgbaImage& image, int quality);
/// Encodes without loss, and prefers speed to the smallest size.
std::string encode_lossless_webp(const RgbaImage& image);

/// A WebpAnimation shows images of one size after each other in a loop. (A GIF would need a palette
/// for each image and several times the bytes.)
class WebpAnimation {
 public:
  WebpAnimation(int width, int height, int quality);
  /// Adds an image that is shown for so long. Throws Error(internal).
  void add(const RgbaImage& image, int milliseconds);
  /// Returns the bytes of the file. Throws Error(internal).
  std::string finish();

 private:
  struct Destroy {
    void operator()(WebPAnimEncoder* encoder) const;
  };
  int width_, height_, quality_, end_ms_ = 0;
  std::unique_ptr<WebPAnimEncoder, Destroy> encoder_;
};

}  // namespace undercast
