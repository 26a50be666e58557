// SPDX-License-Identifier: Apache-2.0
#include "learn/space_time/network_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

#include "core/error.h"
#include "networks/train_options.h"

namespace undercast {
namespace {

// The arrays that hold a number for each input.
constexpr std::array<const char*, 3> kOfInputs{"mean", "scale", "tells_date"};

}  // namespace

NetworkWeights NetworkWeights::zeros(const SpaceTimeOptions& options, std::size_t features) {
  check(options);
  NetworkWeights weights{options, {}};
  const auto add = [&](const std::string& name, const std::vector<std::int64_t>& shape) {
    const auto count = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
    weights.arrays.push_back({name, shape, std::vector<float>(static_cast<std::size_t>(count))});
  };
  const auto dense = [&](const std::string& name, std::int64_t outputs, std::int64_t inputs) {
    add(name + ".weight", {outputs, inputs});
    add(name + ".bias", {outputs});
  };
  const auto norm = [&](const std::string& name, std::int64_t size) {
    add(name + ".weight", {size});
    add(name + ".bias", {size});
  };
  const std::int64_t width = options.width, inputs = static_cast<std::int64_t>(features);
  add("slopes", {options.depth, options.heads});
  dense("embed", 2 * width, 2 * inputs + 3);
  dense("mix", width, 2 * width);
  for (int i = 0; i < options.depth; ++i) {
    const std::string layer = fmt::format("layer{}.", i);
    norm(layer + "norm1", width);
    norm(layer + "norm2", width);
    dense(layer + "qkv", 3 * width, width);
    dense(layer + "projection", width, width);
    dense(layer + "expand", 2 * width, width);
    dense(layer + "contract", width, 2 * width);
  }
  norm("norm", width);
  dense("head", 1, width);
  for (const char* name : kOfInputs) add(name, {inputs});
  return weights;
}

NetworkWeights NetworkWeights::read(const ModelFile& file, const std::string& prefix, const SpaceTimeOptions& options,
                                    std::size_t features) {
  NetworkWeights weights = zeros(options, features);
  for (NamedTensor& array : weights.arrays) {
    const NamedTensor& stored = file.tensor(prefix + array.name);
    if (stored.shape != array.shape)
      throw Error(ErrorKind::bad_input,
                  fmt::format("{}: the tensor {} has the shape [{}], expected [{}]", file.name_in_messages,
                              prefix + array.name, fmt::join(stored.shape, ", "), fmt::join(array.shape, ", ")),
                  "train the model again");
    array.values = stored.values;
  }
  return weights;
}

void NetworkWeights::store(const std::string& prefix, ModelFile& file) const {
  for (const NamedTensor& array : arrays) file.tensors.push_back({prefix + array.name, array.shape, array.values});
}

const NamedTensor& NetworkWeights::find(const std::string& name) const {
  const auto found =
      std::find_if(arrays.begin(), arrays.end(), [&](const NamedTensor& one) { return one.name == name; });
  if (found == arrays.end()) throw Error(ErrorKind::internal, "a network has no weights " + name);
  return *found;
}

void NetworkWeights::take_from(const NetworkWeights& other, const std::vector<std::string>& known,
                               const std::vector<std::string>& features) {
  const std::size_t theirs = known.size(), ours = features.size();
  // Copies a column of a matrix.
  const auto copy = [&](const std::string& name, std::size_t rows, std::size_t from, std::size_t to) {
    const std::vector<float>& source = other.of(name);
    std::vector<float>& target = of(name);
    const std::size_t source_columns = source.size() / rows, target_columns = target.size() / rows;
    for (std::size_t row = 0; row < rows; ++row)
      target[row * target_columns + to] = source[row * source_columns + from];
  };
  for (const NamedTensor& array : other.arrays)
    if (array.name != "embed.weight" && std::find(kOfInputs.begin(), kOfInputs.end(), array.name) == kOfInputs.end())
      of(array.name) = array.values;
  // The columns are the features, whether each is present, and three more.
  const std::size_t embedded = of("embed.bias").size();
  for (std::size_t i = 0; i < 3; ++i) copy("embed.weight", embedded, 2 * theirs + i, 2 * ours + i);
  for (std::size_t i = 0; i < ours; ++i) {
    const auto found = std::find(known.begin(), known.end(), features[i]);
    if (found == known.end()) continue;
    const auto from = static_cast<std::size_t>(found - known.begin());
    copy("embed.weight", embedded, from, i);
    copy("embed.weight", embedded, theirs + from, ours + i);
    for (const char* name : kOfInputs) copy(name, 1, from, i);
  }
}

}  // namespace undercast
