// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/time_axis.h"

namespace undercast {

/// What a band's description says: `NDVI_2018-05-11` (dated) or `NDVI_03` (numbered).
struct BandName {
  std::string variable;  ///< NDVI, VH or VV
  std::optional<Date> date;
  int number = -1;
};

/// Nothing when the description is none of a cube's; throws Error(bad_input), naming the band, when its variable is one
/// of NDVI, VH, VV but its date cannot be read.
std::optional<BandName> parse_band_name(const std::string& description, int band, const std::string& path);

/// Period lengths of dates in order, where neither metadata nor the user gives them: the commonest spacing where it
/// rules (a year's last period is shorter), the distance to the next date where all are nearly alike (months, thirds of
/// months), and single days for irregular acquisitions.
std::vector<int> infer_period_lengths(const std::vector<Date>& dates);

}  // namespace undercast
