// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/cube.h"
#include "core/progress.h"
#include "networks/train_options.h"
#include "train/hidden_series.h"

namespace undercast {

/// What is hidden of some cubes in many ways (fill/holdout.h), for the space-time model to predict.
struct HiddenValues {
  std::vector<std::string> features;
  std::vector<std::size_t> without_date;
  std::vector<HiddenSeries> training, testing;
  HiddenRows part, part_testing, whole;  ///< for the trees; empty without them
  std::vector<std::string> identities;   ///< of the cubes
  std::uint64_t fingerprint = 0;         ///< a hash of all values: a resumed run must see the same data
};

/// Collective: each rank hides a part, and gets all. Throws Error(bad_input) when the cubes hold too little to learn
/// from, and when they have different radar variables.
HiddenValues hide_again(const std::vector<CubeSource*>& sources, const TrainOptions& options, int threads,
                        Progress& progress, Team& team);

}  // namespace undercast
