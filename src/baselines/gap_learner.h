// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <memory>

#include "baselines/boosted_trees.h"
#include "baselines/gap_inputs.h"
#include "core/calibration.h"
#include "io/model_file.h"

namespace undercast {

/// Trees that predict the departure of missing NDVI from its interpolation, for dates of one kind, and how far off they
/// may be. The departure is shrunk by a share for each bin of gap length, found on values that the trees did not learn
/// from, so that a gap is never worse than interpolated beyond noise.
class GapLearner {
 public:
  /// Knows nothing: departures of 0, spreads of 1.
  GapLearner() = default;
  /// Learners of which the one at f was not trained on the dates of fold f, nor was its spread; only the number of
  /// rounds and the shares are those of all.
  using WithoutFold = std::array<GapLearner, kFolds>;

  /// For dates on which a part of the scene is seen. Shares and spread come from `test`. `errors`: relative to a spread
  /// that was learnt on other dates. `without_fold`, if asked for: their departures are the same, since `test` is
  /// unknown to all.
  static GapLearner for_part(HiddenRows train, HiddenRows test, int threads, CalibrationSample& errors,
                             WithoutFold* without_fold = nullptr);
  /// For dates on which nobody is seen: only inputs that do not tell of the date, since with those the trees learn the
  /// dates by heart; rounds and shares come from cross-validation over whole dates.
  static GapLearner for_whole(const HiddenRows& rows, const std::vector<std::size_t>& inputs, int threads,
                              CalibrationSample& errors, WithoutFold* without_fold = nullptr);

  /// As parts of a model file of that name.
  void store(const std::string& name, ModelFile& model) const;
  /// Throws Error(bad_input) or a JSON exception when they are not what store() wrote.
  static GapLearner load(const std::string& name, const ModelFile& model);
  /// Whether it can predict from rows of so many inputs.
  bool fits(std::size_t width) const;

  /// Predicts `count` rows of all features that lie in gaps of these bins.
  void predict(const float* rows, const std::vector<std::size_t>& gap_bins, float* departures, float* spreads) const;

 private:
  void learn_shares(const HiddenRows& rows, const std::vector<float>& predictions);
  void learn_spread(const HiddenRows& rows, const std::vector<float>& predictions, GapKind kind, int threads,
                    CalibrationSample& errors, WithoutFold* without_fold);

  std::vector<std::size_t> inputs_;  ///< of the features' rows; empty: all
  std::size_t width_ = 0;            ///< of the features' rows
  std::shared_ptr<const BoostedTrees> departure_, spread_;
  std::array<double, kGapBins.size()> share_{};
};

}  // namespace undercast
