// SPDX-License-Identifier: Apache-2.0
#include "composite/look_reader.h"

#include <algorithm>
#include <cmath>

#include "core/cube.h"

namespace undercast {

float ndvi_of(double red, double nir) {
  // std::max(NaN, 0) is NaN, as wanted.
  const double r = std::max(red, 0.0), n = std::max(nir, 0.0);
  return r + n > 0 ? static_cast<float>((n - r) / (n + r)) : kMissing;
}

LookReader::LookReader(const CompositeOptions& options, const Grid& grid)
    : clouds_{options.scl_keep, options.cloud_dilation_m},
      radar_resampling_(options.radar_resampling == "nearest" ? Resampling::nearest : Resampling::bilinear),
      radar_in_db_(options.radar_units == "db"),
      grid_(grid) {}

void LookReader::go_to(const Window& window) {
  if (window == window_) return;
  window_ = window;
  places_.clear();
}

const PixelPlaces& LookReader::places(const std::string& crs_wkt) {
  for (const PixelPlaces& known : places_)
    if (known.crs_wkt() == crs_wkt) return known;
  return places_.emplace_back(grid_, window_, crs_wkt);
}

std::vector<float> LookReader::all_missing() const {
  return std::vector<float>(static_cast<std::size_t>(window_.pixels()), kMissing);
}

std::vector<float> LookReader::digital_numbers(const SourceImage& image) {
  const PixelPlaces& to = places(image.grid.crs_wkt);
  const Window from = source_window(to, image, Resampling::bilinear);
  if (from.pixels() == 0) return all_missing();
  std::vector<float> values = read_image(image, from);
  for (float& value : values)
    if (value == 0) value = kMissing;
  return resample(to, image, from, values, Resampling::bilinear);
}

std::vector<float> LookReader::ndvi(const OpticalLook& look) {
  const PixelPlaces& to = places(look.scl.grid.crs_wkt);
  const PixelMetres pixel = metres_per_pixel(look.scl.grid);
  const Window from = source_window(to, look.scl, Resampling::nearest, disc_reach(clouds_.dilation_m, pixel));
  if (from.pixels() == 0) return all_missing();
  const std::vector<float> usable = resample(
      to, look.scl, from,
      usable_pixels(read_image(look.scl, from), from.rows, from.cols, clouds_.keep, disc(clouds_.dilation_m, pixel)),
      Resampling::nearest);
  // Most images of a cloudy place need not be read further.
  if (std::all_of(usable.begin(), usable.end(), [](float value) { return std::isnan(value); })) return usable;
  const std::vector<float> red = digital_numbers(look.red), nir = digital_numbers(look.nir);
  std::vector<float> ndvi = all_missing();
  for (std::size_t i = 0; i < ndvi.size(); ++i)
    if (!std::isnan(usable[i]))
      ndvi[i] = ndvi_of(look.red_scale.scale * red[i] + look.red_scale.offset,
                        look.nir_scale.scale * nir[i] + look.nir_scale.offset);
  return ndvi;
}

std::vector<float> LookReader::power(const SourceImage& image, double floor_db) {
  const PixelPlaces& to = places(image.grid.crs_wkt);
  const Window from = source_window(to, image, radar_resampling_);
  if (from.pixels() == 0) return all_missing();
  std::vector<float> values = read_image(image, from);
  const double floor_power = std::pow(10, floor_db / 10);
  for (float& value : values) {
    const double power = radar_in_db_ ? std::pow(10, static_cast<double>(value) / 10) : static_cast<double>(value);
    const bool below = radar_in_db_ ? value < static_cast<float>(floor_db) : power < floor_power;
    value = below || !(power > 0) ? kMissing : static_cast<float>(power);
  }
  return resample(to, image, from, values, radar_resampling_);
}

}  // namespace undercast
