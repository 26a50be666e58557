// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/calibration.h"
#include "evaluate/score.h"
#include "fill/gap_filler.h"
#include "train/training_set.h"

namespace undercast {

/// Windows of a training set with their held-out values, on which a network in training is scored.
class HeldOutWindows {
 public:
  /// Windows side by side over the scenes, at most a few dozen, drawn at random where there are more.
  HeldOutWindows(const TrainingSet& set, int size_px, std::uint64_t seed);
  Score score(GapFiller& filler) const;
  /// Adds the errors on the same values, to calibrate bounds with.
  void add_errors(GapFiller& filler, CalibrationSample& sample) const;

 private:
  std::vector<Cube> windows_;
  std::vector<Variable> truth_;
};

}  // namespace undercast
