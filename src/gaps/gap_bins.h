// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>

namespace undercast {

/// Bins of gap length: days from a pixel's previous to its next observation; the last bin holds
/// gaps with an observation on one side only.
inline constexpr std::array<const char*, 6> kGapBins{"0-16", "17-32", "33-64", "65-128", ">128", "open-ended"};
inline constexpr std::size_t kOpenEndedBin = kGapBins.size() - 1;

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

}  // namespace undercast
