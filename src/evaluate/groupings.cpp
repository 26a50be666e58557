// SPDX-License-Identifier: Apache-2.0
#include "evaluate/groupings.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gaps/gap_bins.h"
#include "gaps/interpolation.h"

namespace undercast {
namespace {

std::size_t season_of(const ScoredValue& value) {
  const auto month = static_cast<unsigned>(std::chrono::year_month_day(value.date).month());
  return month % 12 / 3;  // December belongs to the first
}

std::size_t bin_of_nearest(const ScoredValue& value) {
  constexpr float kFurthest[] = {8, 16, 32, 64};
  return static_cast<std::size_t>(std::lower_bound(std::begin(kFurthest), std::end(kFurthest), value.nearest_days) -
                                  std::begin(kFurthest));
}

}  // namespace

const std::array<Grouping, kGroupings>& groupings() {
  static const std::array<Grouping, kGroupings> all{{
      {"by_gap_days",
       "length of the gap",
       "d",
       {kGapBins.begin(), kGapBins.end()},
       [](const ScoredValue& value) { return bin_of_gap(value.gap_days); }},
      {"by_season", "season", "", {"DJF", "MAM", "JJA", "SON"}, season_of},
      {"by_nearest_days",
       "distance to the nearest visible observation",
       "d",
       {"0-8", "9-16", "17-32", "33-64", ">64"},
       bin_of_nearest},
  }};
  return all;
}

std::vector<float> nearest_days(const FilledWindow& filled) {
  const std::vector<double> days = filled.ndvi.time.middle_days();
  const std::size_t pixels = filled.ndvi.pixels();
  std::vector<float> nearest(filled.provenance.size(), std::numeric_limits<float>::infinity());
  const auto walk = [&](std::size_t pixel, std::size_t step, double& last_day) {
    const std::size_t i = step * pixels + pixel;
    if (filled.provenance[i] == Provenance::observed) last_day = days[step];
    nearest[i] = std::min(nearest[i], static_cast<float>(std::abs(days[step] - last_day)));
  };
  for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
    double before = -std::numeric_limits<double>::infinity(), after = -before;
    for (std::size_t step = 0; step < days.size(); ++step) walk(pixel, step, before);
    for (std::size_t step = days.size(); step-- > 0;) walk(pixel, step, after);
  }
  return nearest;
}

}  // namespace undercast
