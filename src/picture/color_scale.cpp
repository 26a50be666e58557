// SPDX-License-Identifier: Apache-2.0
#include "picture/color_scale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace undercast {
namespace {

struct Lab {
  double L, a, b;
};

double to_linear(double s) { return s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4); }
double from_linear(double l) { return l <= 0.0031308 ? 12.92 * l : 1.055 * std::pow(l, 1 / 2.4) - 0.055; }
std::uint8_t to_byte(double linear) {
  return static_cast<std::uint8_t>(std::lround(255 * std::clamp(from_linear(std::clamp(linear, 0.0, 1.0)), 0.0, 1.0)));
}

// The matrices are from Ottosson (2020), "A perceptual color space for image processing".
Lab to_lab(const Color& c) {
  const double r = to_linear(c.red / 255.0), g = to_linear(c.green / 255.0), b = to_linear(c.blue / 255.0);
  const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
          1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
          0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

Color from_lab(const Lab& lab) {
  const double l = std::pow(lab.L + 0.3963377774 * lab.a + 0.2158037573 * lab.b, 3);
  const double m = std::pow(lab.L - 0.1055613458 * lab.a - 0.0638541728 * lab.b, 3);
  const double s = std::pow(lab.L - 0.0894841775 * lab.a - 1.2914855480 * lab.b, 3);
  return {to_byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
          to_byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
          to_byte(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)};
}

// Lightness falls linearly between the ends, so that equal steps of NDVI appear equally large even
// in grey. The hue runs from the cream of bare soil over yellow-green to deep blue-green, which
// readers with any colour vision can tell apart.
constexpr double kLightest = 0.96, kDarkest = 0.27;
struct Stop {
  double at, a, b;
};
constexpr std::array<Stop, 7> kNdviStops{{{0.00, 0.010, 0.020},
                                          {0.20, 0.022, 0.060},
                                          {0.38, 0.000, 0.118},
                                          {0.55, -0.055, 0.128},
                                          {0.72, -0.098, 0.090},
                                          {0.88, -0.082, 0.040},
                                          {1.00, -0.050, 0.010}}};

Color at_stops(double x) {
  const auto* next =
      std::find_if(kNdviStops.begin() + 1, kNdviStops.end() - 1, [x](const Stop& s) { return s.at >= x; });
  const Stop &high = *next, &low = *(next - 1);
  const double t = (x - low.at) / (high.at - low.at);
  return from_lab({kLightest + (kDarkest - kLightest) * x, low.a + t * (high.a - low.a), low.b + t * (high.b - low.b)});
}

constexpr Lab kEarly{0.28, 0.055, -0.105}, kMidway{0.60, -0.085, -0.010}, kLate{0.92, -0.045, 0.175};

constexpr std::array<Color, 8> kOkabeIto{{{0, 114, 178},
                                          {230, 159, 0},
                                          {0, 158, 115},
                                          {213, 94, 0},
                                          {204, 121, 167},
                                          {86, 180, 233},
                                          {0, 0, 0},
                                          {240, 228, 66}}};

}  // namespace

Color ndvi_color(double ndvi) {
  if (std::isnan(ndvi)) return kMissingColor;
  return at_stops(std::clamp((ndvi - kNdviLow) / (kNdviHigh - kNdviLow), 0.0, 1.0));
}

IndexScale::IndexScale(const SpectralIndex& index) : name(index.name) {
  constexpr float kMostLikeNdvi = 1.5F;
  if (index.range.least >= -1 && index.range.most <= kMostLikeNdvi) return;
  low = static_cast<double>(index.range.least);
  high = static_cast<double>(index.range.most);
}

Color IndexScale::color(double value) const {
  if (low == kNdviLow && high == kNdviHigh) return ndvi_color(value);
  return ndvi_color(kNdviLow + (value - low) / (high - low) * (kNdviHigh - kNdviLow));
}

Color difference_color(double difference, double limit) {
  if (std::isnan(difference)) return kMissingColor;
  const double x = std::clamp(difference / limit, -1.0, 1.0), size = std::abs(x);
  const double chroma = 0.15 * std::pow(size, 0.8), hue = x < 0 ? 4.35 : 0.75;  // radians: blue, red-brown
  return from_lab({0.97 - 0.50 * size, chroma * std::cos(hue), chroma * std::sin(hue)});
}

Color time_color(double share) {
  if (std::isnan(share)) return kMissingColor;
  const double x = 2 * std::clamp(share, 0.0, 1.0);
  const Lab &low = x < 1 ? kEarly : kMidway, &high = x < 1 ? kMidway : kLate;
  const double t = x < 1 ? x : x - 1;
  return from_lab({low.L + t * (high.L - low.L), low.a + t * (high.a - low.a), low.b + t * (high.b - low.b)});
}

Color amount_color(double share) { return time_color(1 - share); }

Color series_color(int index) { return kOkabeIto[static_cast<std::size_t>(index) % kOkabeIto.size()]; }

double lightness(const Color& color) { return to_lab(color).L; }

}  // namespace undercast
