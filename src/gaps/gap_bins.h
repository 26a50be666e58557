// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>

namespace undercast {

/// Bins of gap length: days from a pixel's previous to its next observation. The last four bins hold
/// open-ended gaps, by the days to the observation on the only side.
inline constexpr std::array<const char*, 9> kGapBins{"0-16",      "17-32",      "33-64",       "65-128",   ">128",
                                                     "open 0-32", "open 33-64", "open 65-128", "open >128"};
inline constexpr std::size_t kFirstOpenEndedBin = 5;

/// The kind of a date: partly observed (by pixels of the scene other than the missing one) or
/// unobserved.
enum class DateObserved { partly, not_at_all };
inline constexpr std::size_t kDateKinds = 2;

/// Bin of a gap that has an observation on both sides.
constexpr std::size_t gap_bin(double gap_days) {
  constexpr double kLongest[] = {16, 32, 64, 128};
  std::size_t bin = 0;
  while (bin < 4 && gap_days > kLongest[bin]) ++bin;
  return bin;
}

/// Bin of a missing value in an open-ended gap, so many days from the observation on its only side.
constexpr std::size_t open_ended_bin(double days) {
  constexpr double kFurthest[] = {32, 64, 128};
  std::size_t bin = 0;
  while (bin < 3 && days > kFurthest[bin]) ++bin;
  return kFirstOpenEndedBin + bin;
}

}  // namespace undercast
