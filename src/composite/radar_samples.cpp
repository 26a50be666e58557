// SPDX-License-Identifier: Apache-2.0
#include "composite/radar_samples.h"

#include <algorithm>
#include <atomic>

#include "composite/acquisition_reader.h"
#include "core/cube.h"
#include "core/decibels.h"
#include "core/parallel.h"

namespace undercast {
namespace {

constexpr int kPlacesAcross = 3, kPlacePx = 8;

// Windows on a lattice over the grid; those beside the polygon are left out.
std::vector<Window> places_of(const OutputArea& area) {
  std::vector<Window> places, all;
  const auto start = [](int i, int size) {
    return std::clamp((2 * i + 1) * size / (2 * kPlacesAcross) - kPlacePx / 2, 0, std::max(0, size - kPlacePx));
  };
  for (int row = 0; row < kPlacesAcross; ++row)
    for (int col = 0; col < kPlacesAcross; ++col) {
      const Window place{start(row, area.grid.rows), start(col, area.grid.cols), std::min(kPlacePx, area.grid.rows),
                         std::min(kPlacePx, area.grid.cols)};
      all.push_back(place);
      const std::vector<unsigned char> wanted = inside(area, place);
      if (std::find(wanted.begin(), wanted.end(), 1) != wanted.end()) places.push_back(place);
    }
  return places.empty() ? all : places;  // the polygon may be narrower than the lattice
}

float mean_db(const std::vector<float>& power) {
  double sum = 0;
  int count = 0;
  for (const float value : power)
    if (is_observed(value)) sum += value, ++count;
  return count > 0 ? static_cast<float>(db_of_power(sum / count)) : kMissing;
}

void read_places(const Acquisitions& acquisitions, const CompositeOptions& options, int threads,
                 std::vector<RadarSample>& samples) {
  const std::vector<Window> places = places_of(acquisitions.area);
  for (RadarSample& sample : samples) sample.places_db.assign(places.size(), kMissing);
  std::atomic<bool> has_warned = true;  // the images are read again, and then a warning is due
  parallel_for(static_cast<int>(places.size()), threads, [&](int place, int) {
    AcquisitionReader reader(options, acquisitions.area.grid, has_warned);
    reader.go_to(places[place]);
    for (std::size_t i = 0; i < samples.size(); ++i)
      samples[i].places_db[place] = mean_db(reader.vh(acquisitions.radar[i], options.vh_floor_db));
  });
}

}  // namespace

std::vector<RadarSeries> radar_series(const Acquisitions& acquisitions, const CompositeOptions& options,
                                      const TimeAxis& periods, int threads) {
  std::vector<RadarSample> samples;
  for (const RadarAcquisition& radar : acquisitions.radar) samples.push_back({radar.date, radar.track});
  if (samples.empty()) return {};
  // Pixels are read only where there is a choice.
  if (options.radar_orbits != "together" && part_by_orbit(samples).orbits.size() > 1)
    read_places(acquisitions, options, threads, samples);
  return choose_radar(options.radar_orbits, samples, periods);
}

}  // namespace undercast
