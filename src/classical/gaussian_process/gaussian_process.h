// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "classical/k_means.h"
#include "fill/gap_filler.h"

namespace undercast {

/// A Gaussian process of NDVI and VH together in time, for each pixel by itself (Pipia et al.
/// 2019). Its covariance is a linear model of coregionalisation. Pixels of a kind share the
/// parameters and a mean curve, which are learnt from a sample of the scene. The estimate is the
/// exact conditional expectation given all NDVI and VH values of the pixel; its spread is the
/// standard deviation of an observation around it.
class GaussianProcessFiller : public GapFiller {
 public:
  FillerTraits traits() const override { return {.name = "gaussian-process", .halo_px = 1, .uses_radar = true}; }
  /// Throws Error(bad_input) when no pixel has three observations.
  void fit(CubeSource& scene, const RunContext& run) override;
  void check(const CubeLayout& layout) const override;
  Estimate fill(const Cube& window, const Window& part) override { return estimate(window).crop(part); }
  /// As fill(), for a whole window. For any thread.
  Estimate estimate(const Cube& window) const;

 private:
  SeriesClusters kinds_;  ///< their curves are the means
  /// A pixel's departure from the curve of its kind, including the uncertainty of the curve. [kind]
  std::vector<JointGaussian> departures_;
};

}  // namespace undercast
