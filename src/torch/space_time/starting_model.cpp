// SPDX-License-Identifier: Apache-2.0
#include "torch/space_time/starting_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string_view>

#include "core/error.h"
#include "io/options_json.h"
#include "torch/base/tensors.h"

namespace undercast {

std::string_view starting_model_bytes();  // cmake/Embed.cmake

namespace {

// Copies the columns of the features that a trained network knows, by name. The last dimension of
// both tensors is features, as in embed's weights and in the buffers.
struct FeatureCopier {
  const std::vector<std::string>&known, &features;

  void copy(const torch::Tensor& from, torch::Tensor to, std::int64_t from_offset = 0,
            std::int64_t to_offset = 0) const {
    for (std::size_t i = 0; i < features.size(); ++i) {
      const auto found = std::find(known.begin(), known.end(), features[i]);
      if (found == known.end()) continue;
      to.select(-1, to_offset + static_cast<std::int64_t>(i))
          .copy_(from.select(-1, from_offset + (found - known.begin())));
    }
  }
};

}  // namespace

ModelFile built_in_starting_model() {
  std::istringstream in{std::string(starting_model_bytes())};
  return read_model(in, "that training starts from");
}

void check_starting_model(const ModelFile& trained, const SpaceTimeOptions& sizes) {
  const JsonValue header = trained.checked_header();
  if (header.find_as<std::string>("kind") != "space-time" || !header.find("features"))
    throw Error(ErrorKind::bad_input, "the starting model is not a space-time model",
                "give a model that `undercast train --model space-time` made");
  SpaceTimeOptions theirs;
  options_from_json(theirs, header.at("options").json(), header.source().name);
  if (theirs.width != sizes.width || theirs.depth != sizes.depth || theirs.heads != sizes.heads)
    throw Error(ErrorKind::bad_input,
                fmt::format("the starting model has width {}, depth {}, heads {}; the options ask for {}, {}, {}",
                            theirs.width, theirs.depth, theirs.heads, sizes.width, sizes.depth, sizes.heads),
                "--starting-model none trains fresh weights of any size");
}

void start_from(const ModelFile& trained, SpaceTime& network, const std::vector<std::string>& features) {
  check_starting_model(trained, network->options);
  const auto known = trained.checked_header().at("features").as<std::vector<std::string>>();
  const auto theirs = static_cast<std::int64_t>(known.size()), ours = static_cast<std::int64_t>(features.size());
  const FeatureCopier columns{known, features};
  const torch::NoGradGuard no_grad;
  for (auto& parameter : network->named_parameters()) {
    torch::Tensor weight = parameter.value();
    if (parameter.key() != "embed.weight") {
      weight.copy_(tensor_of(trained, parameter.key(), weight.sizes()));
      continue;
    }
    const torch::Tensor from =
        tensor_of(trained, parameter.key(), {weight.size(0), weight.size(1) + 2 * (theirs - ours)});  // [2D, 2F+3]
    columns.copy(from, weight);
    columns.copy(from, weight, theirs, ours);
    weight.slice(1, 2 * ours).copy_(from.slice(1, 2 * theirs));
  }
  columns.copy(tensor_of(trained, "mean", {theirs}), network->mean);
  columns.copy(tensor_of(trained, "scale", {theirs}), network->scale);
}

Learners starting_learners(const ModelFile& model, const SpaceTime& network, const std::vector<std::string>& features) {
  Learners learners{SpaceTime(network->options, static_cast<int>(features.size())), {}, {}};
  load(*learners.network, to_model_file(network));
  const JsonValue header = model.checked_header();
  if (!header.find("trees")) return learners;
  const auto known = header.at("features").as<std::vector<std::string>>();
  for (const auto& [name, trees] : {std::pair{"part", &learners.part}, std::pair{"whole", &learners.whole}}) {
    *trees = DepartureTrees::load(name, model);
    if (!trees->fits(known.size())) header.at("trees").at(name).refuse("inputs among the features");
    *trees = trees->for_features(known, features);
  }
  return learners;
}

}  // namespace undercast
