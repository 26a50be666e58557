// SPDX-License-Identifier: Apache-2.0
#include "torch/space_time/self_check.h"

#include <chrono>
#include <functional>

#include "core/random.h"
#include "torch/base/device.h"
#include "torch/base/tensors.h"
#include "torch/space_time/stacked_model.h"
#include "torch/space_time/starting_model.h"

namespace undercast {
namespace {

// So many series exercise every sum that networks of this size form. They are few, because bf16 is
// slow on a CPU without it.
constexpr std::int64_t kSeries = 64, kDates = 46;

// The rounding error of one number is 6e-8, 5e-4 or 4e-3. It grows through some twenty layers, and
// it enters gradients twice.
double tolerance(Precision precision) {
  return precision == Precision::fp32 ? 1e-4 : precision == Precision::fp16 ? 0.01 : 0.08;
}

SpaceTime built_in_network() {
  const ModelFile model = built_in_model();
  const auto features = model.checked_header().at("features").as<std::vector<std::string>>();
  SpaceTime network(SpaceTimeOptions(), static_cast<int>(features.size()));
  load(*network, model);
  return network;
}

// Makes series whose features have the spread of the training scenes; a fifth of the features and
// half of NDVI are missing.
SeriesBatch canary(const SpaceTime& network) {
  Random random(1);
  const auto noise = [&](torch::IntArrayRef shape, double missing) {
    torch::Tensor values = torch::empty(shape);
    float* value = values.data_ptr<float>();
    for (std::int64_t i = 0; i < values.numel(); ++i)
      value[i] = random.chance(missing) ? kMissing : static_cast<float>(random.normal());
    return values;
  };
  SeriesBatch batch;
  batch.features = noise({kSeries, kDates, network->mean.size(0)}, 0.2) * network->scale + network->mean;  // [B, T, F]
  batch.departure = 0.1 * noise({kSeries, kDates}, 0.5);                                                   // [B, T]
  batch.unobserved = torch::arange(kDates).remainder(5).eq(0).to(torch::kFloat).expand({kSeries, kDates});
  batch.days = 8 * torch::arange(kDates, torch::kFloat);  // [T]
  return batch;
}

struct Outcome {
  torch::Tensor answers, gradients;  ///< [B, T] and [weights], in double precision
};

Outcome outcome(SpaceTime& network, const SeriesBatch& batch, const Compute& compute) {
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

SeriesBatch in_double(const SeriesBatch& batch) {
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

  SpaceTime exact_network = built_in_network();
  const SeriesBatch batch = canary(exact_network);
  exact_network->to(torch::kDouble);
  const Outcome exact = outcome(exact_network, in_double(batch), {torch::kCPU, Precision::fp32});
  std::vector<ArithmeticCheck> checks;
  for (const auto& [device, precisions] : all)
    for (const auto& [name, precision] : precisions) {
      ArithmeticCheck check{device, name, tolerance(precision)};
      const Compute compute = choose_compute({device, name}, threads);
      SpaceTime network = built_in_network();
      network->to(compute.device);
      const SeriesBatch there = batch.to(compute.device);
      Outcome found;
      torch::Tensor filled;
      const double training = seconds_of([&] { found = outcome(network, there, compute); });
      const double filling = seconds_of([&] { filled = predict(network, batch, compute, threads).to(torch::kDouble); });
      check.answers = difference(found.answers, exact.answers);
      check.gradients = difference(found.gradients, exact.gradients);
      check.filled = difference(filled, exact.answers);
      check.trained_per_second = static_cast<double>(kSeries) / training;
      check.filled_per_second = static_cast<double>(kSeries) / filling;
      checks.push_back(check);
    }
  return checks;
}

}  // namespace undercast
