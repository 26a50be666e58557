// SPDX-License-Identifier: Apache-2.0
#include "simulate/scene.h"

#include <algorithm>
#include <cmath>

#include "core/decibels.h"
#include "core/median.h"
#include "core/random.h"
#include "simulate/clouds.h"
#include "simulate/noise.h"

namespace undercast {
namespace {

constexpr double kHazeNdvi = 0.05;
constexpr double kImageBias = 0.01;  // standard deviation of what atmospheric correction leaves in a whole image

constexpr double kFieldFluctuation_db = 0.7;

}  // namespace

/// A pixel: its parcel, and how the pixel departs from it.
struct Scene::Place {
  const Calendar* calendar;
  const Clearing* clearing;
  float delay_days, vigour, soil_ndvi, moisture_factor, texture;

  Canopy canopy(double day) const {
    const Canopy grown = calendar->at(day, delay_days);
    return clearing == nullptr ? grown : clearing->canopy(grown, day);
  }
};

struct Scene::Surface {
  Window window;
  std::vector<Calendar> calendars;
  std::vector<Place> places;  ///< [row, col]
};

Scene::Scene(const SimulateOptions& options)
    : options_(options),
      layout_{simulated_grid(options), simulated_axis(options), {}, {}},
      seed_(hash_of(static_cast<std::uint64_t>(options.seed), 0x5ce0e)),
      first_(layout_.ndvi[0].start),
      last_(layout_.ndvi[layout_.ndvi.size() - 1].end() - Days(1)),
      weather_(options, first_, last_),
      clearings_(draw_clearings(options, layout_.ndvi, seed_)) {
  check(options);
  layout_.vh = layout_.ndvi;
  if (options.vv) layout_.vv = layout_.ndvi;
  for (const Date date : weather_.sentinel2_dates()) cloud_cover_.push_back(weather_.cloud_cover(date));
  for (const Date date : weather_.sentinel1_dates()) soil_moisture_.push_back(weather_.soil_moisture(date));
}

ParcelWindow Scene::parcels(const Window& window) const {
  return (options_.land == "forest" ? forest_in : parcels_in)(window, options_.pixel_size_m, seed_);
}

const Clearing* Scene::clearing_at(int row, int col) const {
  const auto found = std::find_if(clearings_.begin(), clearings_.end(),
                                  [&](const Clearing& clearing) { return clearing.holds(row, col); });
  return found == clearings_.end() ? nullptr : &*found;
}

Scene::Surface Scene::surface_of(const Window& window) const {
  Surface surface{window, {}, {}};
  const ParcelWindow land = parcels(window);
  for (const Parcel& parcel : land.parcels) surface.calendars.push_back(calendar(parcel));
  const double px = options_.pixel_size_m;
  const auto delay = smooth_noise(window, {300 / px, 3}, hash_of(seed_, 0xde1a));
  const auto vigour = smooth_noise(window, {220 / px, 4}, hash_of(seed_, 0x9160));
  const auto soil = smooth_noise(window, {500 / px, 4}, hash_of(seed_, 0x5011));
  const auto texture = smooth_noise(window, {25 / px, 2}, hash_of(seed_, 0x7e87));
  for (std::size_t i = 0; i < land.index.size(); ++i) {
    const Calendar& calendar = surface.calendars[static_cast<std::size_t>(land.index[i])];
    const int row = window.row + static_cast<int>(i) / window.cols,
              col = window.col + static_cast<int>(i) % window.cols;
    Place place{&calendar, clearing_at(row, col), 3 * delay[i], 1 - 0.06F * std::abs(vigour[i]),
                0,         1 + 0.15F * soil[i],   texture[i]};
    // Roofs, streets and gardens mix at the scale of houses; crowns of a wood vary less, rows of a
    // field hardly.
    if (calendar.parcel().cover == LandCover::built_up)
      place.vigour = std::clamp(0.85F + 0.45F * texture[i], 0.1F, 1.4F);
    place.soil_ndvi = static_cast<float>(calendar.soil_ndvi() + 0.015 * soil[i] + 0.008 * texture[i]);
    surface.places.push_back(place);
  }
  return surface;
}

double Scene::true_ndvi(const Place& place, double day) const {
  const Canopy canopy = place.canopy(day);
  if (canopy.is_water) return -0.12 + 0.03 * place.texture;
  const double full = canopy.peak_ndvi + 0.01 * place.texture;
  return std::clamp(place.soil_ndvi + (full - place.soil_ndvi) * canopy.green * place.vigour, -1.0, 1.0);
}

void Scene::observe_ndvi(const Surface& surface, Variable& ndvi) const {
  const std::vector<Date>& dates = weather_.sentinel2_dates();
  std::size_t image = 0;
  for (int step = 0; step < ndvi.steps(); ++step) {
    std::vector<std::vector<float>> observed(ndvi.pixels());
    for (; image < dates.size() && dates[image] < ndvi.time[step].end(); ++image) {
      const Date date = dates[image];
      const CloudImage clouds = clouds_in(surface.window, options_, date, cloud_cover_[image]);
      const double bias = kImageBias * Random(hash_of(seed_, 0xb1a5, key_of(date))).normal();
      for (std::size_t i = 0; i < ndvi.pixels(); ++i) {
        if (clouds.masked[i] != 0) continue;
        const auto row = static_cast<int>(i) / ndvi.cols, col = static_cast<int>(i) % ndvi.cols;
        Random random(hash_of(seed_, 0x5e25, key_of(date), surface.window.row + row, surface.window.col + col));
        double value = true_ndvi(surface.places[i], day_number(date)) + bias;
        value += clouds.haze[i] * (kHazeNdvi - value) + options_.noise * random.normal();
        observed[i].push_back(static_cast<float>(std::clamp(value, -1.0, 1.0)));
      }
    }
    for (std::size_t i = 0; i < ndvi.pixels(); ++i)
      if (!observed[i].empty()) ndvi.image(step)[i] = median(observed[i]);
  }
}

void Scene::observe_radar(const Surface& surface, Polarisation polarisation, Variable& radar) const {
  const std::vector<Date>& dates = weather_.sentinel1_dates();
  const auto channel = static_cast<std::uint64_t>(polarisation);
  std::size_t image = 0;
  for (int step = 0; step < radar.steps(); ++step) {
    std::vector<double> power(radar.pixels(), 0.0);
    int images = 0;
    for (; image < dates.size() && dates[image] < radar.time[step].end(); ++image, ++images) {
      const std::uint64_t key = hash_of(seed_, 0x4ada, key_of(dates[image]), channel);
      const std::vector<float> noise = speckle(surface.window, options_.looks, key);
      // Effects outside of the model (dew, wind, rows, calibration) shift whole fields from image
      // to image.
      std::vector<double> gain;
      for (const Calendar& calendar : surface.calendars) {
        Random random(hash_of(key, calendar.parcel().id));
        gain.push_back(std::pow(10.0, 0.1 * kFieldFluctuation_db * random.normal()));
      }
      for (std::size_t i = 0; i < radar.pixels(); ++i) {
        const Place& place = surface.places[i];
        const Canopy canopy = place.canopy(day_number(dates[image]));
        const double moisture = std::clamp(soil_moisture_[image] * place.moisture_factor, 0.03, 0.5);
        power[i] += backscatter(canopy, moisture, polarisation) * noise[i] *
                    gain[static_cast<std::size_t>(place.calendar - surface.calendars.data())];
      }
    }
    for (std::size_t i = 0; images > 0 && i < radar.pixels(); ++i) {
      const double offset_db = surface.places[i].calendar->radar_offset_db() + 0.3 * surface.places[i].texture;
      radar.image(step)[i] = static_cast<float>(db_of_power(power[i] / images) + offset_db);
    }
  }
}

Scene::View Scene::view(const Window& window) const {
  const Surface surface = surface_of(window);
  CubeLayout layout = layout_;
  layout.grid = layout_.grid.crop(window);
  View view{Cube(layout), Variable(layout_.ndvi, window.rows, window.cols)};
  observe_ndvi(surface, view.cube.ndvi);
  observe_radar(surface, Polarisation::vh, view.cube.vh);
  if (!view.cube.vv.empty()) observe_radar(surface, Polarisation::vv, view.cube.vv);
  for (int step = 0; step < view.truth.steps(); ++step)
    for (std::size_t i = 0; i < view.truth.pixels(); ++i)
      view.truth.image(step)[i] = static_cast<float>(true_ndvi(surface.places[i], layout_.ndvi[step].middle_day()));
  return view;
}

}  // namespace undercast
