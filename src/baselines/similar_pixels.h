// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"

namespace undercast {

/// Linear regression of each date on all other dates that the pixel shows, learnt from the scene's other pixels: the
/// conditional expectation under one Gaussian of the series, whose mean and covariance are estimated from incomplete
/// series by regularised expectation maximisation (Dempster et al. 1977; Schneider 2001). Pixels that behaved alike on
/// the dates that both show thus speak for each other on the dates that one hides. A date that nobody observed has the
/// covariance of its neighbours in time, and is in effect interpolated.
class SimilarPixelsFiller : public GapFiller {
 public:
  std::string name() const override { return "similar-pixels"; }
  /// Throws Error(bad_input) when no pixel has three observations.
  void fit(CubeSource& scene, int threads, Progress& progress) override;
  void check(const CubeLayout& layout) const override;
  std::vector<Estimate> fill(const std::vector<Cube>& windows) override;
  /// The same, but an observed value is predicted from the pixel's others, as if it were missing.
  Estimate fill_without_self(const Cube& window) const;

 private:
  Estimate estimate(const Variable& ndvi, bool without_self) const;

  std::vector<double> mean_;        ///< [time]
  std::vector<double> covariance_;  ///< [time, time]
};

}  // namespace undercast
