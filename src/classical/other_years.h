// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"

namespace undercast {

/// Linear interpolation, drawn towards what other years of the cube had on the same day of the year
/// (after Verger et al. 2013). Another year's value is corrected by how much the gap's ends depart
/// from that year, less so the farther they are. It is read from the pixel's own series and from
/// the scene's mean curve. Where no other year is known, the answer is linear interpolation.
class OtherYearsFiller : public GapFiller {
 public:
  FillerTraits traits() const override { return {.name = "other-years"}; }
  void fit(CubeSource& scene, const RunContext& run) override;
  void check(const CubeLayout& layout) const override;
  Estimate fill(const Cube& window, const Window& part) override { return {estimate(window.ndvi.crop(part))}; }
  /// An observed value is estimated, too, as if it were missing. For any thread.
  Variable estimate(const Variable& observed) const;

 private:
  Variable scene_;  ///< mean departure from the pixels' means, one pixel; NaN in long gaps
};

/// Years from the first day of an axis to its last.
double years_of(const TimeAxis& time);
/// A cube must span more years than this, or it holds no day a second time.
inline constexpr double kLeastYears = 1.1;

}  // namespace undercast
