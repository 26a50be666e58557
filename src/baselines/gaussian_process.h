// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "baselines/pixel_clusters.h"
#include "fill/gap_filler.h"

namespace undercast {

/// A Gaussian process of NDVI and VH together in time, for each pixel by itself (Pipia et al. 2019). The covariance is
/// that of the linear model of coregionalisation; pixels of a kind share its parameters and a mean curve, which are
/// learnt from a sample of the scene. The estimate is the exact conditional expectation given all NDVI and VH values
/// that the pixel shows; its spread is the standard deviation of an observation around it.
class GaussianProcessFiller : public GapFiller {
 public:
  std::string name() const override { return "gaussian-process"; }
  Tiling tiling() const override { return {.halo_px = 1}; }
  bool uses_radar() const override { return true; }
  /// Throws Error(bad_input) when no pixel has three observations.
  void fit(CubeSource& scene, int threads, Progress& progress) override;
  void check(const CubeLayout& layout) const override;
  std::vector<Estimate> fill(const std::vector<Cube>& windows) override;
  Estimate fill(const Cube& window) const;

 private:
  PixelClusters kinds_;  ///< whose curves are the means
  /// Of a pixel around the curve of its kind: its own and the curve's uncertainty. [kind]
  std::vector<JointGaussian> departures_;
};

}  // namespace undercast
