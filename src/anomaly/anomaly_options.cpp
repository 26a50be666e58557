// SPDX-License-Identifier: Apache-2.0
#include "anomaly/anomaly_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/error.h"

namespace undercast {

void AnomalyOptions::each(const OptionVisitor& visit) {
  visit("year", &year, {.text = "calendar year whose dates are compared; 0: the last one", .min = 0, .max = 9999});
  visit("years", &years, {.text = "years that make the usual year; left out: all but --year", .min = 1, .max = 9999});
  visit("confidence", &confidence,
        {.text = "a value is below usual where a usual year would be above it with this probability",
         .unit = "share",
         .min = 0.5,
         .max = 0.9999});
}

void check(const AnomalyOptions& options) {
  const std::set<int> distinct(options.years.begin(), options.years.end());
  if (distinct.size() < options.years.size())
    throw Error(ErrorKind::usage, "--years names a year twice", "name each year once");
  if (std::find(options.years.begin(), options.years.end(), options.year) != options.years.end())
    throw Error(ErrorKind::usage, fmt::format("--years names {}, the year that is compared", options.year),
                "leave it out of --years");
}

}  // namespace undercast
