// SPDX-License-Identifier: Apache-2.0
#include "learn/space_time/fused_space_time.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <limits>
#include <map>

#include "core/cube.h"
#include "learn/space_time/stacked_model.h"
#include "torch/space_time/space_time.h"

namespace undercast {
namespace {

constexpr int kFeatures = 21;

struct Shape {
  int width, heads, depth, steps, series;
};

SpaceTime network_of(const Shape& shape) {
  torch::manual_seed(1);
  SpaceTime network(SpaceTimeOptions{shape.width, shape.depth, shape.heads}, kFeatures);
  const torch::NoGradGuard no_grad;
  for (torch::Tensor& parameter : network->parameters()) parameter.add_(0.1 * torch::randn_like(parameter));
  network->head->weight.normal_();
  network->mean.normal_();
  network->scale.uniform_(0.5, 2);
  network->tells_date.slice(0, 0, 7).fill_(1);
  network->eval();
  return network;
}

SeriesTensors batch_of(const Shape& shape, int features = kFeatures) {
  const auto with_gaps = [](const torch::Tensor& values, double missing) {
    return torch::where(torch::rand_like(values) < missing, torch::tensor(kMissing), values);
  };
  return {with_gaps(2 * torch::randn({shape.series, shape.steps, features}), 0.2),
          with_gaps(0.1 * torch::randn({shape.series, shape.steps}), 0.5),
          torch::arange(shape.steps).remainder(5).eq(0).to(torch::kFloat).expand({shape.series, shape.steps}),
          8 * torch::arange(shape.steps, torch::kFloat)};
}

std::vector<float> numbers(const torch::Tensor& tensor) {
  const torch::Tensor values = tensor.contiguous();
  return {values.data_ptr<float>(), values.data_ptr<float>() + values.numel()};
}

SeriesBatch in_memory(const SeriesTensors& batch) {
  const auto size = [&](int axis) { return static_cast<std::size_t>(batch.features.size(axis)); };
  return {size(0),
          size(1),
          size(2),
          numbers(batch.features),
          numbers(batch.departure),
          numbers(batch.unobserved),
          numbers(batch.days)};
}

torch::Tensor forward(const SpaceTime& network, const fused::Kernel& kernel, const SeriesTensors& batch, int threads) {
  return to_tensor(FusedSpaceTime(weights_of(network), kernel).forward(in_memory(batch), threads),
                   batch.departure.sizes());
}

// Returns the root mean square of the difference, relative to the expected values.
double difference(const torch::Tensor& found, const torch::Tensor& expected) {
  return (found - expected).norm().item<double>() / expected.norm().item<double>();
}

class Fused : public testing::TestWithParam<Shape> {};

// The shapes are the default; heads narrower than a processor's lanes, wider, and not a multiple of
// them; one date; widths that no lanes divide.
INSTANTIATE_TEST_SUITE_P(Shapes, Fused,
                         testing::Values(Shape{64, 4, 2, 46, 9}, Shape{24, 3, 1, 61, 5}, Shape{40, 2, 3, 17, 4},
                                         Shape{96, 2, 1, 3, 1}, Shape{64, 4, 2, 1, 6}, Shape{18, 2, 2, 33, 3}));

TEST_P(Fused, answers_as_lib_torch_does_on_every_kind_of_processor) {
  const c10::InferenceMode inference;
  SpaceTime network = network_of(GetParam());
  const SeriesTensors batch = batch_of(GetParam());
  const torch::Tensor expected = network->forward(batch);
  for (const fused::Kernel* kernel : fused_kernels()) {
    const torch::Tensor answers = forward(network, *kernel, batch, 2);
    EXPECT_LT(difference(answers, expected), kernel->bf16 ? 0.02 : 5e-6) << kernel->lanes << " lanes";
  }
}

TEST_P(Fused, bf16_is_as_close_as_lib_torchs) {
  const c10::InferenceMode inference;
  SpaceTime network = network_of(GetParam());
  const SeriesTensors batch = batch_of(GetParam());
  const torch::Tensor expected = network->forward(batch);
  for (const fused::Kernel* kernel : fused_kernels()) {
    if (!kernel->bf16) continue;
    const AutocastScope autocast({torch::kCPU, Precision::bf16});
    const double of_libtorch = difference(network->forward(batch), expected);
    EXPECT_LT(difference(forward(network, *kernel, batch, 1), expected), 1.5 * of_libtorch);
  }
}

// Returns the gradients of all parameters, by name.
std::map<std::string, torch::Tensor> gradients_of(const SpaceTime& network) {
  std::map<std::string, torch::Tensor> gradients;
  for (const auto& parameter : network->named_parameters())
    gradients[parameter.key()] = parameter.value().grad().clone();
  return gradients;
}

NetworkWeights zeros(const SpaceTime& network) { return NetworkWeights::zeros(network->options, kFeatures); }

TEST_P(Fused, learns_as_lib_torch_does_on_every_kind_of_processor) {
  SpaceTime network = network_of(GetParam());
  {
    const torch::NoGradGuard no_grad;
    network->slopes[0][0] = -0.01;  // its absolute value counts
  }
  const SeriesTensors batch = batch_of(GetParam());
  const torch::Tensor weights = torch::rand_like(batch.departure) * (torch::rand_like(batch.departure) < 0.6);
  const torch::Tensor targets = torch::where(weights > 0, 0.3 * torch::randn_like(weights), torch::tensor(kMissing));
  for (const double bend : {std::numeric_limits<double>::infinity(), 0.1}) {
    network->zero_grad();
    const torch::Tensor answers = network->forward(batch), known = torch::where(weights > 0, targets, 0.0);
    const torch::Tensor errors = std::isfinite(bend) ? 2 * torch::huber_loss(answers, known, at::Reduction::None, bend)
                                                     : (answers - known).square();
    const torch::Tensor loss = (weights * errors).sum();
    loss.backward();
    const auto expected = gradients_of(network);
    for (const fused::Kernel* kernel : fused_kernels()) {
      if (kernel->bf16) continue;
      NetworkWeights found = zeros(network);
      const double found_loss =
          FusedSpaceTime(weights_of(network), *kernel)
              .add_gradients({in_memory(batch), numbers(targets), numbers(weights), bend}, 2, found);
      EXPECT_NEAR(found_loss, loss.item<double>(), 1e-5 * loss.item<double>());
      for (const auto& [name, gradient] : expected)
        EXPECT_LT((to_tensor(found.of(name), gradient.sizes()) - gradient).norm().item<double>(),
                  2e-5 * gradient.norm().item<double>() + 1e-8)
            << name << ", bend " << bend << ", " << kernel->lanes << " lanes";
    }
  }
}

TEST(FusedSpaceTime, adds_to_what_gradients_are_there) {
  const Shape shape{16, 2, 1, 9, 3};
  SpaceTime network = network_of(shape);
  const SeriesTensors batch = batch_of(shape);
  const FusedSpaceTime fused(weights_of(network), *fused_kernel_for(false));
  const std::vector<float> targets(27, 0), weights(27, 1);
  NetworkWeights once = zeros(network), twice = once;
  fused.add_gradients({in_memory(batch), targets, weights, std::numeric_limits<double>::infinity()}, 1, once);
  for (int time = 0; time < 2; ++time)
    fused.add_gradients({in_memory(batch), targets, weights, std::numeric_limits<double>::infinity()}, 1, twice);
  double sum = 0;
  for (std::size_t i = 0; i < once.arrays.size(); ++i)
    for (std::size_t k = 0; k < once.arrays[i].values.size(); ++k) {
      ASSERT_FLOAT_EQ(twice.arrays[i].values[k], 2 * once.arrays[i].values[k]) << once.arrays[i].name;
      sum += std::abs(static_cast<double>(once.arrays[i].values[k]));
    }
  EXPECT_GT(sum, 0);
}

TEST(FusedSpaceTime, answers_do_not_depend_on_the_other_series_nor_on_threads) {
  const c10::InferenceMode inference;
  const Shape shape{64, 4, 2, 46, 11};
  SpaceTime network = network_of(shape);
  const SeriesTensors batch = batch_of(shape);
  const SeriesTensors some{batch.features.slice(0, 5, 8), batch.departure.slice(0, 5, 8),
                           batch.unobserved.slice(0, 5, 8), batch.days};
  for (const fused::Kernel* kernel : fused_kernels()) {
    const torch::Tensor answers = forward(network, *kernel, batch, 1);
    EXPECT_TRUE(torch::equal(answers, forward(network, *kernel, batch, 3)));
    EXPECT_TRUE(torch::equal(answers.slice(0, 5, 8), forward(network, *kernel, some, 2)));
  }
}

// Largest difference between two kinds of processor in NDVI, for the trained model that comes with
// the program.
TEST(FusedSpaceTime, of_a_trained_model_answers_alike_on_every_kind_of_processor) {
  const c10::InferenceMode inference;
  constexpr int kSeries = 24, kSteps = 46;
  const StackedModel model = stacked_model_from(read_model_file(UNDERCAST_SOURCE_DIR "/models/space-time.uc"));
  SpaceTime network(model.trained.network.options, static_cast<int>(model.features.size()));
  set_weights(network, model.trained.network);
  const auto features = static_cast<int>(model.features.size());
  torch::manual_seed(2);
  SeriesTensors batch = batch_of({0, 0, 0, kSteps, kSeries}, features);
  batch.features = network->mean + network->scale * batch.features / 2;  // as the model knows them
  const torch::Tensor expected = forward(network, fused::kPlain, batch, 1);
  ASSERT_GT(expected.abs().max().item<double>(), 0.01);
  for (const fused::Kernel* kernel : fused_kernels()) {
    const torch::Tensor answers = forward(network, *kernel, batch, 1);
    EXPECT_TRUE(torch::equal(answers, forward(network, *kernel, batch, 2)))
        << "the number of threads makes a difference";
    const double difference = (answers - expected).abs().max().item<double>();
    std::printf("%d lanes%s: at most %g from plain code\n", kernel->lanes, kernel->bf16 ? ", bf16" : "", difference);
    EXPECT_LE(difference, kernel->bf16 ? 0.02 : 2e-6);
  }
}

TEST(FusedSpaceTime, leaves_other_devices_and_half_precision_to_lib_torch) {
  EXPECT_EQ(fused_kernel_for({torch::kCUDA, Precision::fp32}), nullptr);
  EXPECT_EQ(fused_kernel_for({torch::kCPU, Precision::fp16}), nullptr);
  EXPECT_EQ(fused_kernel_for({torch::kCPU, Precision::fp32}), fused_kernel_for(false));
  ASSERT_NE(fused_kernel_for(false), nullptr);
  EXPECT_FALSE(fused_kernel_for(false)->bf16);
}

}  // namespace
}  // namespace undercast
