// SPDX-License-Identifier: Apache-2.0
#include "gaps/enough_to_learn_from.h"

#include <algorithm>
#include <cmath>

namespace undercast {
namespace {

std::ptrdiff_t pixels_with_enough(const Variable& ndvi) {
  std::vector<int> observed(ndvi.pixels(), 0);
  for (int t = 0; t < ndvi.steps(); ++t)
    for (std::size_t pixel = 0; pixel < observed.size(); ++pixel)
      if (std::isfinite(ndvi.image(t)[pixel])) ++observed[pixel];
  return std::count_if(observed.begin(), observed.end(), [](int values) { return values >= kLeastValues; });
}

}  // namespace

bool is_enough_to_learn_from(const Variable& visible, const Variable& scene) {
  return 10 * pixels_with_enough(visible) > pixels_with_enough(scene);
}

}  // namespace undercast
