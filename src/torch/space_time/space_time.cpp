// SPDX-License-Identifier: Apache-2.0
#include "torch/space_time/space_time.h"

#include <fmt/format.h>

#include <cmath>

#include "torch/base/tensors.h"

namespace undercast {

namespace {

// So many series leave their intermediate results in a CPU's cache.
constexpr std::int64_t kSeriesInCache = 64;

}  // namespace

SeriesTensors SeriesTensors::to(const torch::Device& device) const {
  return {features.to(device), departure.to(device), unobserved.to(device), days.to(device)};
}

torch::Tensor to_tensor(const std::vector<float>& values, at::IntArrayRef shape) {
  return torch::from_blob(const_cast<float*>(values.data()), shape, torch::kFloat).clone();
}

SeriesTensors to_tensors(const SeriesBatch& batch) {
  const auto series = static_cast<std::int64_t>(batch.series), steps = static_cast<std::int64_t>(batch.steps);
  return {to_tensor(batch.features, {series, steps, static_cast<std::int64_t>(batch.width)}),
          to_tensor(batch.departure, {series, steps}), to_tensor(batch.unobserved, {series, steps}),
          to_tensor(batch.days, {steps})};
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

torch::Tensor SpaceTimeImpl::forward(const SeriesTensors& batch) {
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

NetworkWeights weights_of(const SpaceTime& network) {
  NetworkWeights weights{network->options, {}};
  store(*network, weights.arrays);
  return weights;
}

void set_weights(SpaceTime& network, const NetworkWeights& weights) {
  ModelFile file;
  file.tensors = weights.arrays;
  load(*network, file);
}

const fused::Kernel* fused_kernel_for(const Compute& compute) {
  if (!compute.device.is_cpu() || compute.precision == Precision::fp16) return nullptr;
  return fused_kernel_for(compute.precision == Precision::bf16);
}

Predict predict_on(const Compute& compute, int threads) {
  if (const fused::Kernel* kernel = fused_kernel_for(compute)) return predict_by(*kernel, threads);
  return [compute](const NetworkWeights& weights, const SeriesBatch& batch) {
    const c10::InferenceMode inference;
    SpaceTime network(weights.options, static_cast<int>(weights.features()));
    set_weights(network, weights);
    network->to(compute.device);
    network->eval();
    const AutocastScope autocast(compute);
    const SeriesTensors all = to_tensors(batch);
    std::vector<float> departures(batch.departure.size());                                              // [B, T]
    torch::Tensor answers = torch::from_blob(departures.data(), all.departure.sizes(), torch::kFloat);  // [B, T]
    const std::int64_t series = all.features.size(0), at_once = compute.device.is_cpu() ? kSeriesInCache : series;
    for (std::int64_t first = 0; first < series; first += at_once) {
      const auto part = [&](const torch::Tensor& whole) { return whole.slice(0, first, first + at_once); };
      const SeriesTensors some{part(all.features), part(all.departure), part(all.unobserved), all.days};
      part(answers).copy_(network->forward(some.to(compute.device)));  // [b, T]
    }
    return departures;
  };
}

}  // namespace undercast
