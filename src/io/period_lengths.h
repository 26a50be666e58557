// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/date.h"

namespace undercast {

inline constexpr int kLongestPeriodDays = 366;

/// Throws Error(bad_input) for dates more than 200 years apart, which no series of images has.
void require_likely_span(Date first, Date last, const std::string& path);

/// Infers the period lengths of ordered dates, where neither metadata nor the user gives them: the
/// most common spacing if four in five have it (a year's last period is shorter), the distance to
/// the next date if all distances are similar (months, thirds of months), otherwise single days
/// (acquisitions), as where the spacing exceeds kLongestPeriodDays.
std::vector<int> infer_period_lengths(const std::vector<Date>& dates);

}  // namespace undercast
