// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace undercast {

/// sRGB, 0 to 255 each.
struct Color {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Color&) const = default;
};

/// Flat grey of missing values: light, and without the hue of any scale.
inline constexpr Color kMissingColor{214, 214, 214};
inline constexpr double kNdviLow = -0.2, kNdviHigh = 1.0;

/// NDVI from kNdviLow (cream) over yellow-green to kNdviHigh (deep green), interpolated in OKLab with lightness falling
/// linearly; values beyond are clamped, NaN is kMissingColor.
Color ndvi_color(double ndvi);
/// A signed difference within ±`limit`: blue below, near white at 0, red-brown above; both arms are equally light. NaN
/// is kMissingColor.
Color difference_color(double difference, double limit);
/// From dark violet at 0 over blue-green to light yellow at 1, with lightness rising linearly; shares beyond are
/// clamped, NaN is kMissingColor.
Color time_color(double share);
/// Colours for up to 8 series (Okabe and Ito 2008, told apart by readers with any colour vision); repeats after 8.
Color series_color(int index);

/// Lightness L of OKLab, 0 black to 1 white (Ottosson 2020).
double lightness(const Color& color);

}  // namespace undercast
