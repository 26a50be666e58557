// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"

namespace undercast {

/// Harmonic regression (Roerink et al. 2000): least squares of a constant and waves of 1, 2, ...
/// periods a year, pixel by pixel. A small ridge penalty keeps the waves from growing in long gaps.
/// A pixel with fewer observations than coefficients is interpolated linearly.
class HarmonicFiller : public GapFiller {
 public:
  explicit HarmonicFiller(int waves) : waves_(waves) {}
  FillerTraits traits() const override { return {.name = "harmonic"}; }
  Estimate fill(const Cube& window, const Window& part) override;

 private:
  int waves_;
};

}  // namespace undercast
