// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <vector>

#include "learn/fused/kernels.h"
#include "torch/base/device.h"
#include "torch/space_time/space_time.h"

namespace undercast {

/// Returns the kernels that this machine can compute the network with on its CPU, the fastest
/// first.
std::vector<const fused::Kernel*> fused_kernels();
/// Returns the fastest kernel for a device and precision; null for a GPU, and for a precision that
/// this CPU does not have.
const fused::Kernel* fused_kernel_for(const Compute& compute);

/// Series with what they are to predict.
struct SeriesLesson {
  const SeriesBatch& batch;
  torch::Tensor targets, weights;  ///< [B, T]
  double bend;                     ///< of the Huber loss; infinite for the squared error
};

/// Computes the answers of a space-time network on a CPU, faster than LibTorch does: the steps
/// between two matrix products are done where their results are stored, and a few series at a time
/// stay in the cache. Answers equal SpaceTime::forward() and derivatives equal LibTorch's, within
/// rounding (in bf16 as far from fp32 as LibTorch's own bf16 is). The object copies the weights: it
/// does not follow further training.
class FusedSpaceTime {
 public:
  FusedSpaceTime(const SpaceTime& network, const fused::Kernel& kernel);
  ~FusedSpaceTime();
  /// Returns the answers [B, T]. `batch` is in the CPU's memory.
  torch::Tensor forward(const SeriesBatch& batch, int threads) const;
  /// Returns the loss (torch/base/loss.h) of the answers, and adds its derivatives to the gradients
  /// of `network`. This copy must hold the network's current weights. The kernels of bf16 cannot
  /// compute gradients. The number of threads changes the sums by rounding alone.
  double add_gradients(SpaceTime& network, const SeriesLesson& lesson, int threads) const;

 private:
  struct Packed;
  struct Gradient;
  std::unique_ptr<const Packed> packed_;
};

}  // namespace undercast
