// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "baselines/gap_inputs.h"
#include "core/bytes.h"
#include "model/stacked_model.h"

namespace undercast {

/// Series of pixels of a scene, some of whose values are hidden again.
struct HiddenSeries {
  SeriesBatch batch;
  torch::Tensor target;               ///< [B, T] hidden NDVI minus its interpolation; NaN where none
  torch::Tensor for_testing;          ///< [B, T] whether such a value lies in a testing block
  std::vector<MissingValue> missing;  ///< the values that have a target

  std::int64_t size() const { return batch.features.size(0); }
  /// Those of the given series, [N] of int64; without `missing`.
  HiddenSeries select(const torch::Tensor& series) const;

  void put(ByteWriter& bytes) const;
  static HiddenSeries get(ByteReader& bytes);
};

/// At most `most_series` pixels, drawn at random, of those that have hidden values of this share.
HiddenSeries take_series(const HiddenScene& scene, Share share, std::size_t most_series, std::uint64_t seed,
                         int threads);

}  // namespace undercast
