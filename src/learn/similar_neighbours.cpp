// SPDX-License-Identifier: Apache-2.0
#include "learn/similar_neighbours.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "core/simd.h"
#include "gaps/points.h"

namespace undercast {
namespace {

// Two pixels of one field differ by noise of about 0.03 each, pixels of two crops by 0.1 and more.
constexpr float kAlike = 0.05F;
constexpr float kNearPx = 6;
// Pixels with fewer common dates cannot be compared.
constexpr float kLeastCommon = 3;

// The values of a series, 0 where missing, and a mask: 1 where observed, 0 where missing. [time]
struct MaskedSeries {
  const float *values, *observed;
};

// A variable as series, [pixel, time].
struct SeriesTable {
  int steps;
  std::vector<float> values, observed;

  explicit SeriesTable(const Variable& variable)
      : steps(variable.steps()), values(variable.values.size()), observed(variable.values.size()) {
    const std::size_t pixels = variable.pixels();
    for (int t = 0; t < steps; ++t)
      for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
        const float value = variable.image(t)[pixel];
        const std::size_t to = pixel * steps + t;
        values[to] = is_observed(value) ? value : 0.0F;
        observed[to] = is_observed(value) ? 1.0F : 0.0F;
      }
  }
  MaskedSeries of(int pixel) const {
    const std::size_t first = static_cast<std::size_t>(pixel) * steps;
    return {values.data() + first, observed.data() + first};
  }
};

// Sum of the squared differences of two series on their common dates, and the number of these
// dates.
struct Difference {
  float squares, dates;
};

UNDERCAST_SIMD_CLONES
Difference compare(MaskedSeries a, MaskedSeries b, int steps) {
  float sum = 0, count = 0;
#pragma GCC ivdep
  for (int t = 0; t < steps; ++t) {
    const float both = a.observed[t] * b.observed[t], difference = a.values[t] - b.values[t];
    sum += both * difference * difference;
    count += both;
  }
  return {sum, count};
}

// Weighted sums of values, and sums of their weights. [time]
struct WeightedSums {
  std::vector<float> values, weights;
};

UNDERCAST_SIMD_CLONES
void add_weighted(MaskedSeries series, float weight, int steps, WeightedSums& sums) {
  float *sum = sums.values.data(), *weights = sums.weights.data();
#pragma GCC ivdep
  for (int t = 0; t < steps; ++t) {
    sum[t] += weight * series.values[t];
    weights[t] += weight * series.observed[t];
  }
}

// The sums over the neighbours of one pixel.
class PixelSums {
 public:
  PixelSums(const Variable& observed, const GapEnds& ends, std::size_t radar_count)
      : radar(radar_count, {std::vector<float>(observed.steps()), std::vector<float>(observed.steps())}),
        observed_(observed),
        ends_(ends),
        days_(observed.time.middle_days()) {}

  void begin(std::size_t pixel) {
    gaps.clear();
    for (int t = 0; t < observed_.steps(); ++t) {
      const std::size_t i = static_cast<std::size_t>(t) * observed_.pixels() + pixel;
      if (is_observed(observed_.values[i])) continue;
      const BetweenEnds between(ends_.previous[i], ends_.next[i], days_, t);
      if (between.exists()) gaps.push_back({t, between, 0, 0});
    }
    for (WeightedSums& sums : radar)
      for (std::vector<float>* all : {&sums.values, &sums.weights}) std::fill(all->begin(), all->end(), 0.0F);
  }

  void add_departures(MaskedSeries neighbour, const float* interpolated, float weight) {
    // An observed end stands for itself; the line through the other observations would blur it.
    const auto filled = [&](int t) { return neighbour.observed[t] != 0 ? neighbour.values[t] : interpolated[t]; };
    for (Gap& gap : gaps) {
      if (neighbour.observed[gap.step] == 0) continue;
      gap.sum += weight * (neighbour.values[gap.step] - gap.between.interpolate(filled));
      gap.weight += weight;
    }
  }

  struct Gap {
    int step;
    BetweenEnds between;
    float sum, weight;
  };
  std::vector<Gap> gaps;
  std::vector<WeightedSums> radar;

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

SimilarNeighbours average_similar_neighbours(const NeighbourInputs& inputs, const Window& part, int threads) {
  const Variable& observed = inputs.observed;
  const int steps = observed.steps(), rows = observed.rows, cols = observed.cols;
  const Variable empty(observed.time, part.rows, part.cols);
  SimilarNeighbours result{empty, empty, std::vector<Variable>(inputs.radar.size(), empty)};
  const SeriesTable ndvi(observed), filled(inputs.interpolated);
  const std::vector<SeriesTable> radar(inputs.radar.begin(), inputs.radar.end());
  const std::vector<float> near = nearness();
  const int reach = is_list_of_points(rows) ? 0 : kSimilarReachPx;

  parallel_for(part.rows, threads, [&](int part_row, int) {
    const int row = part.row + part_row;
    PixelSums sums(observed, inputs.ends, radar.size());
    for (int part_col = 0; part_col < part.cols; ++part_col) {
      const int col = part.col + part_col;
      const int pixel = row * cols + col;
      sums.begin(static_cast<std::size_t>(pixel));
      for (int r = std::max(0, row - reach); r <= std::min(rows - 1, row + reach); ++r)
        for (int c = std::max(0, col - reach); c <= std::min(cols - 1, col + reach); ++c) {
          const int neighbour = r * cols + c;
          const Difference difference = compare(ndvi.of(pixel), ndvi.of(neighbour), steps);
          if (difference.dates < kLeastCommon) continue;
          const int place = (r - row + kSimilarReachPx) * (2 * kSimilarReachPx + 1) + c - col + kSimilarReachPx;
          const float weight =
              near[place] * std::exp(-difference.squares / difference.dates / (2 * kAlike * kAlike)) + 1e-9F;
          for (std::size_t k = 0; k < radar.size(); ++k)
            add_weighted(radar[k].of(neighbour), weight, steps, sums.radar[k]);
          if (neighbour != pixel) sums.add_departures(ndvi.of(neighbour), filled.of(neighbour).values, weight);
        }
      for (const PixelSums::Gap& gap : sums.gaps) {
        result.weight.at(gap.step, part_row, part_col) = gap.weight;
        if (gap.weight > 0) result.departure.at(gap.step, part_row, part_col) = gap.sum / gap.weight;
      }
      for (std::size_t k = 0; k < radar.size(); ++k)
        for (int t = 0; t < steps; ++t) {
          const float weight = sums.radar[k].weights[t];
          if (weight > 0) result.radar[k].at(t, part_row, part_col) = sums.radar[k].values[t] / weight;
        }
    }
  });
  return result;
}

}  // namespace undercast
