// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/option.h"

namespace undercast {

/// Options of the comparison of one year with the others.
struct AnomalyOptions {
  int year = 0;                 ///< 0: the last one
  std::vector<int> years = {};  ///< empty: all others
  double confidence = 0.95;

  void each(const OptionVisitor& visit);
};

/// Throws Error(usage) where the year is one of its own usual years.
void check(const AnomalyOptions& options);

}  // namespace undercast
