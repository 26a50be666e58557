// SPDX-License-Identifier: Apache-2.0
#include "torch/space_time/starting_model.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"
#include "learn/space_time/stacked_model.h"

namespace undercast {
namespace {

SpaceTime untrained(int features, int width = 16) {
  SpaceTimeOptions options;
  options.width = width;
  return SpaceTime(options, features);
}

SeriesTensors batch(const torch::Tensor& features) {
  const auto series = features.size(0), steps = features.size(1);
  return {features, torch::zeros({series, steps}), torch::zeros({series, steps}),
          8 * torch::arange(steps, torch::kFloat)};
}

class StartingModel : public testing::Test {
 protected:
  StartingModel() {
    torch::manual_seed(3);
    const torch::NoGradGuard no_grad;
    SpaceTime network = untrained(3);
    network->head->weight.normal_();
    network->measure(2 + 3 * torch::randn({200, 3}), {});
    trained_ = network;
    file_ = to_model_file(weights_of(network));
    file_.header["features"] = {"a", "b", "c"};
  }

  SpaceTime trained_{nullptr};
  ModelFile file_;
};

TEST_F(StartingModel, answers_as_the_trained_one_whatever_the_order_of_the_features) {
  SpaceTime network = untrained(3);
  start_from(file_, network, {"c", "a", "b"});
  const torch::Tensor features = 2 + 3 * torch::randn({2, 6, 3});
  const torch::Tensor turned = features.index_select(2, torch::tensor({2, 0, 1}));
  EXPECT_TRUE(torch::allclose(trained_->forward(batch(features)), network->forward(batch(turned)), 1e-4, 1e-6));
}

TEST_F(StartingModel, takes_features_that_are_not_there_for_missing) {
  SpaceTime network = untrained(2);
  start_from(file_, network, {"a", "c"});
  torch::Tensor features = 2 + 3 * torch::randn({2, 6, 3});
  const torch::Tensor fewer = features.index_select(2, torch::tensor({0, 2}));
  features.select(2, 1).fill_(kMissing);
  EXPECT_TRUE(torch::allclose(trained_->forward(batch(features)), network->forward(batch(fewer)), 1e-4, 1e-6));
}

TEST_F(StartingModel, is_refused_when_it_has_other_sizes_or_is_of_another_kind) {
  SpaceTime wider = untrained(3, 32);
  EXPECT_THROW(start_from(file_, wider, {"a", "b", "c"}), Error);
  SpaceTime network = untrained(3);
  file_.header["kind"] = "vit";
  EXPECT_THROW(start_from(file_, network, {"a", "b", "c"}), Error);
}

// LibTorch itself would repeat one number for a whole matrix.
TEST_F(StartingModel, is_refused_when_a_tensor_has_another_shape) {
  for (NamedTensor& tensor : file_.tensors) {
    const NamedTensor whole = tensor;
    tensor = {whole.name, {1, 1, 1}, {0}};
    SpaceTime network = untrained(3);
    EXPECT_TRUE(throws_error(
        [&] {
          start_from(file_, network, {"a", "b", "c"});
        },
        ErrorKind::bad_input, {whole.name, "has the shape [1, 1, 1], expected ["}))
        << whole.name;
    tensor = whole;
  }
}

TEST_F(StartingModel, is_built_in_with_the_default_sizes) {
  const ModelFile built_in = built_in_model();
  const auto features = built_in.header.at("features").get<std::vector<std::string>>();
  SpaceTime network(SpaceTimeOptions{}, static_cast<int>(features.size()));
  start_from(built_in, network, features);
  EXPECT_GT(network->head->weight.abs().sum().item<double>(), 0);
}

}  // namespace
}  // namespace undercast
