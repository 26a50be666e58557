// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"

namespace undercast {

/// Linear regression of each date on the pixel's observed dates, learnt from the scene's other
/// pixels: the conditional expectation under one Gaussian of the series, whose mean and covariance
/// are estimated from incomplete series by regularised expectation maximisation (Dempster et al.
/// 1977; Schneider 2001). Pixels that were alike on common dates are thus expected to be alike on
/// the others. An unobserved date has the covariance of its neighbours in time, and is in effect
/// interpolated.
class SimilarPixelsFiller : public GapFiller {
 public:
  FillerTraits traits() const override { return {.name = "similar-pixels"}; }
  /// Throws Error(bad_input) when no pixel has three observations.
  void fit(CubeSource& scene, const RunContext& run) override;
  void check(const CubeLayout& layout) const override;
  Estimate fill(const Cube& window, const Window& part) override;
  /// As fill(), but an observed value is predicted from the pixel's others, as if it were missing.
  Estimate fill_without_self(const Cube& window, const Window& part) const;

 private:
  Estimate estimate(const Variable& ndvi, bool without_self) const;

  std::vector<double> mean_;        ///< [time]
  std::vector<double> covariance_;  ///< [time, time]
};

}  // namespace undercast
