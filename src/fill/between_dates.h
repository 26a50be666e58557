// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <vector>

#include "core/middles.h"
#include "fill/fill_cube.h"

namespace undercast {

/// Measures how far values between two dates lie outside of the values on both, for each bin of the
/// days between them: kCoverage of the values lie no further outside. Each observed value of a sample
/// of the scene is compared with the pixel's previous and next one. Returns nothing where the sample
/// has too few observed values.
std::optional<Calibration> departures_between(const Variable& sample);

/// The values of a filled window on one date or several, [time, row, col].
struct FilledImage {
  std::vector<float> ndvi;
  std::vector<float> lower, upper;  ///< empty without bounds
  std::vector<Provenance> provenance;
};

/// Takes filled values from the periods of a cube to other dates (docs/method.md, Other dates). A
/// value is interpolated linearly between the middles of periods. An output period that is one of
/// the cube's passes through.
class BetweenDates {
 public:
  /// `departures` are needed for bounds alone.
  BetweenDates(const TimeAxis& cube, const TimeAxis& dates, const std::optional<Calibration>& departures);

  int size() const { return static_cast<int>(places_.size()); }
  /// `bounds` may be null. A value is missing if one that it is interpolated from is missing.
  FilledImage image(int date, const FilledWindow& filled, const Bounds* bounds) const;

 private:
  /// Where a date lies on the cube's axis.
  struct Place {
    MiddlesAround around;
    int held_by = -1;  ///< the step whose period holds it
    bool passes_through = false;
    float beyond = 0;  ///< how far bounds reach beyond the values on both steps
  };

  Provenance provenance(const Place& place, const FilledWindow& filled, std::size_t pixel) const;

  std::vector<Place> places_;
};

}  // namespace undercast
