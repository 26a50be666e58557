// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"

namespace undercast {

/// The scene's mean curve plus the pixel's anomaly, which is interpolated linearly in time. The
/// curve at a step is the mean departure of the observed pixels from their own means, so that it
/// does not depend on which pixels happen to be observed. It is interpolated on unobserved dates.
class SceneMeanFiller : public GapFiller {
 public:
  FillerTraits traits() const override { return {.name = "scene-mean"}; }
  void fit(CubeSource& scene, const RunContext& run) override;
  void check(const CubeLayout& layout) const override;
  Estimate fill(const Cube& window, const Window& part) override;
  const std::vector<float>& curve() const { return curve_; }

 private:
  std::vector<float> curve_;  ///< [time], departure from the pixels' means
};

/// The curve before it is interpolated: NaN on dates on which no more than `least_share` of the ever
/// observed pixels are observed. [time]
std::vector<float> scene_mean_curve(CubeSource& scene, double least_share, const RunContext& run);

}  // namespace undercast
