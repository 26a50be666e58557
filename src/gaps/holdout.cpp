// SPDX-License-Identifier: Apache-2.0
#include "gaps/holdout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/error.h"
#include "core/random.h"
#include "gaps/interpolation.h"
#include "gaps/points.h"

namespace undercast {
namespace {

using Flags = std::vector<std::uint8_t>;

constexpr int kBlockPx = 16;

Flags no_flags(const Variable& ndvi) { return Flags(ndvi.values.size(), 0); }

void flag(Flags& flags, const Variable& ndvi, int step, const Window& window) {
  for (int row = window.row; row < window.row_end(); ++row)
    for (int col = window.col; col < window.col_end(); ++col)
      flags[static_cast<std::size_t>(step) * ndvi.pixels() + row * ndvi.cols + col] = 1;
}

// Each point of a list is a block by itself.
std::vector<Window> blocks(const Variable& ndvi) {
  return split({0, 0, ndvi.rows, ndvi.cols}, is_list_of_points(ndvi.rows) ? 1 : kBlockPx);
}

// Lengths of hidden runs of steps, and of the visible steps between them.
struct RunLengths {
  int shortest, longest, least_between, most_between;
};

// Calls `hide_step` for runs of steps out of `count`.
void draw_runs(Random& random, int count, const RunLengths& lengths, const std::function<void(int)>& hide_step) {
  for (int step = random.between(0, 7); step < count;) {
    const int end = std::min(count, step + random.between(lengths.shortest, lengths.longest));
    for (; step < end; ++step) hide_step(step);
    step += random.between(lengths.least_between, lengths.most_between);
  }
}

Flags blocks_short(const Variable& ndvi, Random& random) {
  Flags flags = no_flags(ndvi);
  for (const Window& block : blocks(ndvi))
    for (int step = 0; step < ndvi.steps(); ++step)
      if (random.chance(0.3)) flag(flags, ndvi, step, block);
  return flags;
}

Flags blocks_long(const Variable& ndvi, Random& random) {
  Flags flags = no_flags(ndvi);
  for (const Window& block : blocks(ndvi))
    draw_runs(random, ndvi.steps(), {5, 9, 8, 15}, [&](int step) { flag(flags, ndvi, step, block); });
  return flags;
}

std::vector<int> partly_observed_steps(const Variable& ndvi) {
  std::vector<int> steps;
  const std::vector<DateObserved> kinds = date_kinds(ndvi);
  for (int step = 0; step < ndvi.steps(); ++step)
    if (kinds[step] == DateObserved::partly) steps.push_back(step);
  return steps;
}

Flags frames_short(const Variable& ndvi, Random& random) {
  Flags flags = no_flags(ndvi);
  for (const int step : partly_observed_steps(ndvi))
    if (random.chance(0.3)) flag(flags, ndvi, step, {0, 0, ndvi.rows, ndvi.cols});
  return flags;
}

Flags frames_long(const Variable& ndvi, Random& random) {
  Flags flags = no_flags(ndvi);
  const std::vector<int> frames = partly_observed_steps(ndvi);
  draw_runs(random, static_cast<int>(frames.size()), {4, 6, 6, 9}, [&](int index) {
    flag(flags, ndvi, frames[index], {0, 0, ndvi.rows, ndvi.cols});
  });
  return flags;
}

// The missing values of one step, in pixels that are observed on another step, turned by one of the
// symmetries of the square (of the rectangle if the scene is not square).
Flags transplanted_mask(const Variable& ndvi, const Flags& ever, int step, int symmetry) {
  Flags mask(ndvi.pixels());
  const bool transpose = (symmetry & 4) != 0 && ndvi.rows == ndvi.cols;
  for (int row = 0; row < ndvi.rows; ++row)
    for (int col = 0; col < ndvi.cols; ++col) {
      int from_row = (symmetry & 1) != 0 ? ndvi.rows - 1 - row : row;
      int from_col = (symmetry & 2) != 0 ? ndvi.cols - 1 - col : col;
      if (transpose) std::swap(from_row, from_col);
      const bool is_cloud = !std::isfinite(ndvi.at(step, from_row, from_col));
      mask[row * ndvi.cols + col] = is_cloud ? ever[from_row * ndvi.cols + from_col] : 0;
    }
  return mask;
}

Flags clouds(const Variable& ndvi, Random& random) {
  Flags flags = no_flags(ndvi);
  std::vector<int> donors;
  const std::vector<double> shares = observed_shares(ndvi);
  const std::vector<std::uint8_t> ever = ever_observed(ndvi);
  for (int step = 0; step < ndvi.steps(); ++step) {
    const double missing = 1 - shares[step];
    if (missing >= 0.2 && missing <= 0.8) donors.push_back(step);
  }
  for (int step = 0; step < ndvi.steps(); ++step) {
    if (!random.chance(0.5)) continue;
    std::vector<int> others = donors;
    std::erase(others, step);
    if (others.empty()) continue;
    const int donor = others[random.below(static_cast<int>(others.size()))];
    const Flags mask = transplanted_mask(ndvi, ever, donor, random.between(1, 7));
    std::copy(mask.begin(), mask.end(), flags.begin() + static_cast<std::ptrdiff_t>(step * ndvi.pixels()));
  }
  return flags;
}

Flags season_end(const Variable& ndvi, int steps) {
  Flags flags = no_flags(ndvi);
  for (int step = std::max(0, ndvi.steps() - steps); step < ndvi.steps(); ++step)
    flag(flags, ndvi, step, {0, 0, ndvi.rows, ndvi.cols});
  return flags;
}

// Half of the year is cloudy: there nearly everything is hidden, and half of the rest of the year.
Flags wet_season(const Variable& ndvi, Random& random) {
  constexpr double kYear = 365.2425, kHiddenInWetSeason = 0.95, kHiddenElsewhere = 0.4;
  const double middle = kYear * random.uniform(), half_length = kYear * (0.2 + 0.1 * random.uniform());
  const std::vector<double> days = ndvi.time.middle_days();
  Flags flags = no_flags(ndvi);
  for (int step = 0; step < ndvi.steps(); ++step) {
    const double apart = std::abs(std::remainder(days[step] - middle, kYear));
    const double hidden = apart < half_length ? kHiddenInWetSeason : kHiddenElsewhere;
    for (const Window& block : blocks(ndvi))
      if (random.chance(hidden)) flag(flags, ndvi, step, block);
  }
  return flags;
}

// One of the scene's quarters, another one for each of four successive seeds. In a list of points,
// a fourth at random.
Flags quarter(const Variable& ndvi, std::uint64_t seed, Random& random) {
  Flags pixels(ndvi.pixels(), 0);
  if (is_list_of_points(ndvi.rows)) {
    for (std::uint8_t& pixel : pixels) pixel = random.chance(0.25) ? 1 : 0;
    return pixels;
  }
  const bool lower = (seed & 1) != 0, right = (seed & 2) != 0;
  for (int row = lower ? ndvi.rows / 2 : 0; row < (lower ? ndvi.rows : ndvi.rows / 2); ++row)
    for (int col = right ? ndvi.cols / 2 : 0; col < (right ? ndvi.cols : ndvi.cols / 2); ++col)
      pixels[row * ndvi.cols + col] = 1;
  return pixels;
}

Flags draw(const Variable& ndvi, const std::string& protocol, Random& random) {
  if (protocol == "blocks-short") return blocks_short(ndvi, random);
  if (protocol == "blocks-long" || protocol == "spatial") return blocks_long(ndvi, random);
  if (protocol == "frames-short") return frames_short(ndvi, random);
  if (protocol == "frames-long") return frames_long(ndvi, random);
  if (protocol == "clouds") return clouds(ndvi, random);
  if (protocol == "wet-season") return wet_season(ndvi, random);
  if (protocol == "season-end-3") return season_end(ndvi, 3);
  if (protocol == "season-end-6") return season_end(ndvi, 6);
  if (protocol == "season-end-10") return season_end(ndvi, 10);
  throw Error(ErrorKind::usage, fmt::format("'{}' is not a protocol", protocol),
              fmt::format("the protocols are: {}", fmt::join(protocol_names(), ", ")));
}

}  // namespace

const std::vector<std::string>& protocol_names() {
  static const std::vector<std::string> names{"blocks-short",  "blocks-long", "frames-short", "frames-long",
                                              "clouds",        "wet-season",  "season-end-3", "season-end-6",
                                              "season-end-10", "spatial"};
  return names;
}

std::optional<Holdout> try_holdout(const Variable& ndvi, const std::string& protocol, std::uint64_t seed) {
  std::uint64_t key = seed;
  for (const char letter : protocol) key = hash_of(key, letter);
  Random random(key);
  Holdout holdout;
  holdout.hidden = draw(ndvi, protocol, random);
  for (std::size_t i = 0; i < holdout.hidden.size(); ++i)
    if (!std::isfinite(ndvi.values[i])) holdout.hidden[i] = 0;
  holdout.scored = holdout.hidden;
  if (protocol == "spatial") {
    holdout.untrained = quarter(ndvi, seed, random);
    for (std::size_t i = 0; i < holdout.scored.size(); ++i) holdout.scored[i] &= holdout.untrained[i % ndvi.pixels()];
  }
  if (std::find(holdout.scored.begin(), holdout.scored.end(), 1) == holdout.scored.end()) return std::nullopt;
  return holdout;
}

Holdout make_holdout(const Variable& ndvi, const std::string& protocol, std::uint64_t seed) {
  std::optional<Holdout> holdout = try_holdout(ndvi, protocol, seed);
  if (!holdout)
    throw Error(ErrorKind::bad_input, fmt::format("the protocol {} found no observed value to hide", protocol),
                "use a cube with more observations, or another protocol");
  return std::move(*holdout);
}

Cube hide(const Cube& cube, const Holdout& holdout) {
  Cube visible = cube;
  for (std::size_t i = 0; i < holdout.hidden.size(); ++i)
    if (holdout.hidden[i] != 0) visible.ndvi.values[i] = kMissing;
  return visible;
}

Cube training_part(const Cube& visible, const Holdout& holdout) {
  Cube part = visible;
  if (!holdout.untrained.empty())
    for (std::size_t i = 0; i < part.ndvi.values.size(); ++i)
      if (holdout.untrained[i % part.ndvi.pixels()] != 0) part.ndvi.values[i] = kMissing;
  return part;
}

}  // namespace undercast
