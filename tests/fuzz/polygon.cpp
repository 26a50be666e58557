// SPDX-License-Identifier: Apache-2.0
// The polygon in an address of the viewer.
#include "view/polygon.h"

#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"

namespace undercast {

void fuzz_polygon(std::string_view bytes) {
  const Polygon polygon = parse_polygon(std::string(bytes), 1000);
  Grid grid;
  grid.rows = 30, grid.cols = 40;
  const Window window = bounds_of(polygon, grid);
  require(window.row >= 0 && window.col >= 0 && window.rows >= 0 && window.cols >= 0 &&
              window.row + window.rows <= grid.rows && window.col + window.cols <= grid.cols,
          "a polygon's window lies outside of its grid");
  inside(polygon, window, 7, 9);
}

}  // namespace undercast
