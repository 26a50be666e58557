// SPDX-License-Identifier: Apache-2.0
#include "jobs/revision_counts.h"

#include <algorithm>
#include <cmath>

namespace undercast {
namespace {

// Counters before these are codes of provenance, and what `fill` counts.
constexpr std::size_t kFirstCounter = 512;

}  // namespace

void RevisionCounts::add(float before, float after) {
  const double moved = std::abs(static_cast<double>(after) - static_cast<double>(before));
  ++by_size_[static_cast<std::size_t>(std::min<long>(std::lround(moved / step_), kSteps))];
}

void RevisionCounts::add(float before, float after, float lower, float upper) {
  add(before, after);
  if (after >= lower && after <= upper) ++within_;
}

void RevisionCounts::put(const std::function<void(std::size_t, long long)>& add) const {
  if (within_ > 0) add(kFirstCounter, within_);
  for (std::size_t i = 0; i < by_size_.size(); ++i)
    if (by_size_[i] > 0) add(kFirstCounter + 1 + i, by_size_[i]);
}

Revisions RevisionCounts::read(const std::function<long long(std::size_t)>& counted, const ValueRange& range,
                               bool has_bounds) {
  const double step = step_of(range);
  Revisions found;
  double sum = 0, squares = 0;
  for (int i = 0; i <= kSteps; ++i) {
    const long long count = counted(kFirstCounter + 1 + static_cast<std::size_t>(i));
    const double size = i * step;
    found.values += count;
    sum += size * static_cast<double>(count);
    squares += size * size * static_cast<double>(count);
  }
  if (has_bounds) found.within_bounds = counted(kFirstCounter);
  if (found.values == 0) return found;
  const auto values = static_cast<double>(found.values);
  found.mean = sum / values;
  found.rmse = std::sqrt(squares / values);
  long long left = found.values - static_cast<long long>(std::ceil(0.95 * values));
  for (int i = kSteps; i >= 0; --i) {
    left -= counted(kFirstCounter + 1 + static_cast<std::size_t>(i));
    found.most_of_95_percent = i * step;
    if (left < 0) break;
  }
  return found;
}

}  // namespace undercast
