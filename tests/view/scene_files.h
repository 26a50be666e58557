// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/temporary_folder.h"
#include "io/crs.h"
#include "io/cube_file.h"
#include "small_cube.h"

namespace undercast {

/// A cube and the same without gaps as files, on a grid of its own in UTM.
class SceneFiles {
 public:
  SceneFiles(int rows, int cols, int steps) : cube(small_cube(rows, cols, steps, steps, 0.4, 1)) {
    cube.grid.crs_wkt = crs_to_wkt("EPSG:32631");
    cube.grid.affine = {500000, 10, 0, 5600000, 0, -10};
    filled = cube;
    for (std::size_t i = 0; i < filled.ndvi.values.size(); ++i)
      if (std::isnan(filled.ndvi.values[i])) filled.ndvi.values[i] = 0.5F;
    filled.vh = Variable();
    write(cube_path, cube);
    write(filled_path, filled);
  }

  TemporaryFolder folder;
  std::string cube_path = folder / "cube.tif", filled_path = folder / "filled.tif";
  Cube cube, filled;

 private:
  static void write(const std::string& path, const Cube& cube) {
    CubeWriter writer(path, cube.layout(), {}, false);
    writer.write(cube.grid.whole(), cube);
    writer.finish();
  }
};

}  // namespace undercast
