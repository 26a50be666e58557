// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

namespace undercast {

/// Returns for each date the step that holds the median of the values around it. The window has as
/// many dates before as after, none further away than `half_window_days`. So a single spike or dip
/// is removed, a step of the series keeps its place, and the first and last date keep their values.
std::vector<int> running_median(std::span<const double> days, std::span<const double> values, double half_window_days);

}  // namespace undercast
