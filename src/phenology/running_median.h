// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

namespace undercast {

/// For each date, the step that holds the median of the values around it: of as many dates before as after, none
/// further away than `half_window_days`. A lone spike or dip is thereby passed over, while a step of the series stays
/// where it is; the first and the last date keep their values.
std::vector<int> running_median(std::span<const double> days, std::span<const double> values, double half_window_days);

}  // namespace undercast
