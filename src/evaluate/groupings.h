// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "core/date.h"
#include "gaps/gap_bins.h"

namespace undercast {

/// The properties of a hidden value that groupings use.
struct ScoredValue {
  Date date;           ///< the middle of its period
  float gap_days;      ///< of FilledWindow
  float nearest_days;  ///< to the pixel's nearest visible observation; infinite where it has none
  DateObserved kind = DateObserved::partly;
  bool is_suspect = false;  ///< of SuspectTest
};

/// Breaks scores down: every hidden value belongs to exactly one of the groups.
struct Grouping {
  std::string key;    ///< in JSON, "by_season"
  std::string title;  ///< "season"
  std::string unit;   ///< of the groups' names, "d"; may be empty
  std::vector<std::string> groups;
  std::size_t (*group_of)(const ScoredValue&);
};

/// The groupings: by gap length (kGapBins), by season, by distance in time to the nearest visible
/// observation; by whether the truth itself is suspect; by kind of date and gap length, the bins of
/// partly observed dates first.
inline constexpr std::size_t kGroupings = 5;
inline constexpr std::size_t kByGap = 0, kByDateAndGap = 4;
const std::array<Grouping, kGroupings>& groupings();

}  // namespace undercast
