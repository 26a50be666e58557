// SPDX-License-Identifier: Apache-2.0
#include "report/varied_pixels.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/quantile.h"
#include "gaps/interpolation.h"

namespace undercast {
namespace {

constexpr int kWindow_px = 64, kWindowsAcross = 6, kEvery_px = 4;

std::vector<Window> spread_windows(const Grid& grid) {
  const auto starts = [](int size) {
    const int count = std::min(kWindowsAcross, (size + kWindow_px - 1) / kWindow_px);
    std::vector<int> places;
    for (int i = 0; i < count; ++i)
      places.push_back(count > 1 ? static_cast<int>(1LL * i * (size - kWindow_px) / (count - 1)) : 0);
    return places;
  };
  std::vector<Window> windows;
  for (const int row : starts(grid.rows))
    for (const int col : starts(grid.cols))
      windows.push_back({row, col, std::min(kWindow_px, grid.rows), std::min(kWindow_px, grid.cols)});
  return windows;
}

void describe_filled(const Variable& filled, std::size_t pixel, VariedPixel& candidate) {
  std::vector<float> values;
  int peak = 0;
  for (int step = 0; step < filled.steps(); ++step) {
    values.push_back(filled.image(step)[pixel]);
    if (filled.image(step)[pixel] > filled.image(peak)[pixel]) peak = step;
  }
  std::sort(values.begin(), values.end());
  candidate.mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  candidate.amplitude = quantile(values, 0.95) - quantile(values, 0.05);
  candidate.peak = filled.time[peak].start;
}

std::vector<VariedPixel> candidates(CubeSource& cube, CubeSource& filled_cube) {
  std::vector<VariedPixel> found;
  for (const Window& window : spread_windows(cube.layout().grid)) {
    const Variable observed = cube.read(window, false).ndvi, filled = filled_cube.read(window, false).ndvi;
    const std::vector<float> gaps = gap_days(observed);
    for (int row = kEvery_px / 2; row < window.rows; row += kEvery_px)
      for (int col = kEvery_px / 2; col < window.cols; col += kEvery_px) {
        const std::size_t pixel = static_cast<std::size_t>(row) * window.cols + col;
        VariedPixel candidate;
        candidate.row = window.row + row;
        candidate.col = window.col + col;
        int missing = 0;
        bool whole = true;
        for (int step = 0; step < observed.steps(); ++step) {
          const auto gap = static_cast<double>(gaps[static_cast<std::size_t>(step) * observed.pixels() + pixel]);
          missing += std::isnan(observed.image(step)[pixel]);
          candidate.longest_gap_days = std::max(candidate.longest_gap_days, gap);
          whole = whole && !std::isnan(filled.image(step)[pixel]);
        }
        if (!whole) continue;
        candidate.missing_share = static_cast<double>(missing) / observed.steps();
        describe_filled(filled, pixel, candidate);
        found.push_back(candidate);
      }
  }
  return found;
}

constexpr std::size_t kFeatures = 5;
using Features = std::array<double, kFeatures>;

// Returns ranks from 0 to 1. With the values themselves only outliers would be chosen.
std::vector<Features> ranks_of(const std::vector<VariedPixel>& pixels) {
  std::vector<Features> raw, ranks(pixels.size());
  for (const VariedPixel& p : pixels)
    raw.push_back({p.mean, p.amplitude, static_cast<double>(day_of_year(p.peak)), p.missing_share, p.longest_gap_days});
  std::vector<std::size_t> order(pixels.size());
  for (std::size_t f = 0; f < kFeatures; ++f) {
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return raw[a][f] < raw[b][f]; });
    double rank = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i > 0 && raw[order[i]][f] > raw[order[i - 1]][f]) rank = static_cast<double>(i);
      ranks[order[i]][f] = rank / static_cast<double>(order.size());
    }
  }
  return ranks;
}

double distance(const Features& a, const Features& b) {
  double squares = 0;
  for (std::size_t f = 0; f < kFeatures; ++f) squares += (a[f] - b[f]) * (a[f] - b[f]);
  return squares;
}

}  // namespace

std::string VariedPixel::words() const {
  const auto month = static_cast<unsigned>(std::chrono::year_month_day(peak).month());
  std::string text = amplitude < 0.2 && mean > 0.55   ? "Green all year"
                     : amplitude < 0.2 && mean < 0.25 ? "Bare, built or water"
                     : amplitude < 0.2                ? "Hardly any season"
                                                      : fmt::format("Peaks in {}", month_name(static_cast<int>(month)));
  text += fmt::format("; {:.0f} % missing", 100 * missing_share);
  if (longest_gap_days > 0) text += fmt::format(", longest gap {:.0f} days", longest_gap_days);
  return text;
}

std::vector<VariedPixel> choose_varied_pixels(CubeSource& cube, CubeSource& filled, int count) {
  const std::vector<VariedPixel> pixels = candidates(cube, filled);
  if (pixels.empty()) return {};
  const std::vector<Features> ranks = ranks_of(pixels);
  std::vector<double> nearest(pixels.size(), 1e300);
  std::vector<VariedPixel> chosen;
  auto next = static_cast<std::size_t>(
      std::max_element(pixels.begin(), pixels.end(),
                       [](const auto& a, const auto& b) { return a.longest_gap_days < b.longest_gap_days; }) -
      pixels.begin());
  for (; static_cast<int>(chosen.size()) < count;
       next = static_cast<std::size_t>(std::max_element(nearest.begin(), nearest.end()) - nearest.begin())) {
    if (!chosen.empty() && nearest[next] <= 0) break;
    chosen.push_back(pixels[next]);
    for (std::size_t i = 0; i < pixels.size(); ++i) nearest[i] = std::min(nearest[i], distance(ranks[i], ranks[next]));
  }
  return chosen;
}

}  // namespace undercast
