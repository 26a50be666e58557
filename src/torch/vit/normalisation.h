// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/cube.h"
#include "core/json.h"

namespace undercast {

/// Holds mean and standard deviation of each step's observed values. A step without observations
/// has the mean and deviation of all steps.
struct ChannelStatistics {
  std::vector<float> mean, deviation;
};

/// Normalisation by channel; each composite of each variable is a channel.
struct Normalisation {
  ChannelStatistics ndvi, vh, vv;
};

/// Measures the observed values of cubes with the same numbers of steps.
Normalisation measure_normalisation(const std::vector<Cube>& cubes);

nlohmann::json to_json(const Normalisation& normalisation);
/// Throws the source's Error when the JSON is something else.
Normalisation normalisation_from_json(const JsonValue& object);

}  // namespace undercast
