// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

#include "core/cube.h"
#include "phenology/find_seasons.h"
#include "phenology/phenology_options.h"

namespace undercast {

/// The flags of a season are added; 0: none applies.
enum SeasonFlag : int {
  kStartInGap = 1,  ///< observations around the start lie further apart than --long-gap
  kPeakInGap = 2,
  kEndInGap = 4,
  kCutOff = 8,  ///< a minimum is the series' first or last date, and NDVI still changes there by more than --noise
  kNoFit = 16,  ///< the double-logistic curve could not be fitted: all values are NaN
};

/// The measures of a season (docs/method.md, Phenology). Dates are days since 1970-01-01; NaN where
/// unknown.
struct SeasonMeasures {
  double start = kMissing, peak = kMissing, end = kMissing;
  double length = kMissing;                                             ///< days
  double base = kMissing, peak_value = kMissing, amplitude = kMissing;  ///< NDVI
  double integral = kMissing;                                           ///< NDVI days above the base
  double greening = kMissing, senescence = kMissing;                    ///< NDVI a day, both positive
  double start_sd = kMissing, peak_sd = kMissing, end_sd = kMissing;    ///< days
  double fit_rmse = kMissing;                                           ///< NDVI; of the double-logistic fit
  int flags = 0;
};

/// The series of one pixel, without gaps.
struct PixelSeries {
  std::span<const double> days, date_sd;  ///< middle of each period; sd of the day of observation [days]
  std::vector<double> values;
  std::vector<double> spread;    ///< standard deviation of filled values, 0 where observed; empty: unknown
  std::vector<double> observed;  ///< days of the observations, in order
  bool observed_is_known = false;
};

/// Measures one season, by the method of the options.
SeasonMeasures measure_season(const PixelSeries& series, const Season& season, const PhenologyOptions& options);

}  // namespace undercast
