// SPDX-License-Identifier: Apache-2.0
#include "io/cube_summary.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>

#include "core/parallel.h"

namespace undercast {
namespace {

// Sums are kept in millionths as integers: their order, hence the number of threads, does not matter.
constexpr double kSumUnit = 1e-6;

struct StepCount {
  long long observed = 0, sum = 0;
  float min = INFINITY, max = -INFINITY;

  void add(float value) {
    ++observed;
    sum += std::llround(value / kSumUnit);
    min = std::min(min, value);
    max = std::max(max, value);
  }
  void add(const StepCount& other) {
    observed += other.observed;
    sum += other.sum;
    min = std::min(min, other.min);
    max = std::max(max, other.max);
  }
  ValueSummary summary(double values) const {
    if (observed == 0) return {};
    return {static_cast<double>(observed) / values, static_cast<double>(sum) * kSumUnit / static_cast<double>(observed),
            min, max};
  }
};

struct Counts {
  std::array<std::vector<StepCount>, 3> steps;  ///< NDVI, VH, VV
  std::array<long long, kGapBins.size()> missing{};
  long long never_observed = 0;
  double longest_gap_days = 0;

  void add(const Counts& other) {
    for (std::size_t v = 0; v < steps.size(); ++v)
      for (std::size_t i = 0; i < steps[v].size(); ++i) steps[v][i].add(other.steps[v][i]);
    for (std::size_t bin = 0; bin < missing.size(); ++bin) missing[bin] += other.missing[bin];
    never_observed += other.never_observed;
    longest_gap_days = std::max(longest_gap_days, other.longest_gap_days);
  }
};

void count_values(const Variable& variable, std::vector<StepCount>& steps) {
  steps.resize(static_cast<std::size_t>(variable.steps()));
  for (int step = 0; step < variable.steps(); ++step)
    for (std::size_t i = 0; i < variable.pixels(); ++i)
      if (!std::isnan(variable.image(step)[i])) steps[static_cast<std::size_t>(step)].add(variable.image(step)[i]);
}

void count_gaps(const Variable& ndvi, Counts& counts) {
  const std::vector<double> days = ndvi.time.middle_days();
  for (std::size_t i = 0; i < ndvi.pixels(); ++i) {
    int last = -1;
    for (int step = 0; step < ndvi.steps(); ++step) {
      if (std::isnan(ndvi.image(step)[i])) continue;
      const int missing = step - last - 1;
      if (last < 0) {
        counts.missing[kOpenEndedBin] += missing;
      } else if (missing > 0) {
        const double gap_days = days[static_cast<std::size_t>(step)] - days[static_cast<std::size_t>(last)];
        counts.missing[gap_bin(gap_days)] += missing;
        counts.longest_gap_days = std::max(counts.longest_gap_days, gap_days);
      }
      last = step;
    }
    counts.missing[kOpenEndedBin] += ndvi.steps() - last - 1;
    counts.never_observed += last < 0;
  }
}

VariableSummary summary_of(const char* name, const char* unit, const TimeAxis& time,
                           const std::vector<StepCount>& steps, double pixels) {
  VariableSummary variable{name, unit, time, {}, {}};
  StepCount all;
  for (const StepCount& step : steps) {
    variable.steps.push_back(step.summary(pixels));
    all.add(step);
  }
  variable.all = all.summary(pixels * static_cast<double>(steps.size()));
  return variable;
}

}  // namespace

CubeSummary summarize(const CubeSource& source, int threads) {
  const CubeLayout& layout = source.layout();
  const int bands = layout.ndvi.size() + layout.vh.size() + layout.vv.size();
  const std::vector<Window> windows = split(layout.grid.whole(), bands > 64 ? 128 : 256);
  std::vector<std::unique_ptr<CubeSource>> readers(static_cast<std::size_t>(std::max(1, threads)));
  Counts counts;
  for (std::size_t v = 0; v < 3; ++v)
    counts.steps[v].resize(static_cast<std::size_t>((v == 0 ? layout.ndvi : v == 1 ? layout.vh : layout.vv).size()));
  std::mutex mutex;
  parallel_for(static_cast<int>(windows.size()), static_cast<int>(readers.size()), [&](int item, int worker) {
    std::unique_ptr<CubeSource>& reader = readers[static_cast<std::size_t>(worker)];
    if (!reader) reader = source.reopen();
    const Cube cube = reader->read(windows[static_cast<std::size_t>(item)]);
    Counts own;
    count_values(cube.ndvi, own.steps[0]);
    count_values(cube.vh, own.steps[1]);
    count_values(cube.vv, own.steps[2]);
    count_gaps(cube.ndvi, own);
    const std::lock_guard lock(mutex);
    counts.add(own);
  });
  const auto pixels = static_cast<double>(layout.grid.pixels());
  CubeSummary summary;
  summary.variables.push_back(summary_of("NDVI", "1", layout.ndvi, counts.steps[0], pixels));
  if (!layout.vh.empty()) summary.variables.push_back(summary_of("VH", "dB", layout.vh, counts.steps[1], pixels));
  if (!layout.vv.empty()) summary.variables.push_back(summary_of("VV", "dB", layout.vv, counts.steps[2], pixels));
  for (std::size_t bin = 0; bin < kGapBins.size(); ++bin)
    summary.missing_by_gap[bin] = static_cast<double>(counts.missing[bin]) / (pixels * layout.ndvi.size());
  summary.longest_gap_days = counts.longest_gap_days;
  summary.never_observed_pixels_share = static_cast<double>(counts.never_observed) / pixels;
  return summary;
}

}  // namespace undercast
