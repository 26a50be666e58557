// SPDX-License-Identifier: Apache-2.0
#include "fill/enough_to_learn_from.h"

#include <algorithm>
#include <cmath>

namespace undercast {
namespace {

std::ptrdiff_t pixels_that_show_enough(const Variable& ndvi) {
  std::vector<int> shown(ndvi.pixels(), 0);
  for (int t = 0; t < ndvi.steps(); ++t)
    for (std::size_t pixel = 0; pixel < shown.size(); ++pixel)
      if (std::isfinite(ndvi.image(t)[pixel])) ++shown[pixel];
  return std::count_if(shown.begin(), shown.end(), [](int values) { return values >= kLeastValues; });
}

}  // namespace

bool is_enough_to_learn_from(const Variable& visible, const Variable& scene) {
  return 10 * pixels_that_show_enough(visible) > pixels_that_show_enough(scene);
}

}  // namespace undercast
