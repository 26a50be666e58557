// SPDX-License-Identifier: Apache-2.0
#include "networks/search_space.h"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

namespace undercast {
namespace {

// Draws uniformly in the logarithm, with two digits, which a person can read and type again.
double draw_magnitude(double low, double high, Random& random) {
  return std::stod(fmt::format("{:.2g}", std::exp(random.uniform(std::log(low), std::log(high)))));
}

template <class Value>
Value draw_one(const std::vector<Value>& values, Random& random) {
  return values[static_cast<std::size_t>(random.below(static_cast<int>(values.size())))];
}

}  // namespace

nlohmann::json draw_training_options(const std::string& kind, bool sizes, Random& random) {
  nlohmann::json options;
  options["learning-rate"] = draw_magnitude(3e-4, 1e-2, random);
  options["weight-decay"] = draw_magnitude(1e-3, 0.5, random);
  options["warm-up"] = draw_one<double>({0.02, 0.05, 0.1, 0.2}, random);
  options["loss"] = draw_one<const char*>({"mse", "huber"}, random);
  if (kind == "space-time") {
    options["radar-dropout"] = draw_one<double>({0, 0.05, 0.15, 0.3}, random);
    options["series-per-step"] = draw_one<int>({32, 64, 128}, random);
    if (!sizes) return options;
    options["series-width"] = draw_one<int>({32, 48, 64, 96}, random);
    options["series-depth"] = random.between(1, 3);
  } else {
    options["batch"] = draw_one<int>({16, 32, 64}, random);
    if (!sizes) return options;
    options["segment"] = draw_one<int>({2, 4, 8}, random);
    options["width"] = draw_one<int>({128, 192, 256, 384}, random);
    options["depth"] = random.between(2, 6);
  }
  return options;
}

}  // namespace undercast
