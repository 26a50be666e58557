// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "core/cube.h"

namespace undercast {

/// Mean and standard deviation of each step's observed values. A step without observations has those of all steps.
struct ChannelStatistics {
  std::vector<float> mean, deviation;
};

/// Per-channel normalisation: every composite of every variable is a channel.
struct Normalisation {
  ChannelStatistics ndvi, vh, vv;
};

/// From the observed values of cubes with the same numbers of steps.
Normalisation measure_normalisation(const std::vector<Cube>& cubes);

nlohmann::json to_json(const Normalisation& normalisation);
Normalisation normalisation_from_json(const nlohmann::json& object);

}  // namespace undercast
