// SPDX-License-Identifier: Apache-2.0
#include "evaluate/groupings.h"

#include <algorithm>

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

std::vector<std::string> kinds_and_bins() {
  std::vector<std::string> names;
  for (const std::string kind : {"partly observed ", "unobserved "})
    for (const char* bin : kGapBins) names.push_back(kind + bin);
  return names;
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
      {"by_suspicion",
       "what screening says of the truth",
       "",
       {"not suspect", "suspect"},
       [](const ScoredValue& value) { return std::size_t{value.is_suspect}; }},
      {"by_date_and_gap", "kind of date and length of the gap", "d", kinds_and_bins(),
       [](const ScoredValue& value) {
         return static_cast<std::size_t>(value.kind) * kGapBins.size() + bin_of_gap(value.gap_days);
       }},
  }};
  return all;
}

}  // namespace undercast
