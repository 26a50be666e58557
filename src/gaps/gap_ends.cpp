// SPDX-License-Identifier: Apache-2.0
#include "gaps/gap_ends.h"

namespace undercast {

GapEnds::GapEnds(const Variable& observed)
    : previous(observed.values.size(), kNone), next(observed.values.size(), kNone) {
  const std::size_t pixels = observed.pixels();
  const int steps = observed.steps();
  for (int step = 1; step < steps; ++step)
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
      const std::size_t i = static_cast<std::size_t>(step) * pixels + pixel;
      previous[i] =
          is_observed(observed.values[i - pixels]) ? static_cast<std::int16_t>(step - 1) : previous[i - pixels];
    }
  for (int step = steps - 2; step >= 0; --step)
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
      const std::size_t i = static_cast<std::size_t>(step) * pixels + pixel;
      next[i] = is_observed(observed.values[i + pixels]) ? static_cast<std::int16_t>(step + 1) : next[i + pixels];
    }
}

BetweenEnds::BetweenEnds(int previous_step, int next_step, const std::vector<double>& days, int step)
    : previous(previous_step), next(next_step) {
  if (previous == GapEnds::kNone || next == GapEnds::kNone) return;
  const auto day = [&](int of) { return days[of]; };
  share = static_cast<float>((day(step) - day(previous)) / (day(next) - day(previous)));
}

Variable interpolate_without_self(const Variable& observed, const GapEnds& ends) {
  Variable interpolated(observed.time, observed.rows, observed.cols);
  const std::vector<double> days = observed.time.middle_days();
  const std::size_t pixels = observed.pixels();
  for (std::size_t i = 0; i < interpolated.values.size(); ++i) {
    const BetweenEnds between(ends.previous[i], ends.next[i], days, static_cast<int>(i / pixels));
    if (between.exists())
      interpolated.values[i] = between.interpolate([&](int step) { return observed.image(step)[i % pixels]; });
  }
  return interpolated;
}

}  // namespace undercast
