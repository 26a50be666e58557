// SPDX-License-Identifier: Apache-2.0
#include "model/starting_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/error.h"
#include "io/options_json.h"
#include "model/tensors.h"

// The file's bytes, between two symbols.
asm(".section .rodata\n"
    "undercast_starting_model_begin:\n"
    ".incbin \"" UNDERCAST_STARTING_MODEL
    "\"\n"
    "undercast_starting_model_end:\n"
    ".previous\n");
extern "C" const char undercast_starting_model_begin[], undercast_starting_model_end[];

namespace undercast {
namespace {

// Where the last dimension of a tensor is features, as embed's columns and the buffers are.
void copy_features(const torch::Tensor& from, const std::vector<std::string>& known, torch::Tensor to,
                   const std::vector<std::string>& features, std::int64_t from_offset, std::int64_t to_offset) {
  for (std::size_t i = 0; i < features.size(); ++i) {
    const auto found = std::find(known.begin(), known.end(), features[i]);
    if (found == known.end()) continue;
    to.select(-1, to_offset + static_cast<std::int64_t>(i))
        .copy_(from.select(-1, from_offset + (found - known.begin())));
  }
}

}  // namespace

ModelFile built_in_starting_model() {
  std::istringstream in(std::string(undercast_starting_model_begin, undercast_starting_model_end));
  return read_model(in, "that training starts from");
}

void check_starting_model(const ModelFile& trained, const SpaceTimeOptions& sizes) {
  if (trained.header.value("kind", "") != "space-time" || !trained.header.contains("features"))
    throw Error(ErrorKind::bad_input, "the starting model is no space-time model",
                "give one that `undercast train --model space-time` made");
  SpaceTimeOptions theirs;
  options_from_json(theirs, trained.header.at("options"), "the model's header");
  if (theirs.width != sizes.width || theirs.depth != sizes.depth || theirs.heads != sizes.heads)
    throw Error(ErrorKind::bad_input,
                fmt::format("the starting model has width {}, depth {}, heads {}; this one is to have {}, {}, {}",
                            theirs.width, theirs.depth, theirs.heads, sizes.width, sizes.depth, sizes.heads),
                "for other sizes train fresh weights, with --starting-model none");
}

void start_from(const ModelFile& trained, SpaceTime& network, const std::vector<std::string>& features) {
  check_starting_model(trained, network->options);
  const auto known = trained.header.at("features").get<std::vector<std::string>>();
  const auto theirs = static_cast<std::int64_t>(known.size()), ours = static_cast<std::int64_t>(features.size());
  const torch::NoGradGuard no_grad;
  for (auto& parameter : network->named_parameters()) {
    const torch::Tensor from = to_torch(trained.tensor(parameter.key()));
    if (parameter.key() != "embed.weight") {
      parameter.value().copy_(from);
      continue;
    }
    torch::Tensor weight = parameter.value();  // [2D, 2F + 3]
    copy_features(from, known, weight, features, 0, 0);
    copy_features(from, known, weight, features, theirs, ours);
    weight.slice(1, 2 * ours).copy_(from.slice(1, 2 * theirs));
  }
  copy_features(to_torch(trained.tensor("mean")), known, network->mean, features, 0, 0);
  copy_features(to_torch(trained.tensor("scale")), known, network->scale, features, 0, 0);
}

}  // namespace undercast
