// SPDX-License-Identifier: Apache-2.0
#include "fill/long_gaps.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gaps/interpolation.h"

namespace undercast {

std::vector<float> nearest_days(const FilledWindow& filled) {
  const std::vector<double> days = filled.ndvi.time.middle_days();
  const std::size_t pixels = filled.ndvi.pixels();
  std::vector<float> nearest(filled.provenance.size(), std::numeric_limits<float>::infinity());
  const auto walk = [&](std::size_t pixel, std::size_t step, double& last_day) {
    const std::size_t i = step * pixels + pixel;
    if (was_observed(filled.provenance[i])) last_day = days[step];
    nearest[i] = std::min(nearest[i], static_cast<float>(std::abs(days[step] - last_day)));
  };
  for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
    double before = -std::numeric_limits<double>::infinity(), after = -before;
    for (std::size_t step = 0; step < days.size(); ++step) walk(pixel, step, before);
    for (std::size_t step = days.size(); step-- > 0;) walk(pixel, step, after);
  }
  return nearest;
}

void leave_missing(FilledWindow& filled, float most_days) {
  for (std::size_t i = 0; i < filled.gap_days.size(); ++i) {
    if (was_observed(filled.provenance[i]) || std::abs(filled.gap_days[i]) <= most_days) continue;
    filled.ndvi.values[i] = filled.spread.values[i] = kMissing;
    filled.provenance[i] = Provenance::missing;
  }
}

}  // namespace undercast
