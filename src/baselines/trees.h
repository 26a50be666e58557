// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "baselines/gap_inputs.h"
#include "baselines/gap_learner.h"
#include "fill/gap_filler.h"

namespace undercast {

/// Gradient-boosted trees on departures: NDVI is its linear interpolation plus what the trees predict from what radar,
/// neighbours and similar pixels did between the ends of the gap (features/features.h). They are trained on the scene
/// itself, on visible values that are hidden again; dates on which nobody was seen have trees of their own.
class TreesFiller : public GapFiller {
 public:
  std::string name() const override { return "trees"; }
  Tiling tiling() const override { return {0, 0, kFeatureReachPx}; }
  bool uses_radar() const override { return true; }
  bool concurrent() const override { return false; }
  Footprint footprint() const override { return kLearnerFootprint; }
  /// Throws Error(bad_input) when the scene holds too little to learn from.
  void fit(CubeSource& scene, int threads, Progress& progress) override;
  void check(const CubeLayout& layout) const override;
  std::optional<Calibration> calibration() const override { return calibration_; }
  std::vector<Estimate> fill(const std::vector<Cube>& windows) override;
  Estimate fill_part(const Cube& window, const Window& part) override;

 private:
  int threads_ = 1;
  std::optional<GapInputs> inputs_;
  std::optional<GapLearner> part_, whole_;
  std::optional<Calibration> calibration_;
};

}  // namespace undercast
