// SPDX-License-Identifier: Apache-2.0
#include "torch/vit/artificial_gaps.h"

#include <algorithm>
#include <cmath>

namespace undercast {
namespace {

/// Hides values and records which.
class Eraser {
 public:
  explicit Eraser(Variable& ndvi) : ndvi_(ndvi), hidden_(ndvi.values.size(), 0) {}

  void erase(int step, int row, int col) {
    float& value = ndvi_.at(step, row, col);
    if (!std::isfinite(value)) return;
    value = kMissing;
    hidden_[static_cast<std::size_t>(&value - ndvi_.values.data())] = 1;
  }
  void erase(int step, const Window& window) {
    for (int row = window.row; row < window.row_end(); ++row)
      for (int col = window.col; col < window.col_end(); ++col) erase(step, row, col);
  }
  std::vector<std::uint8_t> hidden() { return std::move(hidden_); }

 private:
  Variable& ndvi_;
  std::vector<std::uint8_t> hidden_;
};

Window random_block(const Variable& ndvi, Random& random) {
  const int rows = random.between(std::min(4, ndvi.rows), ndvi.rows);
  const int cols = random.between(std::min(4, ndvi.cols), ndvi.cols);
  return {random.between(0, ndvi.rows - rows), random.between(0, ndvi.cols - cols), rows, cols};
}

// Hides the shapes of the donor's own gaps, at random places, dates and symmetries.
void transplant_clouds(const Variable& ndvi, const Variable& donor, Random& random, Eraser& eraser) {
  for (int step = 0; step < ndvi.steps(); ++step) {
    if (!random.chance(0.4)) continue;
    const int from = random.below(donor.steps());
    const int row0 = random.between(0, std::max(0, donor.rows - ndvi.rows));
    const int col0 = random.between(0, std::max(0, donor.cols - ndvi.cols));
    const bool flip_rows = random.chance(0.5), flip_cols = random.chance(0.5);
    for (int row = 0; row < ndvi.rows; ++row)
      for (int col = 0; col < ndvi.cols; ++col) {
        const int donor_row = row0 + (flip_rows ? ndvi.rows - 1 - row : row);
        const int donor_col = col0 + (flip_cols ? ndvi.cols - 1 - col : col);
        if (donor_row >= donor.rows || donor_col >= donor.cols) continue;
        if (!std::isfinite(donor.at(from, donor_row, donor_col))) eraser.erase(step, row, col);
      }
  }
}

// Hides blocks for runs of composites.
void hide_blocks(const Variable& ndvi, Random& random, Eraser& eraser) {
  const int longest = random.chance(0.5) ? 3 : 12;
  const double wanted = random.uniform(0.1, 0.5) * static_cast<double>(ndvi.values.size());
  for (double hidden = 0; hidden < wanted;) {
    const Window block = random_block(ndvi, random);
    const int length = random.between(1, longest), first = random.between(1 - length, ndvi.steps() - 1);
    for (int step = std::max(0, first); step < std::min(ndvi.steps(), first + length); ++step)
      eraser.erase(step, block);
    hidden += static_cast<double>(block.pixels()) * length;
  }
}

void hide_composites(const Variable& ndvi, Random& random, Eraser& eraser) {
  const double share = random.uniform(0.05, 0.5);
  for (int step = 0; step < ndvi.steps(); ++step)
    if (random.chance(share)) eraser.erase(step, {0, 0, ndvi.rows, ndvi.cols});
}

void hide_runs(const Variable& ndvi, Random& random, Eraser& eraser) {
  for (int step = random.between(0, 8); step < ndvi.steps(); step += random.between(3, 12))
    for (const int end = std::min(ndvi.steps(), step + random.between(1, 12)); step < end; ++step)
      eraser.erase(step, {0, 0, ndvi.rows, ndvi.cols});
}

void hide_single_values(const Variable& ndvi, Random& random, Eraser& eraser) {
  const double share = random.uniform(0.1, 0.5);
  for (int step = 0; step < ndvi.steps(); ++step)
    for (int row = 0; row < ndvi.rows; ++row)
      for (int col = 0; col < ndvi.cols; ++col)
        if (random.chance(share)) eraser.erase(step, row, col);
}

}  // namespace

std::vector<std::uint8_t> hide_artificially(Variable& ndvi, const Variable& donor, Random& random) {
  Eraser eraser(ndvi);
  const double kind = random.uniform();
  if (kind < 0.25)
    transplant_clouds(ndvi, donor, random, eraser);
  else if (kind < 0.75)
    hide_blocks(ndvi, random, eraser);
  else if (kind < 0.85)
    hide_composites(ndvi, random, eraser);
  else if (kind < 0.95)
    hide_runs(ndvi, random, eraser);
  else
    hide_single_values(ndvi, random, eraser);
  return eraser.hidden();
}

}  // namespace undercast
