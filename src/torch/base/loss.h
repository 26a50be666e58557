// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "torch/base/torch.h"

namespace undercast {

/// Returns where a kind of loss bends: "mse" nowhere (infinite), "huber" at 0.1.
double bend_of(const std::string& kind);

/// Returns the weighted mean over a batch of the squared error ("mse"), or of the loss of Huber
/// (1964) with its bend at 0.1 ("huber"), scaled so that small errors cost the same by both. Shapes
/// agree; where the weight is 0 the target may be any finite value. `total_weight` is the sum of
/// the weights of the whole batch, of which this call may get a part: the losses of the parts add
/// up to the loss of the batch.
torch::Tensor weighted_loss(const torch::Tensor& output, const torch::Tensor& target, const torch::Tensor& weight,
                            double total_weight, const std::string& kind);

/// Adds the gradients of a loss, times `scale`, to the gradients of the parameters that it depends
/// on. Returns the loss, detached.
torch::Tensor backward(const torch::Tensor& loss, double scale);

}  // namespace undercast
