// SPDX-License-Identifier: Apache-2.0
#include "classical/pixel_series.h"

#include <algorithm>
#include <cmath>

#include "core/progress.h"
#include "gaps/enough_to_learn_from.h"
#include "gaps/points.h"
#include "gaps/sample_scene.h"

namespace undercast {
namespace {

constexpr int kSampleBlocks = 64, kSampleBlockPx = 64;

// Mean in power over the valid values of 3 x 3 px, in dB.
void average_neighbours(const float* vh_db, int rows, int cols, Eigen::Ref<Eigen::RowVectorXf> averaged_db) {
  std::vector<float> power(static_cast<std::size_t>(rows) * cols);
  for (std::size_t i = 0; i < power.size(); ++i) power[i] = std::exp(vh_db[i] * (std::log(10.0F) / 10));
  const int reach = is_list_of_points(rows) ? 0 : 1;
  for (int row = 0; row < rows; ++row)
    for (int col = 0; col < cols; ++col) {
      float sum = 0;
      int count = 0;
      for (int r = std::max(0, row - reach); r <= std::min(rows - 1, row + reach); ++r)
        for (int c = std::max(0, col - reach); c <= std::min(cols - 1, col + reach); ++c) {
          const float value = power[static_cast<std::size_t>(r) * cols + c];
          if (!std::isfinite(value)) continue;
          sum += value;
          ++count;
        }
      averaged_db[row * cols + col] = count > 0 ? 10 * std::log10(sum / static_cast<float>(count)) : kMissing;
    }
}

}  // namespace

Slots slots_of(const CubeLayout& layout) {
  Slots slots{layout.ndvi.middle_days(), layout.ndvi.size()};
  const std::vector<double> radar = layout.vh.middle_days();
  slots.days.insert(slots.days.end(), radar.begin(), radar.end());
  return slots;
}

Eigen::MatrixXf pixel_series(const Cube& window) {
  const int steps = window.ndvi.steps(), rows = window.ndvi.rows, cols = window.ndvi.cols;
  const auto pixels = static_cast<Eigen::Index>(window.ndvi.pixels());
  Eigen::MatrixXf series(steps + window.vh.steps(), pixels);
  for (int t = 0; t < steps; ++t) series.row(t) = Eigen::Map<const Eigen::RowVectorXf>(window.ndvi.image(t), pixels);
  Eigen::RowVectorXf averaged(pixels);
  for (int t = 0; t < window.vh.steps(); ++t) {
    average_neighbours(window.vh.image(t), rows, cols, averaged);
    series.row(steps + t) = averaged;
  }
  return series;
}

Eigen::MatrixXf sample_pixel_series(CubeSource& scene, int pixels, bool with_vh) {
  const CubeLayout& layout = scene.layout();
  const Window whole = layout.grid.whole();
  const std::vector<Window> blocks = shuffled_blocks(whole, kSampleBlockPx);
  const int from_each = std::max(1, pixels / std::min(static_cast<int>(blocks.size()), kSampleBlocks));
  int blocks_taken = 0;
  std::vector<Eigen::VectorXf> sample;
  for (const Window& block : blocks) {
    if (blocks_taken == kSampleBlocks) break;
    stop_if_requested();
    const std::size_t before = sample.size();
    const Window around = widen(block, with_vh ? 1 : 0, whole);
    const Eigen::MatrixXf series = pixel_series(scene.read(around, with_vh));
    const int stride = std::max(1, static_cast<int>(block.pixels()) / from_each);
    for (int i = 0; i < block.pixels(); i += stride) {
      const int row = block.row - around.row + i / block.cols, col = block.col - around.col + i % block.cols;
      const auto values = series.col(row * around.cols + col);
      if (values.head(layout.ndvi.size()).array().isFinite().count() >= kLeastValues) sample.emplace_back(values);
    }
    if (sample.size() > before) ++blocks_taken;
  }
  Eigen::MatrixXf series(layout.ndvi.size() + (with_vh ? layout.vh.size() : 0), sample.size());
  for (std::size_t p = 0; p < sample.size(); ++p) series.col(static_cast<Eigen::Index>(p)) = sample[p];
  return series;
}

}  // namespace undercast
