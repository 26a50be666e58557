// SPDX-License-Identifier: Apache-2.0
#include "torch/space_time/starting_model.h"

#include <fmt/format.h>

#include "core/error.h"
#include "io/options_json.h"

namespace undercast {

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
  NetworkWeights weights = weights_of(network);
  weights.take_from(NetworkWeights::read(trained, "", network->options, known.size()), known, features);
  set_weights(network, weights);
}

}  // namespace undercast
