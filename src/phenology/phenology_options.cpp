// SPDX-License-Identifier: Apache-2.0
#include "phenology/phenology_options.h"

namespace undercast {

void PhenologyOptions::each(const OptionVisitor& visit) {
  visit("method", &method,
        {.text = "read dates from the filled series itself (threshold) or from a double-logistic curve fitted to "
                 "each season",
         .choices = {"threshold", "double-logistic"}});
  visit("transition", &transition,
        {.text = "a season starts and ends at a share of its amplitude, or (double-logistic only) where NDVI "
                 "changes fastest (inflection) or where its curvature changes fastest (curvature)",
         .choices = {"share", "inflection", "curvature"}});
  visit("start-share", &start_share,
        {.text = "a season starts when NDVI has covered this share of its rise",
         .unit = "share",
         .min = 0.01,
         .max = 0.99});
  visit(
      "end-share", &end_share,
      {.text = "a season ends when only this share of NDVI's fall is left", .unit = "share", .min = 0.01, .max = 0.99});
  visit("median", &median_days,
        {.text = "half-width of a median filter against clouds that the mask missed; 0: none",
         .unit = "days",
         .min = 0,
         .max = 183});
  visit("min-amplitude", &min_amplitude,
        {.text = "a season's peak is at least so much above the minima on both sides",
         .unit = "NDVI",
         .min = 0.01,
         .max = 2});
  visit("min-length", &min_length_days,
        {.text = "shortest season, from minimum to minimum", .unit = "days", .min = 1, .max = 366});
  visit("seasons-per-year", &seasons_per_year,
        {.text = "most seasons per year; the largest are kept", .min = 1, .max = 6});
  visit("dates", &dates,
        {.text = "write dates as days since 1970-01-01 (epoch), or as days of the peak's year with 1 for 1 January "
                 "(doy; 0 and below lie in the year before)",
         .choices = {"epoch", "doy"}});
  visit(
      "long-gap", &long_gap_days,
      {.text = "flag a date when the observations around it lie further apart", .unit = "days", .min = 1, .max = 366});
  visit("noise", &noise,
        {.text = "standard deviation of observed NDVI; it weights observed against filled values and adds to the "
                 "uncertainty of dates",
         .unit = "NDVI",
         .min = 0.001,
         .max = 0.5});
}

}  // namespace undercast
