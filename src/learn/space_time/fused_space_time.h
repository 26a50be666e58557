// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "learn/fused/kernels.h"
#include "learn/space_time/network_weights.h"
#include "learn/space_time/series_batch.h"

namespace undercast {

/// Returns the kernels that this machine can compute the network with on its CPU, the fastest
/// first.
std::vector<const fused::Kernel*> fused_kernels();
/// Returns the fastest kernel of a precision; null where this CPU has no instructions for bf16.
const fused::Kernel* fused_kernel_for(bool bf16);

/// Computes a network's answers [B, T] to series.
using Predict = std::function<std::vector<float>(const NetworkWeights&, const SeriesBatch&)>;
Predict predict_by(const fused::Kernel& kernel, int threads);

/// Series with what they are to predict.
struct SeriesLesson {
  const SeriesBatch& batch;
  const std::vector<float>&targets, &weights;  ///< [B, T]
  double bend;                                 ///< of the Huber loss; infinite for the squared error
};

/// Computes the answers of a space-time network on a CPU, faster than LibTorch does: the steps
/// between two matrix products are done where their results are stored, and a few series at a time
/// stay in the cache. Answers equal the definition's (torch/space_time/space_time.h) and derivatives
/// equal LibTorch's, within rounding (in bf16 as far from fp32 as LibTorch's own bf16 is). The object
/// copies the weights.
class FusedSpaceTime {
 public:
  FusedSpaceTime(const NetworkWeights& weights, const fused::Kernel& kernel);
  ~FusedSpaceTime();
  /// Returns the answers [B, T].
  std::vector<float> forward(const SeriesBatch& batch, int threads) const;
  /// Returns the loss (torch/base/loss.h) of the answers, and adds its derivatives to `gradient`,
  /// arrays of the same sizes as the weights. The kernels of bf16 cannot compute gradients. The
  /// number of threads changes the sums by rounding alone.
  double add_gradients(const SeriesLesson& lesson, int threads, NetworkWeights& gradient) const;

 private:
  struct Packed;
  struct Gradient;
  std::unique_ptr<const Packed> packed_;
};

}  // namespace undercast
