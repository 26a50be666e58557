// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "evaluate/score.h"
#include "fill/gap_filler.h"
#include "gaps/calibration.h"
#include "torch/vit/training_set.h"

namespace undercast {

/// Holds windows of a training set with their held-out values, to score a network in training.
class HeldOutWindows {
 public:
  /// Takes windows side by side over the scenes, and draws a few dozen of them at random where
  /// there are more.
  HeldOutWindows(const TrainingSet& set, int size_px, std::uint64_t seed);
  Score score(GapFiller& filler) const;
  /// Adds the errors on the same values, to calibrate bounds.
  void add_errors(GapFiller& filler, CalibrationSample& sample) const;

 private:
  std::vector<Cube> windows_;
  std::vector<Variable> truth_;
};

}  // namespace undercast
