// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/random.h"
#include "learn/space_time/network_weights.h"

namespace undercast {

/// Makes a network of random weights, whose first two features say nothing about the date.
inline NetworkWeights small_network(int width, std::size_t features, int seed = 1) {
  SpaceTimeOptions options;
  options.width = width;
  NetworkWeights weights = NetworkWeights::zeros(options, features);
  Random random(static_cast<std::uint64_t>(seed));
  for (NamedTensor& array : weights.arrays)
    for (float& value : array.values) value = static_cast<float>(0.3 * random.normal());
  for (const char* gain : {"norm.weight", "scale", "tells_date"})
    for (float& value : weights.of(gain)) value = 1;
  weights.of("tells_date")[0] = weights.of("tells_date")[1] = 0;
  return weights;
}

}  // namespace undercast
