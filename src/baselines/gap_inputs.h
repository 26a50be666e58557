// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "baselines/boosted_trees.h"
#include "baselines/gaussian_process.h"
#include "baselines/similar_pixels.h"
#include "core/team.h"
#include "features/features.h"
#include "fill/gap_filler.h"
#include "fill/holdout.h"

namespace undercast {

/// What the inputs of learners need of a whole scene, learnt from what is visible.
class GapInputs {
 public:
  /// Throws Error(bad_input) when the scene holds too little to learn from.
  GapInputs(const Cube& scene, int threads);
  /// Of a part of a window.
  Features of(const Cube& window, const Window& part, int threads) const;
  const std::vector<GapKind>& kinds() const { return scene_.kinds; }
  /// [time] mean of what is visible; NaN where nothing is
  const std::vector<float>& mean_curve() const { return scene_.mean; }

 private:
  SceneCurves scene_;
  SimilarPixelsFiller similar_pixels_;
  GaussianProcessFiller gaussian_process_;
};

/// Side of the sample of a scene that GapInputs are learnt from.
inline constexpr int kCurvesPx = 384;
/// Side of the sample that learners are trained on: their rows are gathered anew for each way of hiding.
inline constexpr int kTrainingPx = 192;

/// What a filler takes that learns from these inputs; fitted to peaks of the space-time model.
inline constexpr Footprint kLearnerFootprint{400e6, 160};

/// A way to hide values: a protocol (docs/method.md) and a seed. No user's seed is negative.
struct Hiding {
  const char* protocol;
  int seed;
};

/// A scene with some of its values hidden again, and the inputs that are then visible.
struct HiddenScene {
  const Variable& truth;
  const Variable& visible;
  const Holdout& holdout;
  const std::vector<GapKind>& kinds;  ///< [time] of what is visible
  const std::vector<float>& gap_days;
  const Features& features;
};

/// Hides a scene's values in each way in turn, where anything can be hidden so and enough is left to learn from.
/// Collective: the team deals the ways, so `visit` gets the number of the way beside what is hidden.
void for_each_hiding(const Cube& scene, const std::vector<Hiding>& hidings, Team& team, int threads, Progress& progress,
                     const std::function<void(std::size_t hiding, const HiddenScene&)>& visit);

/// Which hidden values are taken of dates on which a part of the scene was seen. A fifth of the blocks in space and
/// time is for testing and never trained on. Where nobody was seen all are taken: there learners are cross-fitted by
/// date.
enum class Share { training, testing, all };

/// Dates next to each other go into one fold of four: what is known of one tells of the other.
inline constexpr int kFolds = 4, kFoldSteps = 3;
constexpr int fold_of(int step) { return step / kFoldSteps % kFolds; }

bool is_in_testing_block(const Variable& variable, int step, std::size_t pixel);
bool is_in_share(Share share, GapKind kind, const Variable& variable, int step, std::size_t pixel);

/// Hidden values of a scene, with the inputs that are visible.
struct HiddenRows {
  TrainingRows rows;  ///< targets: NDVI minus its interpolation
  std::vector<int> step;
  std::vector<std::size_t> gap_bin;
};

/// Appends a random part, at most `most_rows`, of the hidden values of a share on dates of the given kind.
void append_rows(const HiddenScene& scene, GapKind kind, Share share, std::size_t most_rows, int threads,
                 HiddenRows& rows);

}  // namespace undercast
