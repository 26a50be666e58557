// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <vector>

#include "composite/acquisition_reader.h"
#include "composite/composite_plan.h"
#include "core/cube.h"
#include "gaps/suspects.h"

namespace undercast {

/// Finds the suspect values (gaps/suspects.h) of Sentinel-2 images, before they are composited. The
/// images of a day count as one observation, their median, which decides for all of them. The
/// first index decides for all indices.
class AcquisitionScreening {
 public:
  /// The plan outlives it; `reader` reads on the grid of its area. It learns from a sample of the
  /// area. With `drops`, throws Error(bad_input) where too many values are suspect; otherwise it
  /// warns of that.
  AcquisitionScreening(const CompositePlan& plan, AcquisitionReader reader, bool drops);

  /// Counts the suspect values of each image of a window, in the images' order; with `drops` they
  /// become missing in all indices. `wanted` says which pixels of the window are in the area; the
  /// others are not judged.
  void screen(std::vector<AcquisitionReader::Indices>& images, const Window& window,
              const std::vector<unsigned char>& wanted) const;

 private:
  class Source;
  /// [day, row, col]; NaN outside the area.
  Variable by_day(const std::vector<AcquisitionReader::Indices>& images, const Window& window,
                  const std::vector<unsigned char>& wanted) const;

  std::vector<const OpticalAcquisition*> images_;
  std::vector<int> day_;  ///< of each image
  TimeAxis days_;
  bool drops_;
  std::optional<SuspectTest> test_;
};

}  // namespace undercast
