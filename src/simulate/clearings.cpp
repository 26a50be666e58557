// SPDX-License-Identifier: Apache-2.0
#include "simulate/clearings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/logistic.h"
#include "core/random.h"

namespace undercast {
namespace {

constexpr double kLeastArea_m2 = 0.5e4, kMostArea_m2 = 3e4;
constexpr double kFelling_days = 1.2;  // time scale: 5 to 95 % within a week
constexpr double kGreenLeft = 0.06, kWaterLeft = 0.11;
constexpr double kWeeds = 0.25, kWeedsBegin_days = 60, kWeedsGrow_days = 250;
constexpr int kTries = 1000;

double radius_px(double area_m2, double pixel_size_m) { return std::sqrt(area_m2 / std::numbers::pi) / pixel_size_m; }

bool touch(const Clearing& a, const Clearing& b) {
  return std::hypot(a.row - b.row, a.col - b.col) < a.radius_px + b.radius_px + 2;
}

}  // namespace

bool Clearing::holds(int at_row, int at_col) const {
  return std::hypot(at_row + 0.5 - row, at_col + 0.5 - col) <= radius_px;
}

Canopy Clearing::canopy(Canopy forest, double on_day) const {
  const double since = on_day - day_number(day), felled = logistic(since / kFelling_days);
  const double weeds = kWeeds * (1 - std::exp(-std::max(0.0, since - kWeedsBegin_days) / kWeedsGrow_days));
  forest.green *= 1 - felled * (1 - kGreenLeft - weeds);
  forest.water *= 1 - felled * (1 - kWaterLeft);
  return forest;
}

std::vector<Clearing> draw_clearings(const SimulateOptions& options, const TimeAxis& time, std::uint64_t seed) {
  std::vector<Clearing> clearings;
  Random random(hash_of(seed, 0xc1ea7));
  const double first = day_number(time[0].start), days = day_number(time[time.size() - 1].end()) - first;
  for (int tries = 0; static_cast<int>(clearings.size()) < options.clearings; ++tries) {
    if (tries == kTries)
      throw Error(ErrorKind::usage,
                  fmt::format("--clearings {}: only {} fit into {} px of {} m", options.clearings, clearings.size(),
                              options.size, options.pixel_size_m),
                  "ask for fewer, or give a larger --size");
    const double radius = radius_px(random.uniform(kLeastArea_m2, kMostArea_m2), options.pixel_size_m);
    const double day = first + days * random.uniform(0.1, 0.9), row = random.uniform(), col = random.uniform();
    const double room = options.size - 2 * radius;
    if (room < 0) continue;
    const Clearing drawn{Date(Days(static_cast<int>(day))), radius + room * row, radius + room * col, radius};
    if (std::any_of(clearings.begin(), clearings.end(), [&](const Clearing& other) { return touch(drawn, other); }))
      continue;
    clearings.push_back(drawn);
    tries = -1;
  }
  return clearings;
}

std::string to_text(const std::vector<Clearing>& clearings) {
  std::vector<std::string> texts;
  for (const Clearing& c : clearings)
    texts.push_back(fmt::format("{}:{:.2f}:{:.2f}:{:.2f}", to_string(c.day), c.row, c.col, c.radius_px));
  return fmt::format("{}", fmt::join(texts, ","));
}

}  // namespace undercast
