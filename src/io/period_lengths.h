// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/time_axis.h"

namespace undercast {

inline constexpr int kLongestPeriodDays = 366;

/// Throws Error(bad_input) for dates more than 200 years apart, which no series of images has.
void require_likely_span(Date first, Date last, const std::string& path);

/// Infers the period lengths of ordered dates, where neither metadata nor the user gives them: the
/// most common spacing if four in five have it (a year's last period is shorter), the distance to
/// the next date if all distances are similar (months, thirds of months), otherwise single days
/// (acquisitions), as where the spacing exceeds kLongestPeriodDays.
std::vector<int> infer_period_lengths(const std::vector<Date>& dates);

/// The periods that begin on ordered dates, whose lengths may be known (0: not). `period_days` is the
/// length of the others; 0: it is inferred from the dates. Such a period ends with the next date at
/// the latest. Throws as TimeAxis does.
TimeAxis axis_of_dates(const std::vector<Date>& dates, const std::vector<int>& lengths, int period_days);

}  // namespace undercast
