// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "baselines/gap_inputs.h"
#include "fill/gap_filler.h"
#include "model/stacked_model.h"

namespace undercast {

/// A trained space-time model as a gap filler. What its inputs need of the scene (clusters, the Gaussian process's
/// parameters, similar pixels) is learnt from the very cube by fit(); so a model serves cubes of other places and
/// dates.
class SpaceTimeFiller : public GapFiller {
 public:
  SpaceTimeFiller(StackedModel model, const Compute& compute, int threads);

  std::string name() const override { return "space-time"; }
  Tiling tiling() const override { return {0, 0, kFeatureReachPx}; }
  bool uses_radar() const override { return model_.uses_vh || model_.uses_vv; }
  Provenance provenance() const override { return Provenance::network; }
  bool concurrent() const override { return false; }
  Footprint footprint() const override { return kLearnerFootprint; }
  void fit(CubeSource& scene, int threads, Progress& progress) override;
  void check(const CubeLayout& layout) const override;
  std::vector<Estimate> fill(const std::vector<Cube>& windows) override;
  Estimate fill_part(const Cube& window, const Window& part) override;

 private:
  StackedModel model_;
  Compute compute_;
  int threads_;
  std::optional<GapInputs> inputs_;
};

}  // namespace undercast
