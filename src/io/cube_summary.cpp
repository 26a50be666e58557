// SPDX-License-Identifier: Apache-2.0
#include "io/cube_summary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>

#include "core/for_each_window.h"
#include "io/gdal.h"

namespace undercast {
namespace {

constexpr double kSumUnit = 1e-6;

void add_each(const std::vector<ValueCount>& from, std::vector<ValueCount>& to) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i].add(from[i]);
}

ValueSummary summary_of(const ValueCount& count, double values) {
  return {static_cast<double>(count.count()) / values, count.mean(), count.min(), count.max()};
}

VariableSummary summary_of(const std::string& name, const char* unit, const TimeAxis& time,
                           const std::vector<ValueCount>& steps, double pixels) {
  VariableSummary variable{name, unit, time, {}, {}};
  ValueCount all;
  for (const ValueCount& step : steps) {
    variable.steps.push_back(summary_of(step, pixels));
    all.add(step);
  }
  variable.all = summary_of(all, pixels * static_cast<double>(steps.size()));
  return variable;
}

}  // namespace

void ValueCount::add(float value) {
  ++count_;
  sum_ += std::llround(value / kSumUnit);
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
}

void ValueCount::add(const ValueCount& other) {
  count_ += other.count_;
  sum_ += other.sum_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

double ValueCount::mean() const {
  if (count_ == 0) return static_cast<double>(kMissing);
  return static_cast<double>(sum_) * kSumUnit / static_cast<double>(count_);
}

void count_values(const Variable& window, std::vector<ValueCount>& steps) {
  for (int step = 0; step < window.steps(); ++step)
    for (std::size_t i = 0; i < window.pixels(); ++i)
      if (!std::isnan(window.image(step)[i])) steps[step].add(window.image(step)[i]);
}

void NdviCounts::add(const Variable& window) {
  pixels += static_cast<long long>(window.pixels());
  count_values(window, steps);
  const std::vector<double> days = window.time.middle_days();
  for (std::size_t i = 0; i < window.pixels(); ++i) {
    int last = -1;
    for (int step = 0; step < window.steps(); ++step) {
      if (std::isnan(window.image(step)[i])) continue;
      const int missing = step - last - 1;
      if (last < 0) {
        for (int t = 0; t < step; ++t) ++missing_by_gap[open_ended_bin(days[step] - days[t])];
      } else if (missing > 0) {
        const double gap_days = days[step] - days[last];
        missing_by_gap[gap_bin(gap_days)] += missing;
        longest_gap_days = std::max(longest_gap_days, gap_days);
      }
      last = step;
    }
    constexpr double kNever = std::numeric_limits<double>::infinity();
    for (int t = last + 1; t < window.steps(); ++t)
      ++missing_by_gap[open_ended_bin(last < 0 ? kNever : days[t] - days[last])];
    never_observed += last < 0;
  }
}

void NdviCounts::add(const NdviCounts& other) {
  pixels += other.pixels;
  add_each(other.steps, steps);
  for (std::size_t bin = 0; bin < missing_by_gap.size(); ++bin) missing_by_gap[bin] += other.missing_by_gap[bin];
  longest_gap_days = std::max(longest_gap_days, other.longest_gap_days);
  never_observed += other.never_observed;
}

long long NdviCounts::missing() const { return std::accumulate(missing_by_gap.begin(), missing_by_gap.end(), 0LL); }

std::vector<double> NdviCounts::missing_shares() const {
  std::vector<double> shares;
  for (const ValueCount& step : steps)
    shares.push_back(static_cast<double>(pixels - step.count()) / static_cast<double>(pixels));
  return shares;
}

CubeSummary summarize(const CubeSource& source, int threads) {
  gdal_set_threads(threads);
  const CubeLayout& layout = source.layout();
  const int bands = layout.ndvi.size() + layout.vh.size() + layout.vv.size();
  NdviCounts ndvi(layout.ndvi.size());
  std::vector<ValueCount> vh(layout.vh.size()), vv(layout.vv.size());
  std::mutex mutex;
  for_each_window(source, split(layout.grid.whole(), bands > 64 ? 128 : 256), threads,
                  [&](CubeSource& reader, const Window& window, int) {
                    const Cube cube = reader.read(window);
                    NdviCounts own(layout.ndvi.size());
                    std::vector<ValueCount> own_vh(vh.size()), own_vv(vv.size());
                    own.add(cube.ndvi);
                    count_values(cube.vh, own_vh);
                    count_values(cube.vv, own_vv);
                    const std::lock_guard lock(mutex);
                    ndvi.add(own);
                    add_each(own_vh, vh);
                    add_each(own_vv, vv);
                  });
  const auto pixels = static_cast<double>(ndvi.pixels);
  CubeSummary summary;
  summary.variables.push_back(summary_of(layout.index.name, "1", layout.ndvi, ndvi.steps, pixels));
  if (!vh.empty()) summary.variables.push_back(summary_of("VH", "dB", layout.vh, vh, pixels));
  if (!vv.empty()) summary.variables.push_back(summary_of("VV", "dB", layout.vv, vv, pixels));
  for (std::size_t bin = 0; bin < kGapBins.size(); ++bin)
    summary.missing_by_gap[bin] = static_cast<double>(ndvi.missing_by_gap[bin]) / static_cast<double>(ndvi.values());
  summary.longest_gap_days = ndvi.longest_gap_days;
  summary.never_observed_pixels_share = static_cast<double>(ndvi.never_observed) / pixels;
  return summary;
}

}  // namespace undercast
