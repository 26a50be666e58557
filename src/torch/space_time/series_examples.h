// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/bytes.h"
#include "learn/feature_maker.h"
#include "torch/space_time/stacked_model.h"

namespace undercast {

/// Holds series of a scene's pixels in which a hold-out hides some values.
struct SeriesExamples {
  SeriesBatch batch;
  torch::Tensor target;               ///< [B, T] hidden NDVI minus its interpolation; else NaN
  torch::Tensor for_testing;          ///< [B, T] whether the value lies in a testing block
  std::vector<MissingValue> missing;  ///< the values that have a target

  std::int64_t size() const { return batch.features.size(0); }
  /// Selects series by number, [N] of int64; leaves out `missing`.
  SeriesExamples select(const torch::Tensor& series) const;

  void put(ByteWriter& bytes) const;
  static SeriesExamples get(ByteReader& bytes);
};

/// Takes at most `most_series` pixels, drawn at random, from the pixels that have hidden values of
/// this split.
SeriesExamples take_series(const HeldOutScene& scene, Split split, std::size_t most_series, std::uint64_t seed,
                           int threads);

}  // namespace undercast
