// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/cube.h"
#include "core/run_context.h"
#include "learn/space_time/series_examples.h"
#include "networks/train_options.h"

namespace undercast {

/// Holds the values that many hold-outs (gaps/holdout.h) hide in some cubes, for the space-time
/// model to predict.
struct TrainingExamples {
  std::vector<std::string> features;
  std::vector<std::size_t> without_date;
  std::vector<SeriesExamples> training, testing;
  std::vector<SeriesExamples> testing_without_radar;  ///< of cubes with radar, as if it were missing
  TreeRows part, part_testing, whole;                 ///< for the trees; empty without them
  std::vector<std::string> identities;                ///< of the cubes
  std::uint64_t fingerprint = 0;                      ///< hash of all values; a resumed run needs the same data
};

/// Collective: each rank makes some of the examples and gets all. Throws Error(bad_input) when the
/// cubes hold too little to learn from, and when they have different radar variables.
TrainingExamples make_training_examples(const std::vector<CubeSource*>& sources, const TrainOptions& options,
                                        const RunContext& run);

}  // namespace undercast
