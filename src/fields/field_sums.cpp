// SPDX-License-Identifier: Apache-2.0
#include "fields/field_sums.h"

#include <algorithm>
#include <cmath>

#include "fields/covered_pixels.h"
#include "fields/mean_bounds.h"

namespace undercast {
namespace {

Window overlap(const Window& a, const Window& b) {
  const int row = std::max(a.row, b.row), col = std::max(a.col, b.col);
  return {row, col, std::max(0, std::min(a.row_end(), b.row_end()) - row),
          std::max(0, std::min(a.col_end(), b.col_end()) - col)};
}

}  // namespace

void FieldSums::add(const FieldBlock& block, const Field& field) {
  const Window part = overlap(field.window, block.window);
  if (part.pixels() == 0) return;
  const std::vector<double> shares = covered_shares(field.polygon, part);
  std::vector<std::pair<std::size_t, double>> covered;
  for (int row = 0; row < part.rows; ++row)
    for (int col = 0; col < part.cols; ++col)
      if (const double share = shares[static_cast<std::size_t>(row) * part.cols + col]; share > 0)
        covered.emplace_back(static_cast<std::size_t>(part.row - block.window.row + row) * block.window.cols +
                                 (part.col - block.window.col + col),
                             share);
  touched_ += static_cast<int>(covered.size());
  for (std::size_t step = 0; step < sums_.size(); ++step)
    for (const auto& [pixel, share] : covered) add_pixel(block, step, pixel, share);
}

void FieldSums::add_pixel(const FieldBlock& block, std::size_t step, std::size_t pixel, double share) {
  const std::size_t place = step * static_cast<std::size_t>(block.window.pixels()) + pixel;
  const float value = block.filled.values[place];
  if (is_missing(value)) return;
  const auto ndvi = static_cast<double>(value);
  Sums& sums = sums_[step];
  sums.weight += share;
  sums.value += share * ndvi;
  sums.square += share * ndvi * ndvi;
  medians_[step].add(value, share);
  if (!block.lower.empty()) {
    const float lower = block.lower.values[place], upper = block.upper.values[place];
    if (!is_missing(lower) && !is_missing(upper)) {
      sums.bounded += share;
      sums.below += share * (ndvi - static_cast<double>(lower));
      sums.above += share * (static_cast<double>(upper) - ndvi);
      if (upper > lower) sums.filled += share;
    }
  }
  if (block.codes.empty()) return;
  const auto provenance = static_cast<Provenance>(block.codes[place]);
  if (provenance == Provenance::missing) return;
  sums.known += share;
  if (was_observed(provenance)) sums.observed += share;
  if (has_low_trust(provenance)) sums.low_trust += share;
}

void FieldSums::finish(FieldValue* values) {
  for (std::size_t step = 0; step < sums_.size(); ++step) {
    const Sums& sums = sums_[step];
    FieldValue& value = values[step];
    if (sums.weight == 0) continue;
    const double mean = sums.value / sums.weight;
    value.mean = static_cast<float>(mean);
    value.median = medians_[step].median();
    value.sd = static_cast<float>(std::sqrt(std::max(0.0, sums.square / sums.weight - mean * mean)));
    value.pixels = static_cast<float>(sums.weight);
    if (sums.known > 0) {
      value.observed = static_cast<float>(sums.observed / sums.known);
      value.low_trust = static_cast<float>(sums.low_trust / sums.known);
    }
    if (sums.bounded == 0) continue;
    const double factor = mean_bounds_factor(sums.filled) / sums.bounded;
    value.lower = std::max(range_.least, static_cast<float>(mean - factor * sums.below));
    value.upper = std::min(range_.most, static_cast<float>(mean + factor * sums.above));
    if (sums.known == 0) value.observed = static_cast<float>(1 - sums.filled / sums.bounded);
  }
}

}  // namespace undercast
