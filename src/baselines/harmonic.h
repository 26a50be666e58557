// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"

namespace undercast {

/// Harmonic regression (Roerink et al. 2000): least squares of a constant and waves of 1, 2, ... periods a year, pixel
/// by pixel. A small ridge on the waves keeps long gaps from being filled with wild ones. A pixel with fewer
/// observations than coefficients is interpolated linearly.
class HarmonicFiller : public GapFiller {
 public:
  explicit HarmonicFiller(int waves) : waves_(waves) {}
  std::string name() const override { return "harmonic"; }
  std::vector<Estimate> fill(const std::vector<Cube>& windows) override;

 private:
  int waves_;
};

}  // namespace undercast
