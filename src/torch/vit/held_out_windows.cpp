// SPDX-License-Identifier: Apache-2.0
#include "torch/vit/held_out_windows.h"

#include <algorithm>
#include <cmath>

#include "gaps/interpolation.h"

namespace undercast {
namespace {
// These are one or two batches: scoring after each epoch must cost little beside the epoch.
constexpr std::size_t kMostWindows = 48;
}  // namespace

HeldOutWindows::HeldOutWindows(const TrainingSet& set, int size_px, std::uint64_t seed) {
  struct Place {
    std::size_t scene;
    Window window;
  };
  std::vector<Place> places;
  for (std::size_t i = 0; i < set.scenes().size(); ++i)
    for (const Window& window : split(set.scenes()[i].grid.whole(), size_px)) places.push_back({i, window});
  Random(hash_of(seed, 0x4e1d)).choose(places, kMostWindows);
  for (const Place& place : places) {
    Cube truth;
    truth.ndvi = set.held_out()[place.scene].crop(place.window);
    truth.grid.rows = place.window.rows;
    truth.grid.cols = place.window.cols;
    windows_.push_back(pad(set.scenes()[place.scene].crop(place.window), size_px));
    truth_.push_back(pad(std::move(truth), size_px).ndvi);
  }
}

Score HeldOutWindows::score(GapFiller& filler) const {
  const std::vector<Estimate> estimates = filler.fill_tiles(windows_);
  Score score;
  for (std::size_t w = 0; w < truth_.size(); ++w)
    for (std::size_t i = 0; i < truth_[w].values.size(); ++i)
      if (std::isfinite(truth_[w].values[i])) score.add(truth_[w].values[i], estimates[w].ndvi.values[i]);
  return score;
}

void HeldOutWindows::add_errors(GapFiller& filler, CalibrationSample& sample) const {
  const std::vector<Estimate> estimates = filler.fill_tiles(windows_);
  for (std::size_t w = 0; w < truth_.size(); ++w) {
    const std::vector<float> gaps = gap_days(windows_[w].ndvi);
    const Estimate& estimate = estimates[w];
    for (std::size_t i = 0; i < gaps.size(); ++i) {
      if (!std::isfinite(truth_[w].values[i])) continue;
      const double error = static_cast<double>(estimate.ndvi.values[i]) - static_cast<double>(truth_[w].values[i]);
      sample.add(DateObserved::partly, bin_of_gap(gaps[i]), static_cast<int>(i / windows_[w].ndvi.pixels()), error,
                 estimate.spread.empty() ? 1.0 : static_cast<double>(estimate.spread.values[i]));
    }
  }
}

}  // namespace undercast
