// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "io/raster_writer.h"
#include "phenology/measure_season.h"

namespace undercast {

/// A season with what decides its place among the bands: its series' peak, whatever curve was fitted to it.
struct PeakingSeason {
  double peak_day;   ///< since 1970-01-01
  double amplitude;  ///< above the mean of the minima [NDVI]
  SeasonMeasures measures;
};

/// Which band tells what: for each year of the series SEASONS_<year>, then for each of its seasons SOS_<year>_<n> and
/// so on.
class PhenologyBands {
 public:
  PhenologyBands(const TimeAxis& time, const PhenologyOptions& options, bool with_uncertainty);

  const std::vector<BandInfo>& bands() const { return bands_; }
  /// Writes a pixel's seasons to all its bands, which lie `stride` values apart, and returns those that found a place:
  /// of each year those with the largest amplitude, in order of time. Bands without a season are NaN.
  std::vector<SeasonMeasures> write(std::vector<PeakingSeason> found, float* values, std::size_t stride) const;

 private:
  int first_year_, last_year_, seasons_;
  bool by_doy_;
  std::vector<std::size_t> fields_;  ///< those that are told
  std::vector<BandInfo> bands_;
};

}  // namespace undercast
