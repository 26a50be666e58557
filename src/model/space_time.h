// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <torch/torch.h>

#include <vector>

#include "features/features.h"
#include "model/encoder_layer.h"
#include "networks/network_options.h"

namespace undercast {

/// Series of pixels as the network sees them. NaN is missing, everywhere.
struct SeriesBatch {
  torch::Tensor features;   ///< [B, T, F] of features/features.h
  torch::Tensor departure;  ///< [B, T] visible NDVI minus its interpolation from the others
  torch::Tensor unseen;     ///< [B, T] 1 where (almost) nobody of the scene was seen on the date, else 0
  torch::Tensor days;       ///< [T]

  SeriesBatch to(const torch::Device& device) const;
};

/// The series of some of a window's pixels. Their order is that of `pixels`.
SeriesBatch series_of(const Features& features, const Variable& observed, const std::vector<GapKind>& kinds,
                      const std::vector<std::size_t>& pixels, int threads);

/// A temporal transformer over what a pixel and its surroundings show on each date. Weights are shared over time, and
/// time enters as distance alone: attention falls with the days between two dates (a learnt slope for each head, after
/// Press et al. 2022), so any number of dates, any period and any start will do. The answer is the departure of NDVI
/// from its interpolation; the last layer starts at zero, so an untrained network answers with the interpolation.
struct SpaceTimeImpl : torch::nn::Module {
  SpaceTimeImpl(const SpaceTimeOptions& options, int features);

  /// Takes the features' means and deviations from samples [N, F]; `without_date` lists those that do not tell of the
  /// very date (features/features.h): where nobody was seen the others are withheld.
  void measure(const torch::Tensor& samples, const std::vector<std::size_t>& without_date);
  torch::Tensor forward(const SeriesBatch& batch);  // [B, T]

  static constexpr double kDeparture = 0.1;     ///< NDVI departures are of this order
  static constexpr double kMostDeviations = 5;  ///< beyond them a feature says no more

  SpaceTimeOptions options;
  torch::Tensor mean, scale, tells_date;  ///< buffers [F]
  torch::nn::Linear embed{nullptr}, mix{nullptr}, head{nullptr};
  std::vector<EncoderLayer> layers;
  torch::Tensor slopes;  ///< [depth, heads], for a day
  torch::nn::LayerNorm norm{nullptr};
};
TORCH_MODULE(SpaceTime);

void check_space_time_options(const SpaceTimeOptions& options);

}  // namespace undercast
