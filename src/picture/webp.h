// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "picture/color_scale.h"

struct WebPAnimEncoder;

namespace undercast {

/// Pixels [row, col] of red, green, blue and opacity, all transparent at first.
struct RgbaImage {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;

  RgbaImage(int width_px, int height_px);
  void set(std::size_t pixel, const Color& color);
};

/// The bytes of a WebP file, which for maps is a fraction of a PNG file's size. `quality` is 0 to 100. Throws
/// Error(internal) when encoding fails.
std::string encode_webp(const RgbaImage& image, int quality);
/// Without loss, for speed rather than the last bytes.
std::string encode_lossless_webp(const RgbaImage& image);

/// Images of one size after each other as one WebP file that loops. (A GIF would need a palette for each image, and
/// several times the bytes.)
class WebpAnimation {
 public:
  WebpAnimation(int width, int height, int quality);
  /// Shows an image for so long. Throws Error(internal).
  void add(const RgbaImage& image, int milliseconds);
  /// The bytes of the file. Throws Error(internal).
  std::string finish();

 private:
  struct Destroy {
    void operator()(WebPAnimEncoder* encoder) const;
  };
  int width_, height_, quality_, end_ms_ = 0;
  std::unique_ptr<WebPAnimEncoder, Destroy> encoder_;
};

}  // namespace undercast
