// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

#include "core/spectral_index.h"

namespace undercast {

/// A colour in sRGB; each component is 0 to 255.
struct Color {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Color&) const = default;
};

/// Missing values are light grey, which no scale contains.
inline constexpr Color kMissingColor{214, 214, 214};
inline constexpr double kNdviLow = -0.2, kNdviHigh = 1.0;

/// NDVI is shown from cream (kNdviLow) over yellow-green to deep green (kNdviHigh), interpolated in
/// OKLab so that lightness falls linearly. Values beyond are clamped; NaN is kMissingColor.
Color ndvi_color(double ndvi);
/// An index in pictures: the colours of NDVI run from `low` to `high`.
struct IndexScale {
  std::string name = "NDVI";
  double low = kNdviLow, high = kNdviHigh;

  IndexScale() = default;
  /// The ends are NDVI's where the index has about its range, else the ends of the index's own
  /// range.
  explicit IndexScale(const SpectralIndex& index);
  Color color(double value) const;
  bool operator==(const IndexScale&) const = default;
};
/// A difference within ±`limit` is shown in blue below 0, near white at 0 and in red-brown above;
/// both arms are equally light. NaN is kMissingColor.
Color difference_color(double difference, double limit);
/// The scale runs from dark violet at 0 over blue-green to light yellow at 1 with lightness rising
/// linearly. Shares beyond are clamped; NaN is kMissingColor.
Color time_color(double share);
/// Amounts, such as a missing share or a spread over kWidestSpread, are shown on the reversed
/// scale: light at 0, dark at 1.
Color amount_color(double share);
/// The scale of spreads ends here [NDVI].
inline constexpr double kWidestSpread = 0.6;
/// Up to 8 series get colours that readers with any colour vision can tell apart (Okabe and Ito
/// 2008); they repeat after 8.
Color series_color(int index);

/// Returns the lightness L of OKLab, from 0 (black) to 1 (white) (Ottosson 2020).
double lightness(const Color& color);

}  // namespace undercast
