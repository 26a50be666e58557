// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"

namespace undercast {

/// Whittaker smoother with second-order differences (Eilers 2003, "A perfect smoother", eq. 6),
/// pixel by pixel: minimises sum w (y - z)^2 + lambda sum (second difference of z)^2, with w = 1
/// where observed and 0 elsewhere. At unequal distances between steps the differences are divided
/// differences, and the unit of time is the median distance. A pixel with fewer than three observations is interpolated
/// linearly (the smoother is not determined there). lambda = 0 chooses it for each pixel by the V-curve (Frasso and
/// Eilers 2015): the lambda at which the curve of log misfit and log roughness changes least with log lambda.
class WhittakerFiller : public GapFiller {
 public:
  explicit WhittakerFiller(double lambda) : lambda_(lambda) {}
  FillerTraits traits() const override { return {.name = "whittaker"}; }
  Estimate fill(const Cube& window, const Window& part) override;

 private:
  double lambda_;
};

}  // namespace undercast
