// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "gaps/calibration.h"
#include "learn/departure_trees.h"
#include "learn/guard.h"
#include "learn/space_time/fused_space_time.h"

namespace undercast {

/// The methods whose departures from interpolation the space-time model stacks, in the guard's
/// order.
inline constexpr std::array<const char*, 7> kStackedMethods{
    "network", "trees", "starting-network", "starting-trees", "gaussian-process", "similar-pixels", "other-years"};

/// The weights of the methods before any score is known, for partly observed dates and for
/// unobserved dates. On partly observed dates the learners get all, since they have the other
/// methods as inputs; on unobserved dates they know little that the Gaussian process does not.
inline const std::array<Weights, kDateKinds> kPriorWeights{{{.25, .25, .25, .25, 0, 0, 0}, {.2, .2, .2, .2, .2, 0, 0}}};

/// Identifies a missing value of a batch of series.
struct MissingValue {
  std::int64_t series = 0;
  int step = 0;
  DateObserved kind{};
  std::size_t gap_bin = 0;
};

struct StackedAnswer {
  std::vector<double> departures;  ///< of each of kStackedMethods
  float spread = 1;                ///< that the trained trees predict
  bool has_radar = false;          ///< whether radar says how the gap departs from its line
};

struct Blend {
  double departure = 0;
  double spread = 1;
};

/// Factors that change no bounds.
inline const Calibration kNoWidening = [] {
  Calibration none;
  for (Calibration::Factors& factors : none.factor) factors.fill(1);
  return none;
}();

/// The network, and the trees for partly observed and for unobserved dates.
struct Learners {
  NetworkWeights network;
  DepartureTrees part, whole;

  const DepartureTrees& trees_for(DateObserved kind) const { return kind == DateObserved::partly ? part : whole; }
  /// Whether the trees can predict from rows of so many inputs.
  bool fit(std::size_t width) const { return part.fits(width) && whole.fits(width); }
};

/// The space-time model: learners that were trained on the cube, the starting model's learners as
/// they were, and the weights that the guard gives to them and to the classical methods among
/// their inputs. The trained trees add to the answers of the starting ones.
struct StackedModel {
  std::vector<std::string> features;  ///< names of the inputs, in order
  bool uses_vh = false, uses_vv = false;
  /// Whether training hid the radar of some series, so that cubes without radar can be filled.
  bool knows_missing_radar = false;
  Learners trained;
  std::optional<Learners> starting;  ///< none if the training started from fresh weights
  Guard guard;                       ///< for values that have radar
  Guard guard_without_radar;
  /// How many times wider bounds are without radar, beyond what the spread says: at least 1.
  Calibration widening_without_radar = kNoWidening;

  /// Returns the departure that each method predicts for each missing value. `of_starting` is what
  /// answer_of_starting() returned for the batch.
  std::vector<StackedAnswer> answer(const SeriesBatch& batch, const std::vector<float>& of_starting,
                                    const std::vector<MissingValue>& missing, const Predict& predict,
                                    int threads) const;
  /// Returns the answers of the starting network [B, T]; zeros where there is none.
  std::vector<float> answer_of_starting(const SeriesBatch& batch, const Predict& predict) const;
  /// Weights the methods' departures by the guard of values with or without radar. Where methods
  /// disagree, errors may be larger than hidden values show, as where radar alone observed a
  /// clearing. So the variance is the squared spread of the trees plus kDisagreement times the
  /// methods' mean squared distance from the blend.
  Blend blend(const MissingValue& value, const StackedAnswer& answer) const;
};

/// Returns a model with these inputs whose learners are still to be trained.
StackedModel untrained_model(const std::vector<std::string>& features);

/// Makes the model file's header and parts; the caller adds the description of the training.
ModelFile to_model_file(const StackedModel& model);
/// Makes the trained network's part alone.
ModelFile to_model_file(const NetworkWeights& network);
/// Throws Error(bad_input) when something is missing or has another shape than the header says.
StackedModel stacked_model_from(const ModelFile& file);
/// Returns the space-time model that is part of the program (models/make, docs/weights.md).
ModelFile built_in_model();

/// Returns the same model for a cube with other inputs, matched by name: inputs that the model does
/// not know are left out, and inputs that are not there count as missing.
StackedModel for_features(const StackedModel& model, const std::vector<std::string>& features);

}  // namespace undercast
