// SPDX-License-Identifier: Apache-2.0
#include "torch/space_time/space_time.h"

#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "core/parallel.h"

namespace undercast {

SeriesBatch SeriesBatch::to(const torch::Device& device) const {
  return {features.to(device), departure.to(device), unobserved.to(device), days.to(device)};
}

SeriesBatch series_of(const Features& features, const Variable& observed, const std::vector<DateObserved>& kinds,
                      const std::vector<std::size_t>& pixels, int threads) {
  const auto count = static_cast<std::int64_t>(pixels.size());
  const std::int64_t steps = observed.steps();
  const std::size_t width = features.names().size();
  SeriesBatch batch{torch::empty({count, steps, static_cast<std::int64_t>(width)}), torch::empty({count, steps}),
                    torch::empty({steps}), torch::empty({steps})};
  float* rows = batch.features.data_ptr<float>();
  float* departure = batch.departure.data_ptr<float>();
  parallel_for(static_cast<int>(count), threads, [&](int i, int) {
    const std::size_t pixel = pixels[static_cast<std::size_t>(i)];
    for (int step = 0; step < observed.steps(); ++step) {
      const std::size_t place = static_cast<std::size_t>(i) * static_cast<std::size_t>(steps) + step;
      features.write(step, pixel, rows + place * width);
      departure[place] = observed.image(step)[pixel] - features.interpolated().image(step)[pixel];
    }
  });
  const std::vector<double> days = observed.time.middle_days();
  for (std::int64_t step = 0; step < steps; ++step) {
    batch.unobserved[step] = kinds[static_cast<std::size_t>(step)] == DateObserved::not_at_all ? 1.0F : 0.0F;
    batch.days[step] = days[static_cast<std::size_t>(step)] - days.front();
  }
  batch.unobserved = batch.unobserved.expand({count, steps});  // [B, T]
  return batch;
}

SpaceTimeImpl::SpaceTimeImpl(const SpaceTimeOptions& given, int features) : options(given) {
  check(options);
  mean = register_buffer("mean", torch::zeros({features}));
  scale = register_buffer("scale", torch::ones({features}));
  tells_date = register_buffer("tells_date", torch::zeros({features}));
  // The inputs are each feature and whether it is present, the departure and whether it is visible,
  // and whether the date is unobserved.
  embed = register_module("embed", torch::nn::Linear(2 * features + 3, 2 * options.width));
  mix = register_module("mix", torch::nn::Linear(2 * options.width, options.width));
  for (int i = 0; i < options.depth; ++i)
    layers.push_back(register_module(fmt::format("layer{}", i), EncoderLayer(options.width, options.heads, 2)));
  // The slopes [depth, heads] range from heads that reach a few weeks to heads that reach the year.
  slopes = register_parameter(
      "slopes", torch::pow(4, -torch::arange(options.heads, torch::kFloat)).mul(0.05).repeat({options.depth, 1}));
  norm = register_module("norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({options.width})));
  head = register_module("head", torch::nn::Linear(options.width, 1));
  const torch::NoGradGuard no_grad;
  head->weight.zero_();
  head->bias.zero_();
}

void SpaceTimeImpl::measure(const torch::Tensor& samples, const std::vector<std::size_t>& without_date) {
  const torch::NoGradGuard no_grad;
  const torch::Tensor present = samples.isfinite();                                              // [N, F]
  const torch::Tensor values = torch::where(present, samples, 0.0).to(torch::kDouble);           // [N, F]
  const torch::Tensor count = present.sum(0).clamp_min(1);                                       // [F]
  const torch::Tensor average = values.sum(0) / count;                                           // [F]
  const torch::Tensor squares = torch::where(present, (values - average).square(), 0.0).sum(0);  // [F]
  mean.copy_(average);
  scale.copy_((squares / count).sqrt().clamp_min(1e-6));
  tells_date.fill_(1);
  for (const std::size_t feature : without_date) tells_date[static_cast<std::int64_t>(feature)] = 0;
}

torch::Tensor SpaceTimeImpl::forward(const SeriesBatch& batch) {
  const torch::Tensor withheld = batch.unobserved.unsqueeze(-1) * tells_date;           // [B, T, F]
  const torch::Tensor present = batch.features.isfinite().logical_and(withheld.eq(0));  // [B, T, F]
  const torch::Tensor standardised =
      ((batch.features - mean) / scale).clamp(-kMostDeviations, kMostDeviations);  // [B, T, F]
  const torch::Tensor visible = batch.departure.isfinite();                        // [B, T]
  torch::Tensor x = torch::cat({torch::where(present, standardised, 0.0), present.to(torch::kFloat),
                                torch::where(visible, batch.departure / kDeparture, 0.0).unsqueeze(-1),
                                visible.to(torch::kFloat).unsqueeze(-1), batch.unobserved.unsqueeze(-1)},
                               -1);  // [B, T, 2F+3]
  // The sums that the layers add to stay in the precision of the weights: normalisation needs it
  // (LibTorch 1.13 refuses anything else on a CPU), and sums keep their small parts.
  x = mix(torch::gelu(embed(x))).to(mean.scalar_type());                                  // [B, T, D]
  const torch::Tensor apart = (batch.days.unsqueeze(1) - batch.days.unsqueeze(0)).abs();  // [T, T]
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const torch::Tensor slope = slopes[static_cast<std::int64_t>(i)].abs();  // [h]
    x = layers[i]->forward(x, -slope.unsqueeze(-1).unsqueeze(-1) * apart);   // [B, T, D]
  }
  return kDeparture * head(norm(x)).squeeze(-1).to(mean.scalar_type());  // [B, T]
}

}  // namespace undercast
