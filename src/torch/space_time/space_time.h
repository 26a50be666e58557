// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "learn/features.h"
#include "networks/train_options.h"
#include "torch/base/encoder_layer.h"
#include "torch/base/torch.h"

namespace undercast {

/// Holds series of pixels as the network's input: B series, T dates, F features. NaN is missing,
/// everywhere.
struct SeriesBatch {
  torch::Tensor features;    ///< [B, T, F] of learn/features.h
  torch::Tensor departure;   ///< [B, T] visible NDVI minus its interpolation from the others
  torch::Tensor unobserved;  ///< [B, T] 1 on an unobserved date, else 0
  torch::Tensor days;        ///< [T] since the first date

  SeriesBatch to(const torch::Device& device) const;
};

/// Gathers the series of some of a window's pixels, in the order of `pixels`.
SeriesBatch series_of(const Features& features, const Variable& observed, const std::vector<DateObserved>& kinds,
                      const std::vector<std::size_t>& pixels, int threads);

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
  torch::Tensor forward(const SeriesBatch& batch);  // [B, T]

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

}  // namespace undercast
