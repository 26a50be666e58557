// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "learn/space_time/fused_space_time.h"
#include "networks/train_options.h"
#include "torch/base/device.h"
#include "torch/base/encoder_layer.h"
#include "torch/base/torch.h"

namespace undercast {

/// Holds the series of a SeriesBatch on a device.
struct SeriesTensors {
  torch::Tensor features;    ///< [B, T, F]
  torch::Tensor departure;   ///< [B, T]
  torch::Tensor unobserved;  ///< [B, T]
  torch::Tensor days;        ///< [T]

  SeriesTensors to(const torch::Device& device) const;
};
SeriesTensors to_tensors(const SeriesBatch& batch);
/// Copies an array of numbers into a tensor of this shape.
torch::Tensor to_tensor(const std::vector<float>& values, at::IntArrayRef shape);

/// A temporal transformer over the features of a pixel and its surroundings on each date. Weights
/// are shared over time, and time enters as distance alone: attention falls with the days between
/// two dates (a learnt slope for each head, after Press et al. 2022), so any number of dates, any
/// period and any start will do. The answer is the departure of NDVI from its interpolation; the
/// last layer starts at zero, so an untrained network answers with the interpolation.
struct SpaceTimeImpl : torch::nn::Module {
  SpaceTimeImpl(const SpaceTimeOptions& options, int features);

  /// Measures the features' means and deviations on samples [N, F]. `without_date` lists the
  /// features that say nothing about the date itself (learn/features.h): on unobserved dates the
  /// others are withheld.
  void measure(const torch::Tensor& samples, const std::vector<std::size_t>& without_date);
  torch::Tensor forward(const SeriesTensors& batch);  // [B, T]

  static constexpr double kDeparture = 0.1;     ///< typical departure of NDVI
  static constexpr double kMostDeviations = 5;  ///< features are clamped to this many

  SpaceTimeOptions options;
  torch::Tensor mean, scale, tells_date;  ///< buffers [F]
  torch::nn::Linear embed{nullptr}, mix{nullptr}, head{nullptr};
  std::vector<EncoderLayer> layers;
  torch::Tensor slopes;  ///< [depth, heads] per day
  torch::nn::LayerNorm norm{nullptr};
};
TORCH_MODULE(SpaceTime);

NetworkWeights weights_of(const SpaceTime& network);
/// Sets the parameters and buffers of a network that has the sizes of the weights.
void set_weights(SpaceTime& network, const NetworkWeights& weights);

/// Computes networks on a device: by the fused kernels where the CPU has one of that precision,
/// otherwise by LibTorch.
Predict predict_on(const Compute& compute, int threads);
/// Returns the fused kernel for a device and precision; null where LibTorch computes.
const fused::Kernel* fused_kernel_for(const Compute& compute);

}  // namespace undercast
