// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"

namespace undercast {

/// Linear interpolation in time, pixel by pixel (gaps/interpolation.h).
class LinearFiller : public GapFiller {
 public:
  FillerTraits traits() const override { return {.name = "linear"}; }
  Estimate fill(const Cube& window, const Window& part) override;
};

}  // namespace undercast
