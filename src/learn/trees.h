// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "fill/gap_filler.h"
#include "learn/departure_trees.h"
#include "learn/feature_maker.h"

namespace undercast {

/// Gradient-boosted trees on departures: NDVI is its linear interpolation plus a departure, which
/// the trees predict from the changes of radar, neighbours and similar pixels within the gap
/// (learn/features.h). They are trained on the scene itself, on observed values that hold-outs
/// hide. Unobserved dates have trees of their own.
class TreesFiller : public GapFiller {
 public:
  FillerTraits traits() const override {
    return {
        .name = "trees", .halo_px = kFeatureReachPx, .uses_radar = true, .concurrent = false, .memory = kLearnerMemory};
  }
  /// Throws Error(bad_input) when the scene holds too little to learn from.
  void fit(CubeSource& scene, const RunContext& run) override;
  void check(const CubeLayout& layout) const override;
  std::optional<Calibration> calibration() const override { return calibration_; }
  Estimate fill(const Cube& window, const Window& part) override;

 private:
  int threads_ = 1;
  std::optional<FeatureMaker> features_;
  std::optional<DepartureTrees> partly_observed_, unobserved_;
  std::optional<Calibration> calibration_;
};

}  // namespace undercast
