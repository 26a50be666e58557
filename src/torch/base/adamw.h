// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "torch/base/torch.h"

namespace undercast {

/// AdamW (Loshchilov and Hutter 2019) over one flat buffer that holds all parameters of a module:
/// one pass over memory instead of a dozen small ones for each tensor, and single tensors to save
/// and restore.
class AdamW {
 public:
  /// Moves the module's parameters and gradients into the flat buffers; matrices decay, vectors do
  /// not.
  AdamW(torch::nn::Module& module, double weight_decay);

  void zero_gradients() { gradients_.zero_(); }
  /// Resets moments and steps, as before the first step.
  void forget_gradients();
  /// Divides the gradients by `scale`, clips their norm to `longest` and makes one step. Returns
  /// whether the gradients were finite; if not, nothing is changed.
  bool step(double learning_rate, double scale = 1.0, double longest = 1.0);

  torch::Tensor& parameters() { return parameters_; }
  torch::Tensor& gradients() { return gradients_; }
  torch::Tensor& first_moment() { return first_moment_; }
  torch::Tensor& second_moment() { return second_moment_; }
  long long steps() const { return steps_; }
  void set_steps(long long steps) { steps_ = steps; }

 private:
  torch::Tensor parameters_, gradients_, first_moment_, second_moment_;  ///< [weights]
  std::int64_t decaying_ = 0;  ///< number of values that decay; they come first
  double weight_decay_;
  long long steps_ = 0;
};

}  // namespace undercast
