// SPDX-License-Identifier: Apache-2.0
// Boosted trees in XGBoost's binary format, as a model file holds them.
#include "learn/flat_trees.h"

#include "core/cube.h"
#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"

namespace undercast {

void fuzz_flat_trees(std::string_view bytes) {
  constexpr std::size_t kWidth = 3, kCount = 9;
  const FlatTrees trees(std::string(bytes), kWidth);
  std::vector<float> rows(kWidth * kCount), predictions(kCount);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i % 4 == 3 ? kMissing : 0.1F * static_cast<float>(i) - 1;
  trees.predict(rows.data(), kCount, predictions.data());
}

}  // namespace undercast
