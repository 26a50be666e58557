// SPDX-License-Identifier: Apache-2.0
#include "composite/acquisition_reader.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "composite/mask_files.h"
#include "composite/period_statistics.h"
#include "core/cube.h"
#include "core/decibels.h"

namespace undercast {

AcquisitionReader::AcquisitionReader(const CompositeOptions& options, const Grid& grid, std::atomic<bool>& has_warned)
    : scene_classes_(MaskRule::scene_classes(options.scl_keep)),
      dilation_m_(options.cloud_dilation_m),
      red_floor_(options.red_floor),
      radar_resampling_(options.radar_resampling == "nearest" ? Resampling::nearest : Resampling::bilinear),
      radar_in_db_(options.radar_units == "db"),
      has_warned_(has_warned),
      grid_(grid) {
  if (has_masks(options)) mask_ = mask_rule(options);
  std::vector<IndexFormula> formulas = index_formulas(options.index);
  const std::vector<std::string> all = bands_of(formulas);
  red_index_ = first_with_red(formulas);
  for (IndexFormula& formula : formulas) {
    std::vector<std::size_t> places;
    int red = -1;
    for (const std::string& band : formula.bands()) {
      if (band == "B04") red = static_cast<int>(places.size());
      places.push_back(static_cast<std::size_t>(std::find(all.begin(), all.end(), band) - all.begin()));
    }
    indices_.push_back({std::move(formula), std::move(places), red});
  }
}

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

std::vector<float> AcquisitionReader::usable(const OpticalAcquisition& acquisition) {
  const MaskRule& rule = acquisition.has_scene_classes ? scene_classes_ : *mask_;
  const PixelPlaces& to = places(acquisition.mask.grid.crs_wkt);
  const PixelMetres pixel = metres_per_pixel(acquisition.mask.grid);
  const Window from = source_window(to, acquisition.mask, Resampling::nearest, disc_reach(dilation_m_, pixel));
  if (from.pixels() == 0) return all_missing();
  return resample(
      to, acquisition.mask, from,
      usable_pixels(read_image(acquisition.mask, from), from.rows, from.cols, rule, disc(dilation_m_, pixel)),
      Resampling::nearest);
}

AcquisitionReader::Indices AcquisitionReader::indices(const OpticalAcquisition& acquisition) {
  Indices found{std::vector(indices_.size(), all_missing())};
  const std::vector<float> clear = usable(acquisition);
  // Most images of a cloudy place need not be read further.
  if (std::all_of(clear.begin(), clear.end(), is_missing)) return found;
  std::vector<std::vector<float>> numbers;
  for (const OpticalAcquisition::Band& band : acquisition.bands) numbers.push_back(digital_numbers(band.image));
  std::vector<double> reflectances;
  for (std::size_t index = 0; index < indices_.size(); ++index) {
    auto& [formula, bands, red] = indices_[index];
    reflectances.resize(bands.size());
    for (std::size_t i = 0; i < clear.size(); ++i) {
      if (is_missing(clear[i])) continue;
      for (std::size_t band = 0; band < bands.size(); ++band) {
        const ReflectanceScale& scale = acquisition.bands[bands[band]].scale;
        reflectances[band] = scale.scale * numbers[bands[band]][i] + scale.offset;
      }
      const float value = formula.of(reflectances);
      if (red >= 0 && reflectances[static_cast<std::size_t>(red)] < red_floor_)
        found.below_floor += index == red_index_ && is_observed(value) ? 1 : 0;
      else
        found.values[index][i] = value;
    }
  }
  return found;
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
