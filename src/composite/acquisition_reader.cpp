// SPDX-License-Identifier: Apache-2.0
#include "composite/acquisition_reader.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "composite/period_statistics.h"
#include "core/cube.h"
#include "core/decibels.h"
#include "core/ndvi.h"

namespace undercast {

AcquisitionReader::AcquisitionReader(const CompositeOptions& options, const Grid& grid, std::atomic<bool>& has_warned)
    : clouds_{options.scl_keep, options.cloud_dilation_m},
      red_floor_(options.red_floor),
      radar_resampling_(options.radar_resampling == "nearest" ? Resampling::nearest : Resampling::bilinear),
      radar_in_db_(options.radar_units == "db"),
      has_warned_(has_warned),
      grid_(grid) {}

void AcquisitionReader::go_to(const Window& window) {
  if (window == window_) return;
  window_ = window;
  places_.clear();
}

const PixelPlaces& AcquisitionReader::places(const std::string& crs_wkt) {
  for (const PixelPlaces& known : places_)
    if (known.crs_wkt() == crs_wkt) return known;
  return places_.emplace_back(grid_, window_, crs_wkt);
}

std::vector<float> AcquisitionReader::all_missing() const {
  return std::vector<float>(static_cast<std::size_t>(window_.pixels()), kMissing);
}

std::vector<float> AcquisitionReader::digital_numbers(const SourceImage& image) {
  const PixelPlaces& to = places(image.grid.crs_wkt);
  const Window from = source_window(to, image, Resampling::bilinear);
  if (from.pixels() == 0) return all_missing();
  std::vector<float> values = read_image(image, from);
  for (float& value : values)
    if (value == 0) value = kMissing;
  return resample(to, image, from, values, Resampling::bilinear);
}

AcquisitionReader::Ndvi AcquisitionReader::ndvi(const OpticalAcquisition& acquisition) {
  const PixelPlaces& to = places(acquisition.scl.grid.crs_wkt);
  const PixelMetres pixel = metres_per_pixel(acquisition.scl.grid);
  const Window from = source_window(to, acquisition.scl, Resampling::nearest, disc_reach(clouds_.dilation_m, pixel));
  if (from.pixels() == 0) return {all_missing()};
  const std::vector<float> usable = resample(to, acquisition.scl, from,
                                             usable_pixels(read_image(acquisition.scl, from), from.rows, from.cols,
                                                           clouds_.keep, disc(clouds_.dilation_m, pixel)),
                                             Resampling::nearest);
  // Most images of a cloudy place need not be read further.
  if (std::all_of(usable.begin(), usable.end(), is_missing)) return {usable};
  const std::vector<float> red = digital_numbers(acquisition.red), nir = digital_numbers(acquisition.nir);
  Ndvi ndvi{all_missing()};
  for (std::size_t i = 0; i < ndvi.values.size(); ++i) {
    if (is_missing(usable[i])) continue;
    const double red_reflectance = acquisition.red_scale.scale * red[i] + acquisition.red_scale.offset;
    const float value = ndvi_of(red_reflectance, acquisition.nir_scale.scale * nir[i] + acquisition.nir_scale.offset);
    if (red_reflectance < red_floor_)
      ndvi.below_floor += is_observed(value) ? 1 : 0;
    else
      ndvi.values[i] = value;
  }
  return ndvi;
}

void AcquisitionReader::warn_of_impossible(const SourceImage& image, float value) {
  if (has_warned_.exchange(true)) return;
  spdlog::warn("{} holds {:g}, which is no backscatter in {}, and is taken as missing; --radar-units says the unit",
               image.path, value, radar_in_db_ ? "dB" : "linear power");
}

std::vector<float> AcquisitionReader::vh(const RadarAcquisition& radar, double floor_db) {
  PowerMean mean(static_cast<std::size_t>(window_.pixels()));
  for (const RadarImage& image : radar.images) mean.add(power(image.vh, image.mask, floor_db));
  return mean.power();
}

std::vector<float> AcquisitionReader::vv(const RadarAcquisition& radar) {
  constexpr double kNoFloor = -1000;
  PowerMean mean(static_cast<std::size_t>(window_.pixels()));
  for (const RadarImage& image : radar.images) mean.add(power(*image.vv, image.mask, kNoFloor));
  return mean.power();
}

std::vector<float> AcquisitionReader::power(const SourceImage& image, const std::optional<SourceImage>& mask,
                                            double floor_db) {
  const PixelPlaces& to = places(image.grid.crs_wkt);
  const Window from = source_window(to, image, radar_resampling_);
  if (from.pixels() == 0) return all_missing();
  std::vector<float> values = read_image(image, from);
  const double floor_power = power_of_db(floor_db), least = power_of_db(kLeastDb), most = power_of_db(kMostDb);
  for (float& value : values) {
    const double power = radar_in_db_ ? power_of_db(value) : static_cast<double>(value);
    const bool below = radar_in_db_ ? value < static_cast<float>(floor_db) : power < floor_power;
    // The border of an image is 0 in power, or lies below the floor.
    if (radar_in_db_ ? value < kLeastDb || value > kMostDb : value < 0 || power > most)
      warn_of_impossible(image, value);
    value = below || !(power >= least && power <= most) ? kMissing : static_cast<float>(power);
  }
  if (mask) {
    const std::vector<float> classes = read_image(*mask, from);
    for (std::size_t i = 0; i < values.size(); ++i)
      if (classes[i] != 0) values[i] = kMissing;  // NaN, too
  }
  return resample(to, image, from, values, radar_resampling_);
}

}  // namespace undercast
