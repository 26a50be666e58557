// SPDX-License-Identifier: Apache-2.0
#include "gaps/interpolation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/simd.h"

namespace undercast {
namespace {

// Pixels are processed in chunks that stay in the cache. The inner loops run over pixels, so that
// they vectorise.
constexpr int kChunk = 1024;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Time (days since the first step) and value of the next observation at or after each step. [time,
// chunk]
struct NextObservation {
  explicit NextObservation(std::size_t steps) : day(steps * kChunk), value(day.size()) {}
  std::vector<float> day, value;
};

// Time and value of an observation of each pixel. [chunk]
struct ChunkObservation {
  float *day, *value;
};

UNDERCAST_SIMD_CLONES
void find_next(const std::vector<float>& day_of_step, int count, int stride, const float* values,
               NextObservation& next) {
  const int steps = static_cast<int>(day_of_step.size());
  for (int step = steps - 1; step >= 0; --step) {
    const float* image = values + static_cast<std::ptrdiff_t>(step) * stride;
    float* day = next.day.data() + static_cast<std::ptrdiff_t>(step) * kChunk;
    float* value = next.value.data() + static_cast<std::ptrdiff_t>(step) * kChunk;
    const float today = day_of_step[step];
    for (int i = 0; i < count; ++i) {
      const bool observed = is_observed(image[i]);
      // NOLINTNEXTLINE(bugprone-narrowing-conversions,cppcoreguidelines-narrowing-conversions): infinity is a float
      const float later_day = step + 1 < steps ? day[kChunk + i] : kInfinity;
      const float later_value = step + 1 < steps ? value[kChunk + i] : kMissing;
      day[i] = observed ? today : later_day;
      value[i] = observed ? image[i] : later_value;
    }
  }
}

std::vector<float> relative_days(const std::vector<double>& days) {
  std::vector<float> relative;
  for (const double day : days) relative.push_back(static_cast<float>(day - days.front()));
  return relative;
}

UNDERCAST_SIMD_CLONES
void interpolate_step(int count, float today, ChunkObservation next, ChunkObservation last, float* image) {
  const float *next_day = next.day, *next_value = next.value;
  float *last_day = last.day, *last_value = last.value;
  for (int i = 0; i < count; ++i) {
    const bool observed = next_day[i] == today;
    const bool has_last = last_day[i] > -kInfinity;
    const bool has_next = next_day[i] < kInfinity;
    const float share = (today - last_day[i]) / (next_day[i] - last_day[i]);
    const float between = last_value[i] + share * (next_value[i] - last_value[i]);
    const float value = has_last ? (has_next ? between : last_value[i]) : next_value[i];
    image[i] = observed ? next_value[i] : value;
    last_day[i] = observed ? today : last_day[i];
    last_value[i] = observed ? next_value[i] : last_value[i];
  }
}

}  // namespace

void interpolate_linearly(const std::vector<double>& days, int pixels, float* values) {
  if (days.empty()) return;
  const std::vector<float> day_of_step = relative_days(days);
  NextObservation next(day_of_step.size());
  std::vector<float> last_day(kChunk), last_value(kChunk);
  for (int first = 0; first < pixels; first += kChunk) {
    const int count = std::min(kChunk, pixels - first);
    find_next(day_of_step, count, pixels, values + first, next);
    std::fill(last_day.begin(), last_day.end(), -kInfinity);
    std::fill(last_value.begin(), last_value.end(), kMissing);
    for (std::size_t step = 0; step < days.size(); ++step)
      interpolate_step(count, day_of_step[step], {next.day.data() + step * kChunk, next.value.data() + step * kChunk},
                       {last_day.data(), last_value.data()}, values + step * static_cast<std::size_t>(pixels) + first);
  }
}

Variable interpolate_linearly(const Variable& observed) {
  Variable filled = observed;
  interpolate_linearly(observed.time.middle_days(), static_cast<int>(observed.pixels()), filled.values.data());
  return filled;
}

std::vector<float> gap_days(const Variable& observed) {
  const std::vector<float> day_of_step = relative_days(observed.time.middle_days());
  const int pixels = static_cast<int>(observed.pixels());
  std::vector<float> gaps(observed.values.size());
  NextObservation next(day_of_step.size());
  std::vector<float> last_day(kChunk);
  for (int first = 0; first < pixels; first += kChunk) {
    const int count = std::min(kChunk, pixels - first);
    find_next(day_of_step, count, pixels, observed.values.data() + first, next);
    std::fill(last_day.begin(), last_day.end(), -kInfinity);
    for (int step = 0; step < observed.steps(); ++step) {
      const float today = day_of_step[step];
      const float* next_day = next.day.data() + static_cast<std::ptrdiff_t>(step) * kChunk;
      float* gap = gaps.data() + static_cast<std::ptrdiff_t>(step) * pixels + first;
      for (int i = 0; i < count; ++i) {
        const bool is_gap = next_day[i] != today;
        const float days = next_day[i] - last_day[i];
        const float only_side = std::min(next_day[i] - today, today - last_day[i]);
        gap[i] = !is_gap ? 0.0F : (std::isfinite(days) ? days : -only_side);
        if (!is_gap) last_day[i] = today;
      }
    }
  }
  return gaps;
}

std::vector<std::uint8_t> ever_observed(const Variable& observed) {
  std::vector<std::uint8_t> ever(observed.pixels(), 0);
  for (int step = 0; step < observed.steps(); ++step)
    for (std::size_t pixel = 0; pixel < ever.size(); ++pixel)
      if (std::isfinite(observed.image(step)[pixel])) ever[pixel] = 1;
  return ever;
}

std::vector<double> observed_shares(const Variable& observed) {
  const std::vector<std::uint8_t> ever = ever_observed(observed);
  const auto pixels = static_cast<double>(std::max<std::ptrdiff_t>(1, std::count(ever.begin(), ever.end(), 1)));
  std::vector<double> shares;
  for (int step = 0; step < observed.steps(); ++step) {
    const float* image = observed.image(step);
    const auto count =
        std::count_if(image, image + observed.pixels(), [](float value) { return std::isfinite(value); });
    shares.push_back(static_cast<double>(count) / pixels);
  }
  return shares;
}

std::vector<DateObserved> date_kinds(const Variable& observed) {
  std::vector<DateObserved> kinds;
  for (const double share : observed_shares(observed))
    kinds.push_back(share > kUnobservedShare ? DateObserved::partly : DateObserved::not_at_all);
  return kinds;
}

}  // namespace undercast
