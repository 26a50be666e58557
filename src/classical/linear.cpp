// SPDX-License-Identifier: Apache-2.0
#include "classical/linear.h"

#include "gaps/interpolation.h"

namespace undercast {

Estimate LinearFiller::fill(const Cube& window, const Window& part) {
  return {interpolate_linearly(window.ndvi.crop(part))};
}

}  // namespace undercast
