// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <vector>

namespace undercast {

/// How the values of an index of one pixel and period become one (docs/method.md, Compositing).
enum class NdviStatistic { median, max, medoid };
/// Throws Error(usage) for another name than median, max, medoid.
NdviStatistic ndvi_statistic(const std::string& name);

/// The statistic of at least one value; reorders the values. The medoid (Flood 2013, "Seasonal
/// composite Landsat TM/ETM+ images using the medoid") is the sample with the least sum of
/// distances to all others, which for a single index is the middle sample. If there are two, it is
/// the larger one, since residual cloud lowers NDVI.
float statistic_of(std::span<float> values, NdviStatistic statistic);

/// An image, and how many acquisitions each value comes from.
struct CompositeImage {
  std::vector<float> values;  ///< [row, col], NaN where `counts` is 0
  std::vector<int> counts;    ///< [row, col]
};

/// Composites images [row, col] of `pixels` pixels each; NaN is missing.
CompositeImage composite_ndvi(const std::vector<std::vector<float>>& images, std::size_t pixels,
                              NdviStatistic statistic);

/// The mean of backscatter in linear power, in dB. A mean of dB values would be the geometric mean,
/// which speckle lowers (by 0.5 dB at 4.4 looks).
class PowerMean {
 public:
  explicit PowerMean(std::size_t pixels) : sums_(pixels), counts_(pixels) {}
  /// Adds an image of power [row, col]; NaN is missing.
  void add(const std::vector<float>& power);
  /// The mean in dB.
  CompositeImage finish() const;

 private:
  std::vector<double> sums_;
  std::vector<int> counts_;
};

}  // namespace undercast
