// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string>
#include <vector>

#include "baselines/gap_learner.h"
#include "core/guard.h"
#include "model/device.h"
#include "model/space_time.h"

namespace undercast {

/// The methods whose departures from interpolation the space-time model stacks, in the guard's order.
inline constexpr std::array<const char*, 4> kStackedMethods{"network", "trees", "gaussian-process", "similar-pixels"};

/// Their shares before anything is known of a scene, for dates of which a part is seen and for others: those of the
/// learners, which take the rest as inputs. Where nobody is seen they know little that the Gaussian process does not.
/// (Networks that the guard is fitted on have learnt for a short while, so by them alone the network would get too
/// little.)
inline const std::array<Shares, kGapKinds> kExpectedShares{{{1.0 / 2, 1.0 / 2, 0, 0}, {1.0 / 3, 1.0 / 3, 1.0 / 3, 0}}};

/// A missing value of a batch of series.
struct MissingValue {
  std::int64_t series = 0;
  int step = 0;
  GapKind kind{};
  std::size_t gap_bin = 0;
};

struct StackedAnswer {
  std::vector<double> departures;  ///< of each of kStackedMethods
  float spread = 1;
};

/// The space-time model: the network, the trees, and the shares that the guard gives to them and to the classical
/// methods among their inputs.
struct StackedModel {
  std::vector<std::string> features;  ///< what the inputs are, in order
  bool uses_vh = false, uses_vv = false;
  SpaceTime network{nullptr};
  GapLearner part, whole;  ///< trees
  Guard guard;

  /// What each method says of each missing value. `batch` is in the processor's memory.
  std::vector<StackedAnswer> answer(const SeriesBatch& batch, const std::vector<MissingValue>& missing,
                                    const Compute& compute, int threads);
  /// The departure that the guard makes of them.
  double blend(const MissingValue& value, const StackedAnswer& answer) const;
};

/// The network's answer in the processor's memory, [B, T].
torch::Tensor predict(SpaceTime network, const SeriesBatch& batch, const Compute& compute, int threads);

/// Header and parts of a model file; the caller adds what it knows of the training.
ModelFile to_model_file(const StackedModel& model);
/// The network's part of it alone.
ModelFile to_model_file(const SpaceTime& network);
/// Throws Error(bad_input) when something is missing or has another shape than the header says.
StackedModel stacked_model_from(const ModelFile& file);

}  // namespace undercast
