// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"

namespace undercast {

/// These options say what counts as a season and how its dates are found (docs/method.md,
/// Phenology).
struct PhenologyOptions {
  std::string method = "threshold";
  std::string transition = "share";
  double start_share = 0.25, end_share = 0.15;
  int median_days = 12;
  double min_amplitude = 0.2;
  int min_length_days = 60;
  int seasons_per_year = 2;
  std::string dates = "epoch";
  int long_gap_days = 32;
  double noise = 0.03;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

template <class Self, class Visit>
void PhenologyOptions::each(Self& self, Visit&& visit) {
  visit("method", self.method,
        {.text = "read dates from the filled series itself (threshold) or from a double-logistic curve fitted to "
                 "each season",
         .choices = {"threshold", "double-logistic"}});
  visit("transition", self.transition,
        {.text = "a season starts and ends at a share of its amplitude, or (double-logistic only) where NDVI "
                 "changes fastest (inflection) or where its curvature changes fastest (curvature)",
         .choices = {"share", "inflection", "curvature"}});
  visit("start-share", self.start_share,
        {.text = "a season starts when NDVI has covered this share of its rise",
         .unit = "share",
         .min = 0.01,
         .max = 0.99});
  visit(
      "end-share", self.end_share,
      {.text = "a season ends when only this share of NDVI's fall is left", .unit = "share", .min = 0.01, .max = 0.99});
  visit("median", self.median_days,
        {.text = "half-width of a median filter against clouds that the mask missed; 0: none",
         .unit = "days",
         .min = 0,
         .max = 183});
  visit("min-amplitude", self.min_amplitude,
        {.text = "a season's peak is at least so much above the minima on both sides",
         .unit = "NDVI",
         .min = 0.01,
         .max = 2});
  visit("min-length", self.min_length_days,
        {.text = "shortest season, from minimum to minimum", .unit = "days", .min = 1, .max = 366});
  visit("seasons-per-year", self.seasons_per_year,
        {.text = "most seasons per year; the largest are kept", .min = 1, .max = 6});
  visit("dates", self.dates,
        {.text = "write dates as days since 1970-01-01 (epoch), or as days of the peak's year with 1 for 1 January "
                 "(doy; 0 and below lie in the year before)",
         .choices = {"epoch", "doy"}});
  visit(
      "long-gap", self.long_gap_days,
      {.text = "flag a date when the observations around it lie further apart", .unit = "days", .min = 1, .max = 366});
  visit("noise", self.noise,
        {.text = "standard deviation of observed NDVI; it weights observed against filled values and adds to the "
                 "uncertainty of dates",
         .unit = "NDVI",
         .min = 0.001,
         .max = 0.5});
}

}  // namespace undercast
