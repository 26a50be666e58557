// SPDX-License-Identifier: Apache-2.0
#include "fields/weighted_median.h"

#include <algorithm>
#include <cmath>

#include "core/cube.h"

namespace undercast {

void WeightedMedian::add(float value, double weight) {
  if (!counted_.empty()) {
    count(value, weight);
    return;
  }
  kept_.emplace_back(value, static_cast<float>(weight));
  if (kept_.size() <= kMostKept) return;
  counted_.resize(kSteps + 1);
  for (const auto& [kept, of_kept] : kept_) count(kept, static_cast<double>(of_kept));
  kept_ = {};
}

void WeightedMedian::count(float value, double weight) {
  const long place = std::lround((static_cast<double>(value) - static_cast<double>(range_.least)) / step());
  counted_[static_cast<std::size_t>(std::clamp(place, 0L, static_cast<long>(counted_.size()) - 1))] += weight;
}

float WeightedMedian::median() {
  for (std::size_t i = 0; i < counted_.size(); ++i)
    if (counted_[i] > 0)
      kept_.emplace_back(static_cast<float>(static_cast<double>(range_.least) + step() * static_cast<double>(i)),
                         static_cast<float>(counted_[i]));
  std::sort(kept_.begin(), kept_.end());
  double whole = 0, below = 0;
  for (const auto& [value, weight] : kept_) whole += static_cast<double>(weight);
  constexpr double kRounding = 1e-6;
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    below += static_cast<double>(kept_[i].second);
    if (below < whole / 2 * (1 - kRounding)) continue;
    const bool is_half = below < whole / 2 * (1 + kRounding) && i + 1 < kept_.size();
    return is_half ? (kept_[i].first + kept_[i + 1].first) / 2 : kept_[i].first;
  }
  return kMissing;
}

}  // namespace undercast
