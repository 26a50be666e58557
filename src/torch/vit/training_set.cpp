// SPDX-License-Identifier: Apache-2.0
#include "torch/vit/training_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "networks/trained_model.h"

namespace undercast {
namespace {

constexpr int kBlockPx = 256;
constexpr int kHeldOutPx = 16;

double bytes_of(const CubeLayout& layout) {
  return 4.0 * static_cast<double>(layout.grid.pixels()) * (layout.ndvi.size() + layout.vh.size() + layout.vv.size());
}

void require_same_steps(const CubeLayout& first, const CubeLayout& other) {
  const auto describe = [](const CubeLayout& layout) {
    return fmt::format("{} NDVI, {} VH and {} VV steps", layout.ndvi.size(), layout.vh.size(), layout.vv.size());
  };
  if (describe(first) != describe(other))
    throw Error(ErrorKind::bad_input,
                fmt::format("the first training cube has {}, but another one has {}", describe(first), describe(other)),
                "a vit has one channel for each date: give cubes of one length and period");
}

Variable turn(const Variable& from, int symmetry) {
  Variable to(from.time, from.rows, from.cols);
  const int last = from.rows - 1;
  for (int step = 0; step < from.steps(); ++step)
    for (int row = 0; row < from.rows; ++row)
      for (int col = 0; col < from.cols; ++col) {
        int r = (symmetry & 2) != 0 ? last - row : row;
        int c = (symmetry & 1) != 0 ? last - col : col;
        if ((symmetry & 4) != 0) std::swap(r, c);
        to.at(step, row, col) = from.at(step, r, c);
      }
  return to;
}

}  // namespace

Cube turn(const Cube& window, int symmetry) {
  Cube turned;
  turned.grid = window.grid;
  turned.ndvi = turn(window.ndvi, symmetry);
  turned.vh = turn(window.vh, symmetry);
  turned.vv = turn(window.vv, symmetry);
  return turned;
}

TrainingSet::TrainingSet(const std::vector<CubeSource*>& sources, double memory_bytes, double held_out_share,
                         std::uint64_t seed, bool with_radar) {
  Random random(hash_of(seed, 0x5ce7e));
  const double budget = memory_bytes / static_cast<double>(sources.size());
  bool any = false;
  for (CubeSource* source : sources) {
    const CubeLayout& layout = source->layout();
    require_same_steps(sources.front()->layout(), layout);
    identities_.push_back(scene_identity(layout));
    std::vector<Window> blocks{layout.grid.whole()};
    if (bytes_of(layout) > budget) {
      blocks = split(layout.grid.whole(), kBlockPx);
      const double block_bytes = bytes_of(layout) / static_cast<double>(blocks.size());
      const auto fitting = static_cast<std::size_t>(std::max(1.0, budget / block_bytes));
      random.choose(blocks, fitting);
    }
    for (const Window& block : blocks) {
      Cube cube = source->read(block, with_radar);
      const bool has_values = std::any_of(cube.ndvi.values.begin(), cube.ndvi.values.end(),
                                          [](float value) { return std::isfinite(value); });
      any |= has_values;
      if (has_values) scenes_.push_back(std::move(cube));
    }
  }
  if (!any)
    throw Error(ErrorKind::bad_input, "the training cubes hold no observed NDVI value",
                "check the cube with `undercast info`; the cloud mask may have removed everything");
  if (scenes_.front().ndvi.steps() < 2)
    throw Error(ErrorKind::bad_input, "the training cube has one NDVI date only",
                "give a time series of at least 2 dates, better of a year");
  hold_out(held_out_share, random);
}

void TrainingSet::hold_out(double share, Random& random) {
  for (Cube& scene : scenes_) {
    Variable& ndvi = scene.ndvi;
    Variable held(ndvi.time, ndvi.rows, ndvi.cols);
    const auto is_observed_value = [](float value) { return std::isfinite(value); };
    const auto observed = std::count_if(ndvi.values.begin(), ndvi.values.end(), is_observed_value);
    const auto blocks = split({0, 0, ndvi.rows, ndvi.cols}, kHeldOutPx);
    // Blocks that stay hidden for runs of 1 to 9 steps, until the share is reached.
    for (double taken = 0; taken < share * static_cast<double>(observed);) {
      const Window& block = blocks[static_cast<std::size_t>(random.below(static_cast<int>(blocks.size())))];
      const int first = random.below(ndvi.steps()), length = random.between(1, 9);
      for (int step = first; step < std::min(ndvi.steps(), first + length); ++step)
        for (int row = block.row; row < block.row_end(); ++row)
          for (int col = block.col; col < block.col_end(); ++col) {
            if (!is_observed_value(ndvi.at(step, row, col))) continue;
            std::swap(ndvi.at(step, row, col), held.at(step, row, col));
            ++taken;
          }
    }
    held_out_.push_back(std::move(held));
  }
}

std::uint64_t TrainingSet::fingerprint() const {
  std::uint64_t hash = 0;
  for (const Cube& scene : scenes_)
    for (const Variable* variable : {&scene.ndvi, &scene.vh, &scene.vv})
      for (const float value : variable->values) hash = mix(hash ^ std::bit_cast<std::uint32_t>(value));
  return hash;
}

Cube TrainingSet::draw_window(int size_px, Random& random) const {
  const Cube& scene = scenes_[static_cast<std::size_t>(random.below(static_cast<int>(scenes_.size())))];
  const int rows = std::min(size_px, scene.grid.rows), cols = std::min(size_px, scene.grid.cols);
  const Window window{random.between(0, scene.grid.rows - rows), random.between(0, scene.grid.cols - cols), rows, cols};
  return turn(pad(scene.crop(window), size_px), random.below(8));
}

const Variable& TrainingSet::draw_donor(Random& random) const {
  return scenes_[static_cast<std::size_t>(random.below(static_cast<int>(scenes_.size())))].ndvi;
}

}  // namespace undercast
