// SPDX-License-Identifier: Apache-2.0
#include "picture/webp.h"

#include <webp/encode.h>
#include <webp/mux.h>

#include "core/error.h"

namespace undercast {
namespace {

[[noreturn]] void fail() {
  throw Error(ErrorKind::io, "encoding a WebP picture failed: it is out of memory, or larger than 16383 px");
}

// Owns the library's structure and its pixels.
class Picture {
 public:
  explicit Picture(const RgbaImage& image) {
    if (WebPPictureInit(&picture_) == 0) fail();
    picture_.use_argb = 1;
    picture_.width = image.width;
    picture_.height = image.height;
    if (WebPPictureImportRGBA(&picture_, image.rgba.data(), 4 * image.width) == 0) fail();
  }
  ~Picture() { WebPPictureFree(&picture_); }
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;

  WebPPicture* get() { return &picture_; }

 private:
  WebPPicture picture_;
};

WebPConfig lossy(int quality) {
  WebPConfig config;
  if (WebPConfigPreset(&config, WEBP_PRESET_DRAWING, static_cast<float>(quality)) == 0) fail();
  config.use_sharp_yuv = 1;  // parcels are patches of colour: their edges must not bleed
  return config;
}

std::string encode(const RgbaImage& image, const WebPConfig& config) {
  Picture picture(image);
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  picture.get()->writer = WebPMemoryWrite;
  picture.get()->custom_ptr = &writer;
  const bool done = WebPEncode(&config, picture.get()) != 0;
  std::string bytes(reinterpret_cast<const char*>(writer.mem), done ? writer.size : 0);
  WebPMemoryWriterClear(&writer);
  if (!done) fail();
  return bytes;
}

}  // namespace

RgbaImage::RgbaImage(int width_px, int height_px)
    : width(width_px), height(height_px), rgba(4 * static_cast<std::size_t>(width_px) * height_px) {}

void RgbaImage::set(std::size_t pixel, const Color& color) {
  rgba[4 * pixel] = color.red;
  rgba[4 * pixel + 1] = color.green;
  rgba[4 * pixel + 2] = color.blue;
  rgba[4 * pixel + 3] = 255;
}

std::string encode_webp(const RgbaImage& image, int quality) { return encode(image, lossy(quality)); }

std::string encode_lossless_webp(const RgbaImage& image) {
  WebPConfig config;
  if (WebPConfigInit(&config) == 0 || WebPConfigLosslessPreset(&config, 0) == 0) fail();
  return encode(image, config);
}

void WebpAnimation::Destroy::operator()(WebPAnimEncoder* encoder) const { WebPAnimEncoderDelete(encoder); }

WebpAnimation::WebpAnimation(int width, int height, int quality) : width_(width), height_(height), quality_(quality) {
  WebPAnimEncoderOptions options;
  if (WebPAnimEncoderOptionsInit(&options) == 0) fail();
  encoder_.reset(WebPAnimEncoderNew(width, height, &options));
  if (!encoder_) fail();
}

void WebpAnimation::add(const RgbaImage& image, int milliseconds) {
  if (image.width != width_ || image.height != height_) fail();
  const WebPConfig config = lossy(quality_);
  Picture picture(image);
  if (WebPAnimEncoderAdd(encoder_.get(), picture.get(), end_ms_, &config) == 0) fail();
  end_ms_ += milliseconds;
}

std::string WebpAnimation::finish() {
  WebPData data;
  WebPDataInit(&data);
  const bool done = WebPAnimEncoderAdd(encoder_.get(), nullptr, end_ms_, nullptr) != 0 &&
                    WebPAnimEncoderAssemble(encoder_.get(), &data) != 0;
  std::string bytes(reinterpret_cast<const char*>(data.bytes), done ? data.size : 0);
  WebPDataClear(&data);
  if (!done) fail();
  return bytes;
}

}  // namespace undercast
