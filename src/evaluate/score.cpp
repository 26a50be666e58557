// SPDX-License-Identifier: Apache-2.0
#include "evaluate/score.h"

#include <cmath>
#include <limits>

#include "fill/long_gaps.h"

namespace undercast {

void Score::add(float truth, float estimate) {
  const double error = static_cast<double>(estimate) - static_cast<double>(truth);
  ++count_;
  absolute_ += std::abs(error);
  squared_ += error * error;
  sum_ += error;
  truth_ += static_cast<double>(truth);
  truth_squared_ += static_cast<double>(truth) * static_cast<double>(truth);
}

void Score::add_bounds(float truth, float lower, float upper) {
  ++bounded_;
  if (lower <= truth && truth <= upper) ++covered_;
  width_ += static_cast<double>(upper - lower);
}

void Score::add(const Score& other) {
  bounded_ += other.bounded_;
  covered_ += other.covered_;
  width_ += other.width_;
  count_ += other.count_;
  missing_ += other.missing_;
  absolute_ += other.absolute_;
  squared_ += other.squared_;
  sum_ += other.sum_;
  truth_ += other.truth_;
  truth_squared_ += other.truth_squared_;
}

double Score::rmse() const { return std::sqrt(squared_ / static_cast<double>(count_)); }
double Score::mae() const { return absolute_ / static_cast<double>(count_); }
double Score::bias() const { return sum_ / static_cast<double>(count_); }

double Score::r2() const {
  const double n = static_cast<double>(count_);
  const double spread = truth_squared_ - truth_ * truth_ / n;
  if (count_ < 2 || spread <= 0) return std::numeric_limits<double>::quiet_NaN();
  return 1 - squared_ / spread;
}

Scores::Scores() {
  for (std::size_t g = 0; g < kGroupings; ++g) by[g].resize(groupings()[g].groups.size());
}

void Scores::add(const Scores& other) {
  all.add(other.all);
  images.add(other.images);
  for (std::size_t g = 0; g < kGroupings; ++g)
    for (std::size_t group = 0; group < by[g].size(); ++group) by[g][group].add(other.by[g][group]);
}

Scores score(const Truth& truth, const FilledWindow& filled, const std::optional<Calibration>& calibration) {
  const auto& [ndvi, scored, suspects, kinds] = truth;
  Scores scores;
  const Bounds bounds = calibration ? bounds_of(filled, *calibration, kinds) : Bounds{};
  const std::vector<float> nearest = nearest_days(filled);
  for (std::size_t i = 0; i < scored.size(); ++i) {
    if (scored[i] == 0) continue;
    Score one;
    if (!std::isfinite(filled.ndvi.values[i])) {
      one.add_missing();
    } else {
      one.add(ndvi.values[i], filled.ndvi.values[i]);
      scores.images.add(i % ndvi.pixels(), ndvi.values[i], filled.ndvi.values[i]);
      if (calibration) one.add_bounds(ndvi.values[i], bounds.lower.values[i], bounds.upper.values[i]);
    }
    const Period& period = ndvi.time[static_cast<int>(i / ndvi.pixels())];
    const ScoredValue value{Date(Days(static_cast<int>(std::floor(period.middle_day())))), filled.gap_days[i],
                            nearest[i], kinds[i / ndvi.pixels()], suspects[i] != 0};
    scores.all.add(one);
    for (std::size_t g = 0; g < kGroupings; ++g) scores.by[g][groupings()[g].group_of(value)].add(one);
  }
  return scores;
}

}  // namespace undercast
