// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>

#include "classical/gaussian_process/gaussian_process.h"
#include "classical/other_years.h"
#include "classical/similar_pixels.h"
#include "core/run_context.h"
#include "fill/gap_filler.h"
#include "gaps/holdout.h"
#include "learn/boosted_trees.h"
#include "learn/features.h"

namespace undercast {

/// Makes the features of windows, with curves and methods that are learnt from the visible values
/// of the whole scene.
class FeatureMaker {
 public:
  /// Throws Error(bad_input) when the scene holds too little to learn from.
  FeatureMaker(const Cube& scene, int threads);
  /// The features of a part of a window, which must reach kFeatureReachPx around it, as far as the
  /// scene reaches.
  Features of(const Cube& window, const Window& part, int threads) const;
  const std::vector<DateObserved>& kinds() const { return scene_.kinds; }
  /// Mean of the visible values, NaN where there are none. [time]
  const std::vector<float>& mean_curve() const { return scene_.mean; }

 private:
  SceneCurves scene_;
  SimilarPixelsFiller similar_pixels_;
  GaussianProcessFiller gaussian_process_;
  std::optional<OtherYearsFiller> other_years_;  ///< of a cube that spans more than kYearsForInput
};

/// Years that a cube must span for its other years to be an input; it is missing in a shorter one,
/// where too few gaps have another year that a learner could learn from.
inline constexpr double kYearsForInput = 1.5;

/// Side of the sample of a scene that a FeatureMaker learns from.
inline constexpr int kCurvesPx = 384;
/// Side of the sample that learners are trained on: its features are made again for each hold-out.
inline constexpr int kTrainingPx = 192;

/// Memory of a filler that learns from features, fitted to peaks of the space-time model.
inline constexpr MemoryNeed kLearnerMemory{400e6, 160};

/// Names a hold-out: a protocol (docs/method.md) and a seed. No user's seed is negative.
struct HoldoutSpec {
  const char* protocol;
  int seed;
};

/// A scene with a hold-out, and the features that the remaining values give.
struct HeldOutScene {
  const Variable& truth;
  const Variable& visible;
  const Holdout& holdout;
  const std::vector<DateObserved>& kinds;  ///< of the visible values, [time]
  const std::vector<float>& gap_days;
  const Features& features;
};

/// Visits the hold-outs of a scene one after another, as far as they hide anything and leave enough
/// to learn from. Collective: the team deals the hold-outs, so `visit` gets the number of the spec,
/// too.
void for_each_holdout(const Cube& scene, const std::vector<HoldoutSpec>& specs, const RunContext& run,
                      const std::function<void(std::size_t spec, const HeldOutScene&)>& visit);

/// Which hidden values are used on partly observed dates: a fifth of the blocks in space and time
/// is for testing, and never trained on. On unobserved dates all are used, since learners are
/// cross-fitted by date.
enum class Split { training, testing, all };

/// Dates next to each other are in one of four folds, since they are correlated.
inline constexpr int kFolds = 4, kFoldSteps = 3;
constexpr int fold_of(int step) { return step / kFoldSteps % kFolds; }

bool is_in_testing_block(const Variable& variable, int step, std::size_t pixel);
bool is_in_split(Split split, DateObserved kind, const Variable& variable, int step, std::size_t pixel);

/// Hidden values of a scene, with their features.
struct TreeRows {
  TrainingRows rows;  ///< targets: NDVI minus its interpolation
  std::vector<int> step;
  std::vector<std::size_t> gap_bin;
};

/// Which rows to append: at most so many random hidden values of a split, on dates of a kind.
struct RowChoice {
  DateObserved kind;
  Split split;
  std::size_t most;
};
void append_rows(const HeldOutScene& scene, const RowChoice& choice, int threads, TreeRows& rows);

}  // namespace undercast
