// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/pixel_of_graph.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>
#include <vector>

namespace undercast {
namespace {

using Json = nlohmann::json;

// Bands in order; NaN is masked. The image that is mapped has no list of its bands.
struct PixelBands {
  std::vector<std::pair<std::string, double>> bands;
  bool is_source = false;
  bool source_is_clear = true;

  double only() const {
    if (bands.size() != 1) throw std::runtime_error("an image of one band is expected");
    return bands.front().second;
  }
};

constexpr double kMasked = std::numeric_limits<double>::quiet_NaN();

const std::map<std::string, double (*)(double, double)>& pairs() {
  static const std::map<std::string, double (*)(double, double)> table{
      {"Image.add", [](double a, double b) { return a + b; }},
      {"Image.subtract", [](double a, double b) { return a - b; }},
      {"Image.multiply", [](double a, double b) { return a * b; }},
      {"Image.divide", [](double a, double b) { return b == 0 ? 0 : a / b; }},
      {"Image.pow", [](double a, double b) { return std::pow(a, b); }},
      {"Image.atan2", [](double a, double b) { return std::atan2(a, b); }},
      {"Image.min", [](double a, double b) { return std::min(a, b); }},
      {"Image.max", [](double a, double b) { return std::max(a, b); }},
      {"Image.lt", [](double a, double b) { return a < b ? 1. : 0.; }},
      {"Image.gt", [](double a, double b) { return a > b ? 1. : 0.; }},
      {"Image.lte", [](double a, double b) { return a <= b ? 1. : 0.; }},
      {"Image.gte", [](double a, double b) { return a >= b ? 1. : 0.; }},
      {"Image.eq", [](double a, double b) { return a == b ? 1. : 0.; }},
      {"Image.neq", [](double a, double b) { return a != b ? 1. : 0.; }},
      {"Image.and", [](double a, double b) { return a != 0 && b != 0 ? 1. : 0.; }},
      {"Image.or", [](double a, double b) { return a != 0 || b != 0 ? 1. : 0.; }}};
  return table;
}

const std::map<std::string, double (*)(double)>& singles() {
  static const std::map<std::string, double (*)(double)> table{
      {"Image.sin", std::sin},
      {"Image.cos", std::cos},
      {"Image.tan", std::tan},
      {"Image.asin", std::asin},
      {"Image.acos", std::acos},
      {"Image.atan", std::atan},
      {"Image.sinh", std::sinh},
      {"Image.cosh", std::cosh},
      {"Image.tanh", std::tanh},
      {"Image.log10", std::log10},
      {"Image.log", std::log},
      {"Image.exp", std::exp},
      {"Image.sqrt", std::sqrt},
      {"Image.abs", std::fabs},
      {"Image.round", std::round},
      {"Image.toFloat", [](double a) { return static_cast<double>(static_cast<float>(a)); }},
      {"Image.signum", [](double a) { return a > 0   ? 1.
                                             : a < 0 ? -1.
                                                     : 0.; }},
      {"Image.not", [](double a) { return a == 0 ? 1. : 0.; }}};
  return table;
}

bool is_shown(double mask) {
  if (!std::isnan(mask) && mask != 0 && mask != 1) throw std::runtime_error("a mask is neither 0 nor 1");
  return mask == 1;
}

// The value of a function for one pixel of an image.
class Pixel {
 public:
  Pixel(const Json& values, const BandNumbers& numbers) : values_(values), numbers_(numbers) {}

  PixelBands of(const Json& node) const {
    if (node.contains("valueReference")) return of(values_.at(node["valueReference"].get<std::string>()));
    if (node.contains("argumentReference")) return {{}, true};
    const Json& call = node.at("functionInvocationValue");
    const std::string name = call.at("functionName");
    const Json& given = call.at("arguments");
    if (const auto pair = pairs().find(name); pair != pairs().end()) {
      const PixelBands a = of(given.at("image1"));
      const double b = of(given.at("image2")).only();
      return {{{a.bands.at(0).first, std::isnan(b) ? kMasked : pair->second(a.only(), b)}}};
    }
    if (const auto single = singles().find(name); single != singles().end()) {
      PixelBands image = of(given.at("value"));
      for (auto& [band, value] : image.bands) value = std::isnan(value) ? kMasked : single->second(value);
      return image;
    }
    if (name == "Image.constant") return {{{"constant", given.at("value").at("constantValue").get<double>()}}};
    if (name == "Image.resample" || name == "Image.focalMax") return of(given.at("image"));
    if (name == "Image.select") return {{{band_of(given.at("bandSelectors"), 0), selected(given)}}};
    if (name == "Image.updateMask") return masked(of(given.at("image")), is_shown(of(given.at("mask")).only()));
    if (name == "Image.normalizedDifference") return normalized_difference(given);
    return of_several(name, given);
  }

 private:
  const Json& constant(const Json& node) const {
    return node.contains("valueReference") ? constant(values_.at(node["valueReference"].get<std::string>()))
                                           : node.at("constantValue");
  }
  std::string band_of(const Json& list, std::size_t number) const { return constant(list).at(number); }

  double selected(const Json& given) const {
    const PixelBands image = of(given.at("input"));
    if (!image.is_source) throw std::runtime_error("a band of another image is selected");
    return image.source_is_clear ? numbers_(band_of(given.at("bandSelectors"), 0)) : kMasked;
  }

  static PixelBands masked(PixelBands image, bool shown) {
    image.source_is_clear = image.source_is_clear && shown;
    for (auto& [band, value] : image.bands) value = shown ? value : kMasked;
    return image;
  }

  // The service masks it where a value is negative.
  PixelBands normalized_difference(const Json& given) const {
    const bool is_clear = of(given.at("input")).source_is_clear;
    const double a = numbers_(band_of(given.at("bandNames"), 0)), b = numbers_(band_of(given.at("bandNames"), 1));
    return {{{"nd", is_clear && a >= 0 && b >= 0 && a + b > 0 ? (a - b) / (a + b) : kMasked}}};
  }

  PixelBands of_several(const std::string& name, const Json& given) const {
    if (name == "Image.addBands") {
      PixelBands all = of(given.at("dstImg"));
      const PixelBands more = of(given.at("srcImg"));
      all.bands.insert(all.bands.end(), more.bands.begin(), more.bands.end());
      return all;
    }
    if (!given.contains("input")) throw std::runtime_error("no index needs " + name);
    PixelBands image = of(given.at("input"));
    if (name == "Image.rename") {
      for (std::size_t i = 0; i < image.bands.size(); ++i) image.bands[i].first = band_of(given.at("names"), i);
    } else if (name == "Image.clamp") {
      const double low = constant(given.at("low")), high = constant(given.at("high"));
      for (auto& [band, value] : image.bands) value = std::isnan(value) ? kMasked : std::clamp(value, low, high);
    } else if (name == "Image.unmask") {
      if (std::isnan(image.only())) image.bands[0].second = of(given.at("value")).only();
    } else {
      throw std::runtime_error("no index needs " + name);
    }
    return image;
  }

  const Json& values_;
  const BandNumbers& numbers_;
};

}  // namespace

double pixel_of_function(const Json& expression, const std::string& function, const std::string& band,
                         const BandNumbers& numbers) {
  const Json& values = expression.at("values");
  const Json& definition = values.at(function.empty() ? expression.at("result").get<std::string>() : function);
  const Json& body = values.at(definition.at("functionDefinitionValue").at("body").get<std::string>());
  for (const auto& [name, value] : Pixel(values, numbers).of(body).bands)
    if (name == band) return value;
  throw std::runtime_error("the function makes no band " + band);
}

}  // namespace undercast
