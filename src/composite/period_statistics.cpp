// SPDX-License-Identifier: Apache-2.0
#include "composite/period_statistics.h"

#include <algorithm>

#include "core/cube.h"
#include "core/decibels.h"
#include "core/error.h"
#include "core/median.h"

namespace undercast {

NdviStatistic ndvi_statistic(const std::string& name) {
  if (name == "median") return NdviStatistic::median;
  if (name == "max") return NdviStatistic::max;
  if (name == "medoid") return NdviStatistic::medoid;
  throw Error(ErrorKind::usage, "--ndvi is '" + name + "', expected median, max or medoid");
}

float statistic_of(std::span<float> values, NdviStatistic statistic) {
  if (statistic == NdviStatistic::median) return median(values);
  if (statistic == NdviStatistic::max) return *std::max_element(values.begin(), values.end());
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

CompositeImage composite_ndvi(const std::vector<std::vector<float>>& images, std::size_t pixels,
                              NdviStatistic statistic) {
  CompositeImage composite{std::vector<float>(pixels, kMissing), std::vector<int>(pixels)};
  std::vector<float> observed;
  for (std::size_t i = 0; i < pixels; ++i) {
    observed.clear();
    for (const std::vector<float>& image : images)
      if (is_observed(image[i])) observed.push_back(image[i]);
    composite.counts[i] = static_cast<int>(observed.size());
    if (!observed.empty()) composite.values[i] = statistic_of(observed, statistic);
  }
  return composite;
}

void PowerMean::add(const std::vector<float>& power) {
  for (std::size_t i = 0; i < power.size(); ++i) {
    if (is_missing(power[i])) continue;
    sums_[i] += power[i];
    ++counts_[i];
  }
}

std::vector<float> PowerMean::power() const {
  std::vector<float> mean(sums_.size(), kMissing);
  for (std::size_t i = 0; i < sums_.size(); ++i)
    if (counts_[i] > 0) mean[i] = static_cast<float>(sums_[i] / counts_[i]);
  return mean;
}

CompositeImage PowerMean::finish() const {
  CompositeImage composite{std::vector<float>(sums_.size(), kMissing), counts_};
  for (std::size_t i = 0; i < sums_.size(); ++i)
    if (counts_[i] > 0) composite.values[i] = static_cast<float>(db_of_power(sums_[i] / counts_[i]));
  return composite;
}

}  // namespace undercast
