// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/bytes.h"
#include "learn/feature_maker.h"
#include "learn/space_time/stacked_model.h"

namespace undercast {

/// Holds series of a scene's pixels in which a hold-out hides some values.
struct SeriesExamples {
  SeriesBatch batch;
  std::vector<float> target;               ///< [B, T] hidden NDVI minus its interpolation; else NaN
  std::vector<unsigned char> for_testing;  ///< [B, T] whether the value lies in a testing block
  std::vector<MissingValue> missing;       ///< the values that have a target

  std::size_t size() const { return batch.series; }
  float target_of(const MissingValue& value) const {
    return target[static_cast<std::size_t>(value.series) * batch.steps + static_cast<std::size_t>(value.step)];
  }
  /// Selects series by number; leaves out `missing`.
  SeriesExamples select(const std::vector<std::size_t>& series) const;

  void put(ByteWriter& bytes) const;
  static SeriesExamples get(ByteReader& bytes);
};

/// Takes at most `most_series` pixels, drawn at random, from the pixels that have hidden values of
/// this split.
SeriesExamples take_series(const HeldOutScene& scene, Split split, std::size_t most_series, std::uint64_t seed,
                           int threads);

}  // namespace undercast
