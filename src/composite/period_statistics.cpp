// SPDX-License-Identifier: Apache-2.0
#include "composite/period_statistics.h"

#include <algorithm>
#include <cmath>

#include "core/cube.h"
#include "core/error.h"

namespace undercast {

NdviStatistic ndvi_statistic(const std::string& name) {
  if (name == "median") return NdviStatistic::median;
  if (name == "max") return NdviStatistic::max;
  if (name == "medoid") return NdviStatistic::medoid;
  throw Error(ErrorKind::usage, "--ndvi is '" + name + "', expected median, max or medoid");
}

float statistic_of(float* values, int count, NdviStatistic statistic) {
  if (statistic == NdviStatistic::max) return *std::max_element(values, values + count);
  float* middle = values + count / 2;
  std::nth_element(values, middle, values + count);
  if (statistic == NdviStatistic::medoid || count % 2 == 1) return *middle;
  return 0.5F * (*middle + *std::max_element(values, middle));
}

CompositeImage composite_ndvi(const std::vector<std::vector<float>>& images, std::size_t pixels,
                              NdviStatistic statistic) {
  CompositeImage composite{std::vector<float>(pixels, kMissing), std::vector<int>(pixels)};
  std::vector<float> seen(images.size());
  for (std::size_t i = 0; i < pixels; ++i) {
    int count = 0;
    for (const std::vector<float>& image : images)
      if (!std::isnan(image[i])) seen[static_cast<std::size_t>(count++)] = image[i];
    composite.looks[i] = count;
    if (count > 0) composite.values[i] = statistic_of(seen.data(), count, statistic);
  }
  return composite;
}

void PowerMean::add(const std::vector<float>& power) {
  for (std::size_t i = 0; i < power.size(); ++i) {
    if (std::isnan(power[i])) continue;
    sums_[i] += power[i];
    ++looks_[i];
  }
}

CompositeImage PowerMean::finish() const {
  CompositeImage composite{std::vector<float>(sums_.size(), kMissing), looks_};
  for (std::size_t i = 0; i < sums_.size(); ++i)
    if (looks_[i] > 0) composite.values[i] = static_cast<float>(10 * std::log10(sums_[i] / looks_[i]));
  return composite;
}

}  // namespace undercast
