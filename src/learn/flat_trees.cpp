// SPDX-License-Identifier: Apache-2.0
#include "learn/flat_trees.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/cube.h"
#include "core/json.h"

namespace undercast {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
// Complete trees double with each level.
constexpr int kMostDepth = 12;
// The inputs of so many rows stay in a processor's nearest caches, together with a tree.
constexpr std::size_t kRowsAtOnce = 64;
// So many rows walk down a tree side by side, so that the processor need not wait for any of them.
constexpr std::size_t kLanes = 8;
static_assert(kRowsAtOnce % kLanes == 0);
constexpr const char* kHint = "train the model again";

[[noreturn]] void refuse(const char* why) {
  throw Error(ErrorKind::bad_input, fmt::format("the model's trees cannot be read: {}", why), kHint);
}

}  // namespace

/// A tree's nodes in XGBoost's order, the root first.
struct FlatTrees::Nodes {
  std::vector<int> left, right, input, missing_go_left;
  std::vector<float> value;  ///< threshold of a split, prediction of a leaf

  Nodes(const JsonValue& tree, std::size_t width) {
    left = tree.at("left_children").as<std::vector<int>>();
    right = tree.at("right_children").as<std::vector<int>>();
    input = tree.at("split_indices").as<std::vector<int>>();
    missing_go_left = tree.at("default_left").as<std::vector<int>>();
    value = tree.at("split_conditions").as<std::vector<float>>();
    const std::size_t count = left.size();
    if (count == 0 || right.size() != count || input.size() != count || missing_go_left.size() != count ||
        value.size() != count)
      refuse("a tree's nodes are incomplete");
    for (std::size_t node = 0; node < count; ++node) {
      if (is_leaf(node)) continue;
      for (const int child : {left[node], right[node]})
        if (child < 0 || static_cast<std::size_t>(child) >= count) refuse("a node of a tree is missing");
      if (input[node] < 0 || static_cast<std::size_t>(input[node]) >= width)
        refuse("a tree asks for inputs that there are not");
    }
  }

  bool is_leaf(std::size_t node) const { return left[node] == -1; }
  int depth(std::size_t node = 0, int level = 0) const {
    if (level > kMostDepth) refuse("a tree is too deep");
    if (is_leaf(node)) return level;
    return std::max(depth(left[node], level + 1), depth(right[node], level + 1));
  }
};

FlatTrees::FlatTrees(const std::string& bytes, std::size_t width) : width_(width) {
  const JsonSource source{"the model's trees", ErrorKind::bad_input, kHint};
  const nlohmann::json model = parse_ubjson(bytes, source);
  const JsonValue booster = JsonValue(model, source).at("learner").at("gradient_booster");
  for (const JsonValue& grown : booster.at("model").at("trees").items()) {
    const Nodes nodes(grown, width);
    Tree& tree = trees_.emplace_back();
    tree.depth = nodes.depth();
    tree.leaves.resize(std::size_t{1} << tree.depth);
    tree.splits.resize(tree.leaves.size() - 1);
    lay_out(nodes, 0, 0, tree);
  }
}

void FlatTrees::lay_out(const Nodes& nodes, std::size_t node, std::size_t place, Tree& tree) const {
  if (place >= tree.splits.size()) {
    tree.leaves[place - tree.splits.size()] = nodes.value[node];
    return;
  }
  std::size_t left = node, right = node;  // a leaf that lies higher than others is repeated below
  if (!nodes.is_leaf(node)) {
    left = nodes.left[node];
    right = nodes.right[node];
    const auto input = static_cast<std::size_t>(nodes.input[node]);
    tree.splits[place] = {nodes.value[node],
                          static_cast<std::uint32_t>(nodes.missing_go_left[node] != 0 ? input : width_ + input)};
  }
  lay_out(nodes, left, 2 * place + 1, tree);
  lay_out(nodes, right, 2 * place + 2, tree);
}

void FlatTrees::predict(const float* rows, std::size_t count, float* predictions) const {
  // Each row is stored twice: missing inputs are below every threshold in the first, above it in
  // the second.
  const std::size_t stride = 2 * width_;
  std::vector<float> values(kRowsAtOnce * stride), sums(kRowsAtOnce);
  for (std::size_t first = 0; first < count; first += kRowsAtOnce) {
    const std::size_t some = std::min(kRowsAtOnce, count - first);
    for (std::size_t row = 0; row < some; ++row)
      for (std::size_t input = 0; input < width_; ++input) {
        const float value = rows[(first + row) * width_ + input];
        values[row * stride + input] = is_missing(value) ? -kInfinity : value;
        values[row * stride + width_ + input] = is_missing(value) ? kInfinity : value;
      }
    std::fill(sums.begin(), sums.end(), 0.0F);
    for (const Tree& tree : trees_)
      for (std::size_t row = 0; row < some; row += kLanes)
        add_leaves(tree, values.data() + row * stride, stride, sums.data() + row);
    std::copy_n(sums.begin(), some, predictions + first);
  }
}

void FlatTrees::add_leaves(const Tree& tree, const float* values, std::size_t stride, float* sums) {
  std::size_t place[kLanes] = {};
  for (int level = 0; level < tree.depth; ++level)
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const Split& split = tree.splits[place[lane]];
      const bool goes_right = values[lane * stride + split.input] >= split.threshold;
      place[lane] = 2 * place[lane] + 1 + static_cast<std::size_t>(goes_right);
    }
  for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += tree.leaves[place[lane] - tree.splits.size()];
}

}  // namespace undercast
