// SPDX-License-Identifier: Apache-2.0
#include "picture/webp.h"

#include <gtest/gtest.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include <cstdlib>

#include "core/error.h"

namespace undercast {
namespace {

RgbaImage checkered(int width, int height, int shift) {
  RgbaImage image(width, height);
  for (int i = 0; i < width * height; ++i)
    if ((i / 8 + i / width / 8 + shift) % 3 != 0)
      image.set(static_cast<std::size_t>(i), ndvi_color(((i + shift) % 13) / 13.0));
  return image;
}

std::vector<std::uint8_t> decoded(const std::string& webp, int width, int height) {
  int w = 0, h = 0;
  std::uint8_t* data = WebPDecodeRGBA(reinterpret_cast<const std::uint8_t*>(webp.data()), webp.size(), &w, &h);
  EXPECT_EQ(w, width);
  EXPECT_EQ(h, height);
  std::vector<std::uint8_t> rgba(data, data + 4 * w * h);
  WebPFree(data);
  return rgba;
}

TEST(Webp, without_loss_gives_every_visible_pixel_back) {
  const RgbaImage image = checkered(40, 24, 0);
  const std::vector<std::uint8_t> back = decoded(encode_lossless_webp(image), 40, 24);
  for (std::size_t i = 0; i < back.size(); i += 4) {
    ASSERT_EQ(back[i + 3], image.rgba[i + 3]);
    for (std::size_t k = 0; k < 3 && back[i + 3] != 0; ++k) ASSERT_EQ(back[i + k], image.rgba[i + k]) << i;
  }
}

TEST(Webp, with_loss_stays_near_even_colours) {
  RgbaImage image(64, 64);
  for (std::size_t i = 0; i < 64 * 64; ++i) image.set(i, ndvi_color(0.7));
  const std::vector<std::uint8_t> back = decoded(encode_webp(image, 70), 64, 64);
  for (std::size_t i = 0; i < back.size(); ++i) ASSERT_LE(std::abs(back[i] - image.rgba[i]), 8);
}

TEST(WebpAnimation, shows_each_image_for_its_time) {
  WebpAnimation animation(32, 16, 80);
  for (int i = 0; i < 5; ++i) animation.add(checkered(32, 16, i), 100 + i);
  const std::string bytes = animation.finish();
  const WebPData data{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
  WebPDemuxer* demuxer = WebPDemux(&data);
  ASSERT_NE(demuxer, nullptr);
  EXPECT_EQ(WebPDemuxGetI(demuxer, WEBP_FF_FRAME_COUNT), 5U);
  EXPECT_EQ(WebPDemuxGetI(demuxer, WEBP_FF_LOOP_COUNT), 0U);  // for ever
  WebPIterator frame;
  int number = 0;
  if (WebPDemuxGetFrame(demuxer, 1, &frame) != 0) do {
      EXPECT_EQ(frame.duration, 100 + number++);
    } while (WebPDemuxNextFrame(&frame) != 0);
  EXPECT_EQ(number, 5);
  WebPDemuxReleaseIterator(&frame);
  WebPDemuxDelete(demuxer);
}

TEST(WebpAnimation, refuses_an_image_of_another_size) {
  WebpAnimation animation(32, 16, 80);
  EXPECT_THROW(animation.add(checkered(16, 16, 0), 100), Error);
}

}  // namespace
}  // namespace undercast
