// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "io/raster_writer.h"
#include "phenology/measure_season.h"

namespace undercast {

/// The peak of the series, not of a fitted curve, decides the place of a season among the bands.
struct PeakingSeason {
  double peak_day;   ///< since 1970-01-01
  double amplitude;  ///< above the mean of the minima [NDVI]
  SeasonMeasures measures;
};

/// Lays out the bands: for each year of the series SEASONS_<year>, then for each of its seasons
/// SOS_<year>_<n> and so on.
class PhenologyBands {
 public:
  PhenologyBands(const CubeLayout& cube, const PhenologyOptions& options, bool with_uncertainty);

  const std::vector<BandInfo>& bands() const { return bands_; }
  /// Writes a pixel's seasons to all its bands, which lie `stride` values apart, and returns the
  /// seasons written: in each year the ones with the largest amplitude, in order of time. Bands
  /// without a season are NaN.
  std::vector<SeasonMeasures> write(std::vector<PeakingSeason> found, float* values, std::size_t stride) const;

 private:
  int first_year_, last_year_, seasons_;
  bool by_doy_;
  std::vector<std::size_t> fields_;  ///< the measures that have bands
  std::vector<BandInfo> bands_;
};

}  // namespace undercast
