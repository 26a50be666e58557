// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>

#include "fill/gap_filler.h"

namespace undercast {

/// A filler ready for work, with the calibration of its bounds where it has one.
struct CalibratedFiller {
  std::unique_ptr<GapFiller> filler;
  std::optional<Calibration> calibration;
};

}  // namespace undercast
