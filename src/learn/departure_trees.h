// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <memory>

#include "gaps/calibration.h"
#include "learn/boosted_trees.h"
#include "learn/feature_maker.h"
#include "networks/model_file.h"

namespace undercast {

/// Trees that predict the departure of missing NDVI from its interpolation, and the spread of their
/// error, for dates of one kind. Each bin of gap lengths has a weight for the predicted departure,
/// found on values that the trees were not trained on, so that, up to noise, the estimate is never
/// worse than interpolation.
class DepartureTrees {
 public:
  /// Untrained: predicts departures of 0, spreads of 1.
  DepartureTrees() = default;
  /// For each fold, trees of departure and spread that were not trained on the dates of this fold.
  /// The number of rounds and the weights come from all dates.
  using WithoutFold = std::array<DepartureTrees, kFolds>;

  /// Trees for partly observed dates. Weights and spread come from `test`. `errors` gets the
  /// errors, with spreads that were learnt on other dates. In `without_fold`, unless null, all
  /// departures are the same: none was trained on `test`.
  static DepartureTrees for_partly_observed(TreeRows train, TreeRows test, int threads, CalibrationSample& errors,
                                            WithoutFold* without_fold = nullptr);
  /// Trees for unobserved dates. `inputs` are columns that do not tell the date: with the others
  /// the trees would learn the dates by heart. The number of rounds and the weights come from
  /// cross-validation over whole dates.
  static DepartureTrees for_unobserved(const TreeRows& rows, const std::vector<std::size_t>& inputs, int threads,
                                       CalibrationSample& errors, WithoutFold* without_fold = nullptr);

  /// Writes the trees to a model file, under a name.
  void store(const std::string& name, ModelFile& model) const;
  /// Reads what store() wrote. Throws Error(bad_input) when the file holds something else.
  static DepartureTrees load(const std::string& name, const ModelFile& model);
  /// Returns the same trees for rows with other features, by the features' names. A feature that the
  /// rows lack counts as missing.
  DepartureTrees for_features(const std::vector<std::string>& known, const std::vector<std::string>& features) const;
  /// Whether the trees can predict from rows of so many inputs.
  bool fits(std::size_t width) const;

  /// Predicts the rows [value, feature] of values that lie in gaps of these bins.
  void predict(const float* rows, const std::vector<std::size_t>& gap_bins, float* departures, float* spreads) const;

 private:
  void learn_weights(const TreeRows& rows, const std::vector<float>& predictions);
  /// Where learn_spread() puts errors and the spreads of folds.
  struct SpreadTest {
    DateObserved kind;
    CalibrationSample& errors;
    WithoutFold* without_fold;
  };
  void learn_spread(const TreeRows& rows, const std::vector<float>& predictions, int threads, SpreadTest test);

  /// Columns of the features' rows, kNoColumn for an input that is not there; empty: all columns.
  std::vector<std::size_t> inputs_;
  static constexpr std::size_t kNoColumn = 0xffffffff;
  std::size_t width_ = 0;  ///< of the features' rows
  std::shared_ptr<const BoostedTrees> departure_, spread_;
  std::array<double, kGapBins.size()> weight_{};
};

}  // namespace undercast
