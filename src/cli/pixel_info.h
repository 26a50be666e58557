// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/option.h"
#include "io/cube_file.h"

namespace undercast::cli {

/// Which pixel of a cube to show, if any.
struct PixelOptions {
  std::vector<int> pixel;  ///< row, column; empty: none

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("pixel", self.pixel,
          OptionText{"show the series of one pixel instead: ROW,COLUMN, counted from 0 at the upper left", "", 0, 1e9});
  }
};

/// Prints charts of a pixel's series, one for each variable, on one axis of time; or its values as JSON. Throws
/// Error(usage) for a pixel outside the cube.
void print_pixel_info(CubeFile& cube, const std::vector<int>& pixel, bool as_json);

}  // namespace undercast::cli
