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

inline constexpr float kOpenEnded = -1.0F;

/// For each missing value, the days between the pixel's previous and next observation; kOpenEnded
/// where one of them does not exist; 0 for observed values. [time, row, col]
std::vector<float> gap_days(const Variable& observed);

/// 1 for pixels that are observed on any step; others may lie outside the scene. [row, col]
std::vector<std::uint8_t> ever_observed(const Variable& observed);
/// For each step, the share of the ever observed pixels that is observed on it. [time]
std::vector<double> observed_shares(const Variable& observed);

/// On an unobserved date at most this share of the ever observed pixels is observed.
inline constexpr double kUnobservedShare = 0.05;
/// The kind of each step. [time]
std::vector<DateObserved> date_kinds(const Variable& observed);

/// Bin of a missing value's gap.
inline std::size_t bin_of_gap(float gap_days) { return gap_days == kOpenEnded ? kOpenEndedBin : gap_bin(gap_days); }

}  // namespace undercast
