// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace undercast {

/// Boosted trees that XGBoost trained, laid out for prediction: each is completed to its depth, so
/// that rows walk down it side by side without a branch, where XGBoost walks one row after another
/// from node to node. Predictions equal XGBoost's bit for bit if the base score is 0.
class FlatTrees {
 public:
  /// `bytes` is a model in XGBoost's binary format (UBJSON), for rows of `width` inputs. Throws
  /// Error(bad_input) when it cannot be read.
  FlatTrees(const std::string& bytes, std::size_t width);
  /// Predicts `count` rows; NaN inputs are missing.
  void predict(const float* rows, std::size_t count, float* predictions) const;

 private:
  /// A row walks to the right if the value of its input is not less than the threshold.
  struct Split {
    float threshold = 0;
    std::uint32_t input = 0;  ///< place in a row of doubled width: see predict()
  };
  /// The children of split i are 2i + 1 and 2i + 2; below the last splits lie the leaves.
  struct Tree {
    int depth = 0;
    std::vector<Split> splits;
    std::vector<float> leaves;
  };
  struct Nodes;

  void lay_out(const Nodes& nodes, std::size_t node, std::size_t place, Tree& tree) const;
  static void add_leaves(const Tree& tree, const float* values, std::size_t stride, float* sums);

  std::size_t width_;
  std::vector<Tree> trees_;
};

}  // namespace undercast
