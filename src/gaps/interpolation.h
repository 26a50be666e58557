// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "core/cube.h"
#include "gaps/gap_bins.h"

namespace undercast {

/// Linear interpolation in time between a pixel's observations, [time, row, col]. Before the first
/// and after the last observation the nearest one is repeated. Observed values pass through; NaN
/// only for pixels without any observation. A composite's value is dated to the middle of its
/// period.
Variable interpolate_linearly(const Variable& observed);

/// Interpolates `pixels` series that lie side by side, `values` [time, pixel], in place. `days`
/// holds each step's time.
void interpolate_linearly(const std::vector<double>& days, int pixels, float* values);

/// For each missing value, the days between the pixel's previous and next observation. In an
/// open-ended gap the days to the observation on the only side, negative; minus infinity in a pixel
/// without any observation. 0 for observed values. [time, row, col]
std::vector<float> gap_days(const Variable& observed);
/// Whether the gap of a value of gap_days() has an observation on one side at most.
constexpr bool is_open_ended(float gap_days) { return gap_days < 0; }

/// 1 for pixels that are observed on any step; others may lie outside the scene. [row, col]
std::vector<std::uint8_t> ever_observed(const Variable& observed);
/// For each step, the share of the ever observed pixels that is observed on it. [time]
std::vector<double> observed_shares(const Variable& observed);

/// On an unobserved date at most this share of the ever observed pixels is observed.
inline constexpr double kUnobservedShare = 0.05;
/// The kind of each step. [time]
std::vector<DateObserved> date_kinds(const Variable& observed);

/// Bin of a value of gap_days().
inline std::size_t bin_of_gap(float gap_days) {
  const auto days = static_cast<double>(gap_days);
  return is_open_ended(gap_days) ? open_ended_bin(-days) : gap_bin(days);
}

}  // namespace undercast
