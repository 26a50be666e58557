// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"

namespace undercast {

/// Savitzky-Golay smoothing of the linearly interpolated series (Savitzky and Golay 1964; for NDVI:
/// Chen et al. 2004, first pass): at each step, the least-squares polynomial through the steps of a
/// window around it. Near the ends the first and last whole windows are used. Distances are in
/// days, so periods may be unequal. A series shorter than the window is interpolated linearly.
class SavitzkyGolayFiller : public GapFiller {
 public:
  /// Throws Error(usage) when the window is even or not larger than the order.
  SavitzkyGolayFiller(int window_steps, int order);
  FillerTraits traits() const override { return {.name = "savitzky-golay"}; }
  Estimate fill(const Cube& window, const Window& part) override;

 private:
  int window_steps_, order_;
};

}  // namespace undercast
