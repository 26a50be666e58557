// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"

namespace undercast {

/// What counts as a season, and how its dates are found (docs/method.md, Phenology).
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
        OptionText{"what the dates are read from: the filled series itself (threshold), or a double-logistic curve "
                   "fitted to each season",
                   "",
                   {},
                   {},
                   {"threshold", "double-logistic"}});
  visit("transition", self.transition,
        OptionText{"where a season starts and ends: at a share of its amplitude, or (double-logistic only) where NDVI "
                   "changes fastest (inflection) or where its curvature changes fastest (curvature)",
                   "",
                   {},
                   {},
                   {"share", "inflection", "curvature"}});
  visit("start-share", self.start_share,
        OptionText{"the season starts when NDVI first exceeds the minimum before the peak by this share of the rise",
                   "share", 0.01, 0.99});
  visit("end-share", self.end_share,
        OptionText{"it ends when NDVI last exceeds the minimum after the peak by this share of the fall", "share", 0.01,
                   0.99});
  visit(
      "median", self.median_days,
      OptionText{"each value is first replaced by the median of the dates up to so far away, as many before as after: "
                 "clouds that the mask overlooked; 0: as it is",
                 "days", 0, 183});
  visit("min-amplitude", self.min_amplitude,
        OptionText{"a season's peak stands at least so much above the minima on both sides", "NDVI", 0.01, 2});
  visit("min-length", self.min_length_days,
        OptionText{"least time from a season's minimum to the next", "days", 1, 366});
  visit("seasons-per-year", self.seasons_per_year,
        OptionText{"seasons that are told of each year; of more, those with the largest amplitude", "", 1, 6});
  visit("dates", self.dates,
        OptionText{"how dates are written: days since 1970-01-01 (epoch), or counted from 1 on 1 January of the "
                   "peak's year (doy; 0 and below: the year before)",
                   "",
                   {},
                   {},
                   {"epoch", "doy"}});
  visit("long-gap", self.long_gap_days,
        OptionText{"a date is flagged when the observations around it lie further apart", "days", 1, 366});
  visit("noise", self.noise,
        OptionText{"standard deviation of an observed NDVI value: weighs it against filled ones, and adds to the "
                   "uncertainty of dates",
                   "NDVI", 0.001, 0.5});
}

}  // namespace undercast
