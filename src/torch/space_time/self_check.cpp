// SPDX-License-Identifier: Apache-2.0
#include "torch/space_time/self_check.h"

#include <chrono>
#include <functional>

#include "core/random.h"
#include "learn/space_time/stacked_model.h"
#include "torch/base/device.h"
#include "torch/space_time/space_time.h"

namespace undercast {
namespace {

// So many series exercise every sum that networks of this size form. They are few, because bf16 is
// slow on a CPU without it.
constexpr std::size_t kSeries = 64, kDates = 46;

// The rounding error of one number is 6e-8, 5e-4 or 4e-3. It grows through some twenty layers, and
// it enters gradients twice.
double tolerance(Precision precision) {
  return precision == Precision::fp32 ? 1e-4 : precision == Precision::fp16 ? 0.01 : 0.08;
}

SpaceTime network_of(const NetworkWeights& weights) {
  SpaceTime network(weights.options, static_cast<int>(weights.features()));
  set_weights(network, weights);
  return network;
}

// Makes series whose features have the spread of the training scenes; a fifth of the features and
// half of NDVI are missing.
SeriesBatch canary(const NetworkWeights& weights) {
  Random random(1);
  const auto noise = [&](std::size_t count, double missing) {
    std::vector<float> values(count);
    for (float& value : values) value = random.chance(missing) ? kMissing : static_cast<float>(random.normal());
    return values;
  };
  SeriesBatch batch{kSeries, kDates, weights.features(), {}, {}, {}, {}};
  batch.features = noise(kSeries * kDates * batch.width, 0.2);
  for (std::size_t i = 0; i < batch.features.size(); ++i)
    batch.features[i] = batch.features[i] * weights.of("scale")[i % batch.width] + weights.of("mean")[i % batch.width];
  batch.departure = noise(kSeries * kDates, 0.5);
  for (float& departure : batch.departure) departure *= 0.1F;
  for (std::size_t i = 0; i < kSeries * kDates; ++i) batch.unobserved.push_back(i % kDates % 5 == 0 ? 1.0F : 0.0F);
  for (std::size_t step = 0; step < kDates; ++step) batch.days.push_back(8 * static_cast<float>(step));
  return batch;
}

struct Outcome {
  torch::Tensor answers, gradients;  ///< [B, T] and [weights], in double precision
};

Outcome outcome(SpaceTime& network, const SeriesTensors& batch, const Compute& compute) {
  network->zero_grad();
  const AutocastScope autocast(compute);
  const torch::Tensor answers = network->forward(batch);  // [B, T]
  // The loss is scaled as in training, so that half precision keeps small gradients.
  const double scale = compute.precision == Precision::fp16 ? 1024 : 1;
  (scale * answers.square().mean()).backward();
  std::vector<torch::Tensor> gradients;
  for (const torch::Tensor& parameter : network->parameters())
    gradients.push_back(parameter.grad().to(torch::kCPU, torch::kDouble).flatten() / scale);
  return {answers.detach().to(torch::kCPU, torch::kDouble), torch::cat(gradients)};
}

// Returns the root mean square of the difference, relative to the expected values.
double difference(const torch::Tensor& found, const torch::Tensor& expected) {
  return (found - expected).norm().item<double>() / expected.norm().item<double>();
}

// Times the second call: the first one prepares kernels.
double seconds_of(const std::function<void()>& work) {
  work();
  const auto started = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

SeriesTensors in_double(const SeriesTensors& batch) {
  return {batch.features.to(torch::kDouble), batch.departure.to(torch::kDouble), batch.unobserved.to(torch::kDouble),
          batch.days.to(torch::kDouble)};
}

}  // namespace

std::vector<ArithmeticCheck> check_arithmetic(int threads) {
  struct Named {
    const char* name;
    Precision precision;
  };
  constexpr Named kFp32{"fp32", Precision::fp32}, kBf16{"bf16", Precision::bf16}, kFp16{"fp16", Precision::fp16};
  std::vector<std::pair<std::string, std::vector<Named>>> all{{"cpu", {kFp32}}};
  if (has_native_bf16()) all.front().second.push_back(kBf16);
  for (std::size_t i = 0; torch::cuda::is_available() && i < torch::cuda::device_count(); ++i)
    all.push_back({"cuda:" + std::to_string(i), {kFp32, kBf16, kFp16}});

  const NetworkWeights weights = stacked_model_from(built_in_model()).trained.network;
  const SeriesBatch batch = canary(weights);
  const SeriesTensors here = to_tensors(batch);
  SpaceTime exact_network = network_of(weights);
  exact_network->to(torch::kDouble);
  const Outcome exact = outcome(exact_network, in_double(here), {torch::kCPU, Precision::fp32});
  std::vector<ArithmeticCheck> checks;
  for (const auto& [device, precisions] : all)
    for (const auto& [name, precision] : precisions) {
      ArithmeticCheck check{device, name, tolerance(precision)};
      const Compute compute = choose_compute({device, name}, threads);
      SpaceTime network = network_of(weights);
      network->to(compute.device);
      const SeriesTensors there = here.to(compute.device);
      const Predict predict = predict_on(compute, threads);
      Outcome found;
      std::vector<float> filled;
      const double training = seconds_of([&] { found = outcome(network, there, compute); });
      const double filling = seconds_of([&] { filled = predict(weights, batch); });
      check.answers = difference(found.answers, exact.answers);
      check.gradients = difference(found.gradients, exact.gradients);
      check.filled = difference(to_tensor(filled, exact.answers.sizes()).to(torch::kDouble), exact.answers);
      check.trained_per_second = static_cast<double>(kSeries) / training;
      check.filled_per_second = static_cast<double>(kSeries) / filling;
      checks.push_back(check);
    }
  return checks;
}

}  // namespace undercast
