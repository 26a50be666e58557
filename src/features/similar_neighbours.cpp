// SPDX-License-Identifier: Apache-2.0
#include "features/similar_neighbours.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "core/points.h"
#include "core/simd.h"

namespace undercast {
namespace {

// Two pixels of one field differ by noise of about .03 each; those of two crops by .1 and more.
constexpr float kAlike = 0.05F;
constexpr float kNearPx = 6;
// Pixels with fewer common dates cannot be compared.
constexpr float kLeastCommon = 3;

// A variable as series, [pixel, time], missing values as 0 with a mask of their own.
struct SeriesTable {
  int steps;
  std::vector<float> values, seen;

  explicit SeriesTable(const Variable& variable)
      : steps(variable.steps()), values(variable.values.size()), seen(variable.values.size()) {
    const std::size_t pixels = variable.pixels();
    for (int t = 0; t < steps; ++t)
      for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
        const float value = variable.image(t)[pixel];
        const std::size_t to = pixel * static_cast<std::size_t>(steps) + static_cast<std::size_t>(t);
        const bool is_seen = value == value;
        values[to] = is_seen ? value : 0.0F;
        seen[to] = is_seen ? 1.0F : 0.0F;
      }
  }
  std::size_t at(int pixel) const { return static_cast<std::size_t>(pixel) * static_cast<std::size_t>(steps); }
};

UNDERCAST_SIMD_CLONES
void compare(const float* a, const float* a_seen, const float* b, const float* b_seen, int steps, float& squares,
             float& common) {
  float sum = 0, count = 0;
#pragma GCC ivdep
  for (int t = 0; t < steps; ++t) {
    const float both = a_seen[t] * b_seen[t], difference = a[t] - b[t];
    sum += both * difference * difference;
    count += both;
  }
  squares = sum;
  common = count;
}

UNDERCAST_SIMD_CLONES
void add_weighted(const float* values, const float* seen, float weight, int steps, float* sum, float* weights) {
#pragma GCC ivdep
  for (int t = 0; t < steps; ++t) {
    sum[t] += weight * values[t];
    weights[t] += weight * seen[t];
  }
}

// The sums of one pixel.
class PixelSums {
 public:
  PixelSums(const Variable& observed, const GapEnds& ends, std::size_t radar_count)
      : observed_(observed), ends_(ends), days_(observed.time.middle_days()) {
    const auto steps = static_cast<std::size_t>(observed.steps());
    radar_sum.assign(radar_count, std::vector<float>(steps));
    radar_weight = radar_sum;
  }

  void begin(std::size_t pixel) {
    gaps.clear();
    for (int t = 0; t < observed_.steps(); ++t) {
      const std::size_t i = static_cast<std::size_t>(t) * observed_.pixels() + pixel;
      if (observed_.values[i] == observed_.values[i]) continue;
      const BetweenEnds between(ends_.previous[i], ends_.next[i], days_, t);
      if (between.exists()) gaps.push_back({t, between, 0, 0});
    }
    for (auto& sum : radar_sum) std::fill(sum.begin(), sum.end(), 0.0F);
    for (auto& sum : radar_weight) std::fill(sum.begin(), sum.end(), 0.0F);
  }

  void add_departures(const float* values, const float* seen, const float* interpolated, float weight) {
    // A seen end says itself; the line through the others would blur it.
    const auto filled = [&](int t) { return seen[t] != 0 ? values[t] : interpolated[t]; };
    for (Gap& gap : gaps) {
      if (seen[gap.step] == 0) continue;
      gap.sum += weight * (values[gap.step] - gap.between.interpolate(filled));
      gap.weight += weight;
    }
  }

  struct Gap {
    int step;
    BetweenEnds between;
    float sum, weight;
  };
  std::vector<Gap> gaps;
  std::vector<std::vector<float>> radar_sum, radar_weight;

 private:
  const Variable& observed_;
  const GapEnds& ends_;
  std::vector<double> days_;
};

std::vector<float> nearness() {
  constexpr int kSide = 2 * kSimilarReachPx + 1;
  std::vector<float> weights;
  for (int i = 0; i < kSide * kSide; ++i) {
    const int row = i / kSide - kSimilarReachPx, col = i % kSide - kSimilarReachPx;
    weights.push_back(std::exp(-static_cast<float>(row * row + col * col) / (2 * kNearPx * kNearPx)));
  }
  return weights;
}

}  // namespace

SimilarNeighbours average_similar_neighbours(const Variable& observed, const Window& part, const Variable& interpolated,
                                             const GapEnds& ends, const std::vector<Variable>& radar, int threads) {
  const int steps = observed.steps(), rows = observed.rows, cols = observed.cols;
  const Variable empty(observed.time, part.rows, part.cols);
  SimilarNeighbours result{empty, empty, std::vector<Variable>(radar.size(), empty)};
  const SeriesTable ndvi(observed), filled(interpolated);
  std::vector<SeriesTable> radar_tables;
  for (const Variable& variable : radar) radar_tables.emplace_back(variable);
  const std::vector<float> near = nearness();
  const int reach = is_list_of_points(rows) ? 0 : kSimilarReachPx;

  parallel_for(part.rows, threads, [&](int part_row, int) {
    const int row = part.row + part_row;
    PixelSums sums(observed, ends, radar.size());
    for (int part_col = 0; part_col < part.cols; ++part_col) {
      const int col = part.col + part_col;
      const int pixel = row * cols + col;
      sums.begin(static_cast<std::size_t>(pixel));
      const std::size_t self = ndvi.at(pixel);
      for (int r = std::max(0, row - reach); r <= std::min(rows - 1, row + reach); ++r)
        for (int c = std::max(0, col - reach); c <= std::min(cols - 1, col + reach); ++c) {
          const int neighbour = r * cols + c;
          const std::size_t other = ndvi.at(neighbour);
          float squares = 0, common = 0;
          compare(&ndvi.values[self], &ndvi.seen[self], &ndvi.values[other], &ndvi.seen[other], steps, squares, common);
          if (common < kLeastCommon) continue;
          const int place = (r - row + kSimilarReachPx) * (2 * kSimilarReachPx + 1) + c - col + kSimilarReachPx;
          const float weight =
              near[static_cast<std::size_t>(place)] * std::exp(-squares / common / (2 * kAlike * kAlike)) + 1e-9F;
          for (std::size_t k = 0; k < radar_tables.size(); ++k)
            add_weighted(&radar_tables[k].values[other], &radar_tables[k].seen[other], weight, steps,
                         sums.radar_sum[k].data(), sums.radar_weight[k].data());
          if (neighbour != pixel)
            sums.add_departures(&ndvi.values[other], &ndvi.seen[other], &filled.values[other], weight);
        }
      for (const PixelSums::Gap& gap : sums.gaps) {
        result.weight.at(gap.step, part_row, part_col) = gap.weight;
        if (gap.weight > 0) result.departure.at(gap.step, part_row, part_col) = gap.sum / gap.weight;
      }
      for (std::size_t k = 0; k < radar.size(); ++k)
        for (int t = 0; t < steps; ++t) {
          const float weight = sums.radar_weight[k][static_cast<std::size_t>(t)];
          if (weight > 0)
            result.radar[k].at(t, part_row, part_col) = sums.radar_sum[k][static_cast<std::size_t>(t)] / weight;
        }
    }
  });
  return result;
}

}  // namespace undercast
