// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/date.h"

namespace undercast {

/// Days of a time axis as the CF conventions write it (section 4.4): numbers in `units`, such as
/// "days since 1970-01-01" or "seconds since 2018-01-01T00:00:00Z". `name` stands for the axis in
/// messages. Throws Error(bad_input) for other units (months have no fixed length), for a calendar
/// that is not the one of satellites (360_day, noleap), and for a time that is no finite number.
std::vector<Date> cf_dates(const std::vector<double>& times, const std::string& units, const std::string& calendar,
                           const std::string& name);

}  // namespace undercast
