// SPDX-License-Identifier: Apache-2.0
#include "torch/vit/window_encoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "gaps/interpolation.h"

namespace undercast {
namespace {

int size(const ChannelStatistics& statistics) { return static_cast<int>(statistics.mean.size()); }

// Normalises values [time, row, col]; missing ones become 0 (the mean).
void normalise(const ChannelStatistics& statistics, int pixels, const float* values, float* to) {
  for (std::size_t step = 0; step < statistics.mean.size(); ++step) {
    const float mean = statistics.mean[step], scale = 1.0F / statistics.deviation[step];
    for (int i = 0; i < pixels; ++i, ++values, ++to) *to = *values == *values ? (*values - mean) * scale : 0.0F;
  }
}

}  // namespace

int WindowEncoder::channels() const {
  return 2 * size(normalisation_.ndvi) + size(normalisation_.vh) + size(normalisation_.vv);
}

void WindowEncoder::check(const CubeLayout& layout) const {
  const auto describe = [](int ndvi, int vh, int vv) {
    return fmt::format("{} NDVI, {} VH and {} VV steps", ndvi, vh, vv);
  };
  const bool same_radar = layout.vh.size() == size(normalisation_.vh) && layout.vv.size() == size(normalisation_.vv);
  if (layout.ndvi.size() == size(normalisation_.ndvi) && (same_radar || !uses_radar())) return;
  throw Error(ErrorKind::bad_input,
              fmt::format("the model is for {}, but the cube has {}",
                          describe(size(normalisation_.ndvi), size(normalisation_.vh), size(normalisation_.vv)),
                          describe(layout.ndvi.size(), layout.vh.size(), layout.vv.size())),
              "a vit has one channel for each date: train one on this cube, or make the cube with the same number of "
              "dates and the same period");
}

void WindowEncoder::encode(const Cube& window, float* input, float* interpolated) const {
  const int pixels = static_cast<int>(window.ndvi.pixels());
  const std::size_t values = window.ndvi.values.size();
  std::copy(window.ndvi.values.begin(), window.ndvi.values.end(), interpolated);
  interpolate_linearly(window.ndvi.time.middle_days(), pixels, interpolated);
  normalise(normalisation_.ndvi, pixels, interpolated, input);
  for (std::size_t i = 0; i < values; ++i) {
    if (is_missing(interpolated[i])) interpolated[i] = normalisation_.ndvi.mean[i / static_cast<std::size_t>(pixels)];
    input[values + i] = is_observed(window.ndvi.values[i]) ? 1.0F : 0.0F;
  }
  float* radar = input + 2 * values;
  normalise(normalisation_.vh, pixels, window.vh.values.data(), radar);
  normalise(normalisation_.vv, pixels, window.vv.values.data(), radar + window.vh.values.size());
}

void WindowEncoder::decode(const float* output, const float* interpolated, Variable& ndvi) const {
  float* to = ndvi.values.data();
  for (const float deviation : normalisation_.ndvi.deviation)
    for (std::size_t i = 0; i < ndvi.pixels(); ++i, ++to) *to = *interpolated++ + deviation * *output++;
}

}  // namespace undercast
