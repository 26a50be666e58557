// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"

namespace undercast {

/// Linear interpolation in time, pixel by pixel (core/interpolation.h).
class LinearFiller : public GapFiller {
 public:
  std::string name() const override { return "linear"; }
  std::vector<Estimate> fill(const std::vector<Cube>& windows) override;
};

}  // namespace undercast
