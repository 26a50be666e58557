// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "learn/flat_trees.h"

namespace undercast {

/// The version of XGBoost: "1.7.4".
std::string xgboost_version();

/// Rows of inputs with the targets to predict from them. NaN inputs are missing; targets are
/// finite.
struct TrainingRows {
  std::size_t width = 0;       ///< inputs of a row
  std::vector<float> inputs;   ///< [row, input]
  std::vector<float> targets;  ///< [row]

  std::size_t size() const { return targets.size(); }
  const float* row(std::size_t i) const { return inputs.data() + i * width; }
};

struct BoostingOptions {
  double learning_rate = 0.05;
  int depth = 7;
  double least_weight = 20;  ///< rows in a leaf
  double row_share = 0.7;    ///< of the rows, drawn for each tree
  double input_share = 0.4;  ///< of the inputs, drawn for each tree
};

/// Gradient-boosted regression trees (Friedman 2001) of XGBoost (Chen and Guestrin 2016), squared
/// error. Deterministic for a given number of threads.
class BoostedTrees {
 public:
  /// Call boost() until satisfied, then finish(). The rows must live until then.
  BoostedTrees(const TrainingRows& rows, const BoostingOptions& options, int threads);
  /// Finished trees from their bytes(). Throws Error(bad_input) when they cannot be read.
  BoostedTrees(std::string bytes, std::size_t width);
  ~BoostedTrees();
  BoostedTrees(BoostedTrees&&) noexcept;
  BoostedTrees& operator=(BoostedTrees&&) noexcept;

  void boost(int rounds);
  /// Forgets all but the first rounds.
  void keep(int rounds);
  /// Frees the memory of training. From then on only bytes() and predict(), from several threads at
  /// once, work.
  void finish();
  /// The finished trees in XGBoost's own binary format (UBJSON).
  const std::string& bytes() const { return bytes_; }
  /// Predicts the targets of `count` rows of the trained width.
  void predict(const float* rows, std::size_t count, float* predictions) const;

 private:
  struct Handles;
  std::unique_ptr<Handles> handles_;  ///< until finished
  std::size_t width_;
  int rounds_ = 0;
  std::string bytes_;
  std::optional<FlatTrees> finished_;
};

}  // namespace undercast
