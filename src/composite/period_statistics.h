// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace undercast {

/// How the NDVI values of one pixel and period become one (docs/method.md, Compositing).
enum class NdviStatistic { median, max, medoid };
/// Throws Error(usage) for another name than median, max, medoid.
NdviStatistic ndvi_statistic(const std::string& name);

/// One value of `count` > 0 values, which are reordered. The median of an even number is the mean of the two middle
/// values. The medoid (Flood 2013, "Seasonal composite Landsat TM/ETM+ images using the medoid"), the sample with the
/// least sum of distances to all others, is for a single index the middle sample itself; of two middle samples the
/// larger is taken, since what clouds leave behind lowers NDVI.
float statistic_of(float* values, int count, NdviStatistic statistic);

/// An image and how many values each pixel comes from.
struct CompositeImage {
  std::vector<float> values;  ///< [row, col], NaN where `looks` is 0
  std::vector<int> looks;     ///< [row, col]
};

/// Of images [row, col] with NaN for missing, all of `pixels` pixels.
CompositeImage composite_ndvi(const std::vector<std::vector<float>>& images, std::size_t pixels,
                              NdviStatistic statistic);

/// Mean of backscatter in linear power, told in dB. The mean of dB values would be the geometric mean, lower by what
/// speckle adds (0.5 dB at 4.4 looks).
class PowerMean {
 public:
  explicit PowerMean(std::size_t pixels) : sums_(pixels), looks_(pixels) {}
  /// Adds an image of power [row, col]; NaN is missing.
  void add(const std::vector<float>& power);
  /// dB.
  CompositeImage finish() const;

 private:
  std::vector<double> sums_;
  std::vector<int> looks_;
};

}  // namespace undercast
