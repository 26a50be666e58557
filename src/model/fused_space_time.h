// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <vector>

#include "model/device.h"
#include "model/fused_kernels.h"
#include "model/space_time.h"

namespace undercast {

/// The ways to compute the network on a processor that this machine has, the fastest first.
std::vector<const fused::Kernel*> fused_kernels();
/// The fastest for a device and precision; none for other devices than processors, and for precisions that this one
/// lacks.
const fused::Kernel* fused_kernel_for(const Compute& compute);

/// The answers of a space-time network on a processor, faster than LibTorch gives them: what lies between two matrix
/// products is done where their results are stored, and a few series at a time stay in the cache. Equal to
/// SpaceTime::forward() but for rounding (in bf16 as far from fp32 as LibTorch's own bf16 is), and its derivatives to
/// those of LibTorch. A copy of the weights is kept: it does not follow further training.
class FusedSpaceTime {
 public:
  FusedSpaceTime(const SpaceTime& network, const fused::Kernel& kernel);
  ~FusedSpaceTime();
  /// `batch` is in the processor's memory. [B, T]
  torch::Tensor forward(const SeriesBatch& batch, int threads) const;
  /// The loss (train/loss.h) of the answers, given targets and weights [B, T]; Huber's bends at `bend`, which is
  /// infinite for the squared error. Adds its derivatives to the gradients of `network`, whose weights are those of
  /// this copy. Not in bf16. The sums depend on the number of threads, but for rounding alone.
  double add_gradients(SpaceTime& network, const SeriesBatch& batch, const torch::Tensor& targets,
                       const torch::Tensor& weights, double bend, int threads) const;

 private:
  struct Packed;
  struct Gradient;
  std::unique_ptr<const Packed> packed_;
};

}  // namespace undercast
