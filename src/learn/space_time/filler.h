// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "fill/gap_filler.h"
#include "learn/feature_maker.h"
#include "learn/space_time/stacked_model.h"

namespace undercast {

/// A trained space-time model as a gap filler. fit() learns from the cube itself what the model's
/// inputs need of a scene (clusters, the Gaussian process's parameters, similar pixels); so a model
/// serves cubes of other places and dates. A model whose training hid radar now and then serves
/// cubes with less radar than it was trained with, too.
class SpaceTimeFiller : public GapFiller {
 public:
  SpaceTimeFiller(StackedModel model, Predict predict, int threads);

  FillerTraits traits() const override {
    return {.name = "space-time",
            .halo_px = kFeatureReachPx,
            .uses_radar = model_.uses_vh || model_.uses_vv,
            .concurrent = false,
            .memory = kLearnerMemory,
            .provenance = Provenance::network};
  }
  void fit(CubeSource& scene, const RunContext& run) override;
  void check(const CubeLayout& layout) const override;
  void begin_at(int step) override { first_step_ = static_cast<std::size_t>(step); }
  Estimate fill(const Cube& window, const Window& part) override;
  std::vector<Member> members(const Cube& cube) override;

 private:
  /// Takes the methods' answers for a missing value of a pixel, counted in the part.
  using AnswerSink = std::function<void(const MissingValue&, std::size_t pixel, const StackedAnswer&)>;
  void for_each_answer(const Cube& window, const Window& part, const AnswerSink& sink);

  StackedModel model_;
  Predict predict_;
  int threads_;
  std::size_t first_step_ = 0;  ///< of the answers that are used
  std::optional<FeatureMaker> inputs_;
};

}  // namespace undercast
