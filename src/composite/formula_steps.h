// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "composite/index_formula.h"
#include "core/formula_step.h"

namespace undercast {

/// The steps that compute the formula of an index, for a service that computes it elsewhere.
/// IndexFormula::of() also bounds the reflectances and the value.
std::vector<FormulaStep> steps_of(const IndexFormula& index);

}  // namespace undercast
