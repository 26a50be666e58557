// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"

namespace undercast {

/// The scene's mean curve plus the pixel's anomaly, interpolated linearly in time. The curve at a step is the mean,
/// over the pixels visible there, of their departure from their own mean, so that it does not depend on which pixels
/// happen to be visible. Steps that nobody observed are interpolated.
class SceneMeanFiller : public GapFiller {
 public:
  std::string name() const override { return "scene-mean"; }
  void fit(CubeSource& scene, int threads, Progress& progress) override;
  void check(const CubeLayout& layout) const override;
  std::vector<Estimate> fill(const std::vector<Cube>& windows) override;
  const std::vector<float>& curve() const { return curve_; }

 private:
  std::vector<float> curve_;  ///< [time], departures from the pixels' means
};

}  // namespace undercast
