// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <vector>

#include "composite/acquisition_reader.h"
#include "core/cube.h"
#include "gaps/suspects.h"

namespace undercast {

/// Finds the suspect values (gaps/suspects.h) of Sentinel-2 images, before they are composited. The
/// images of a day count as one observation, their median.
class AcquisitionScreening {
 public:
  /// The images outlive it; `reader` reads them on `grid`. It learns from a
  /// sample of the scene. With `drops`, throws Error(bad_input) where too many values are suspect;
  /// otherwise it warns of that.
  AcquisitionScreening(std::vector<const OpticalAcquisition*> images, const Grid& grid, AcquisitionReader reader,
                       bool drops);

  /// Counts the suspect values of each image of a window, in order; with `drops` they become missing.
  void screen(std::vector<AcquisitionReader::Ndvi>& images, const Window& window) const;

 private:
  class Source;
  Variable by_day(const std::vector<AcquisitionReader::Ndvi>& images, const Window& window) const;

  std::vector<const OpticalAcquisition*> images_;
  std::vector<int> day_;  ///< of each image
  TimeAxis days_;
  bool drops_;
  std::optional<SuspectTest> test_;
};

}  // namespace undercast
