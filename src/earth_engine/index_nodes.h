// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/formula_step.h"
#include "core/spectral_index.h"
#include "earth_engine/expression.h"

namespace undercast {

/// An index of Sentinel-2's bands. NDVI, which is the default, needs no formula.
struct EeIndex {
  SpectralIndex index = {};
  std::vector<FormulaStep> formula = {};
};

/// Throws Error(usage) for a formula with a function that Earth Engine does not have.
void check_index(const EeIndex& index);

/// The index where `clear` is 1, in a band of its name; masked where the formula divides by zero and
/// where its value is outside the range.
EeNode ee_index_of_image(const EeIndex& index, const EeNode& image, const EeNode& clear);

}  // namespace undercast
