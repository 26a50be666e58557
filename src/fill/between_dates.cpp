// SPDX-License-Identifier: Apache-2.0
#include "fill/between_dates.h"

#include <algorithm>
#include <cmath>

#include "gaps/gap_ends.h"

namespace undercast {
namespace {

// All pixels of a date share its weather and its angles, so errors within a date are correlated:
// the factors are chosen as on unobserved dates, by leaving out whole dates.
constexpr DateObserved kKind = DateObserved::not_at_all;
// A composite of 8 days is the median of one or two acquisitions, and one acquisition varies by the
// square root of two as much as the mean of two.
constexpr double kOfOneAcquisition = 1.4142136;
// So many pixels tell as much as all pixels of a sample.
constexpr std::size_t kPixels = 16384;

}  // namespace

std::optional<Calibration> departures_between(const Variable& sample) {
  const GapEnds ends(sample);
  const std::vector<double> days = sample.time.middle_days();
  const std::size_t pixels = sample.pixels();
  const std::size_t every = std::max<std::size_t>(1, pixels / kPixels);
  CalibrationSample departures;
  for (std::size_t i = 0; i < sample.values.size(); ++i) {
    if (i % pixels % every != 0) continue;
    if (!is_observed(sample.values[i]) || ends.previous[i] == GapEnds::kNone || ends.next[i] == GapEnds::kNone)
      continue;
    const float one = sample.image(ends.previous[i])[i % pixels], other = sample.image(ends.next[i])[i % pixels];
    const float value = sample.values[i];
    const float outside = std::max({std::min(one, other) - value, value - std::max(one, other), 0.0F});
    departures.add(kKind, gap_bin(days[ends.next[i]] - days[ends.previous[i]]), static_cast<int>(i / pixels),
                   static_cast<double>(outside), 1);
  }
  if (!departures.enough()) return std::nullopt;
  return departures.fit();
}

BetweenDates::BetweenDates(const TimeAxis& cube, const TimeAxis& dates, const std::optional<Calibration>& departures) {
  for (const Period& date : dates) {
    const double day = date.middle_day();
    Place place{middles_around(cube, day), cube.step_of(day_of(day))};
    place.passes_through = place.held_by >= 0 && cube[place.held_by] == date;
    if (place.passes_through)
      place.around = {place.held_by, place.held_by};
    else if (departures)
      place.beyond = static_cast<float>(kOfOneAcquisition * departures->of(kKind, gap_bin(place.around.apart_days)));
    places_.push_back(place);
  }
}

FilledImage BetweenDates::image(int date, const FilledWindow& filled, const Bounds* bounds) const {
  const Place& place = places_[static_cast<std::size_t>(date)];
  const std::size_t pixels = filled.ndvi.pixels();
  const auto share = static_cast<float>(place.around.share);
  const int step = place.around.before, next = place.around.after;
  const auto between = [share](float one, float other) { return share == 0 ? one : one + share * (other - one); };
  const float *before = filled.ndvi.image(step), *after = filled.ndvi.image(next);
  FilledImage image;
  image.ndvi.resize(pixels);
  image.provenance.resize(pixels);
  for (std::size_t i = 0; i < pixels; ++i) {
    image.ndvi[i] = between(before[i], after[i]);
    image.provenance[i] = is_missing(image.ndvi[i]) ? Provenance::missing : provenance(place, filled, i);
  }
  if (bounds == nullptr) return image;
  image.lower.resize(pixels);
  image.upper.resize(pixels);
  const float *lower_before = bounds->lower.image(step), *lower_after = bounds->lower.image(next);
  const float *upper_before = bounds->upper.image(step), *upper_after = bounds->upper.image(next);
  for (std::size_t i = 0; i < pixels; ++i) {
    const float value = image.ndvi[i];
    const float lower = between(lower_before[i], lower_after[i]), upper = between(upper_before[i], upper_after[i]);
    if (place.passes_through || is_missing(value)) {
      image.lower[i] = lower;
      image.upper[i] = upper;
      continue;
    }
    // What the fill may err by, and how far the value may depart from the line between two dates,
    // are independent.
    const float down = value - std::min(before[i], after[i]) + place.beyond;
    const float up = std::max(before[i], after[i]) - value + place.beyond;
    image.lower[i] = std::max(value - std::hypot(value - lower, down), filled.range.least);
    image.upper[i] = std::min(value + std::hypot(upper - value, up), filled.range.most);
  }
  return image;
}

Provenance BetweenDates::provenance(const Place& place, const FilledWindow& filled, std::size_t pixel) const {
  const auto at = [&](int step) {
    return filled.provenance[static_cast<std::size_t>(step) * filled.ndvi.pixels() + pixel];
  };
  if (place.held_by >= 0) return at(place.held_by);
  const Provenance before = at(place.around.before), after = at(place.around.after);
  if (was_observed(before) && was_observed(after))
    return place.around.apart_days > static_cast<double>(kLowTrustGapDays) ? Provenance::low_trust
                                                                           : Provenance::interpolated;
  if (has_low_trust(before) || has_low_trust(after)) return Provenance::low_trust;
  return was_observed(before) ? after : before;
}

}  // namespace undercast
