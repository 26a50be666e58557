// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"

namespace undercast {

/// These options say what counts as a season and how its dates are found (docs/method.md,
/// Phenology).
struct PhenologyOptions {
  std::string method = "threshold";
  std::string transition = "share";
  double start_share = 0.25, end_share = 0.15;
  int median_days = 12;
  double min_amplitude = 0.2;
  int min_length_days = 60;
  int seasons_per_year = 2;
  std::string dates = "epoch";
  int long_gap_days = 32;
  double noise = 0.03;

  void each(const OptionVisitor& visit);
};

}  // namespace undercast
