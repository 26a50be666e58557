// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "baselines/boosted_trees.h"
#include "baselines/gaussian_process.h"
#include "baselines/similar_pixels.h"
#include "features/features.h"
#include "fill/holdout.h"

namespace undercast {

/// What the inputs of the trees need of a whole scene, learnt from what is visible.
class GapInputs {
 public:
  /// Throws Error(bad_input) when the scene holds too little to learn from.
  GapInputs(const Cube& scene, int threads);
  Features of(const Cube& window, int threads) const;
  const std::vector<GapKind>& kinds() const { return scene_.kinds; }

 private:
  SceneCurves scene_;
  SimilarPixelsFiller similar_pixels_;
  GaussianProcessFiller gaussian_process_;
};

/// Hidden values of a scene, with the inputs that are visible: what a learner trains on.
struct HiddenRows {
  TrainingRows rows;  ///< targets: NDVI minus its interpolation
  std::vector<int> step;
  std::vector<std::size_t> gap_bin;
};

/// A way to hide values: a protocol (docs/method.md) and a seed.
struct Hiding {
  const char* protocol;
  int seed;
};

/// Which values of a scene are gathered: a fifth of its blocks in space and time is for testing and never trained on.
enum class Share { training, testing, all };

/// Hides a scene's values in each way in turn, and gathers a random part of those of a share, at most `most_rows` in
/// all, on dates of the given kind.
HiddenRows gather_hidden_rows(const Cube& scene, const std::vector<Hiding>& hidings, GapKind kind, Share share,
                              std::size_t most_rows, int threads, Progress& progress);

}  // namespace undercast
