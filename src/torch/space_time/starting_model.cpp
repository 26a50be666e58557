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

ModelFile built_in_model() {
  std::istringstream in{std::string(starting_model_bytes())};
  return read_model(in, "that is part of the program");
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
  columns.copy(tensor_of(trained, "tells_date", {theirs}), network->tells_date);
}

StackedModel for_features(const StackedModel& model, const std::vector<std::string>& features) {
  const auto adapted = [&](const Learners& learners) {
    ModelFile file = to_model_file(learners.network);
    file.header["features"] = model.features;
    SpaceTime network(learners.network->options, static_cast<int>(features.size()));
    {
      const torch::NoGradGuard no_grad;
      network->embed->weight.zero_();
    }
    start_from(file, network, features);
    return Learners{network, learners.part.for_features(model.features, features),
                    learners.whole.for_features(model.features, features)};
  };
  StackedModel result = untrained_model(features);
  result.knows_missing_radar = model.knows_missing_radar;
  result.trained = adapted(model.trained);
  if (model.starting) result.starting = adapted(*model.starting);
  result.guard = model.guard;
  result.guard_without_radar = model.guard_without_radar;
  result.widening_without_radar = model.widening_without_radar;
  return result;
}

}  // namespace undercast
