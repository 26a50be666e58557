// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <torch/torch.h>

#include <string>

namespace undercast {

/// Where a kind of loss bends: "mse" nowhere (infinite), Huber's at 0.1.
double bend_of(const std::string& kind);

/// Mean over a batch of the squared error ("mse"), or of Huber's (1964) loss beyond 0.1 ("huber"), weighted. Shapes
/// agree; where the weight is 0 the target may be anything finite. Divided so that small errors cost the same by both.
/// `total_weight` is that of the whole batch, of which this may be a part: the parts' losses add up to the batch's.
torch::Tensor weighted_loss(const torch::Tensor& output, const torch::Tensor& target, const torch::Tensor& weight,
                            double total_weight, const std::string& kind);

/// Adds the gradients of a loss, times `scale`, to those of all that it depends on. Returns the loss.
torch::Tensor backward(const torch::Tensor& loss, double scale);

}  // namespace undercast
