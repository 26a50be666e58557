// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>

#include "composite/composite_options.h"
#include "core/run_context.h"
#include "io/raster_options.h"

namespace undercast {

/// What composite() writes.
struct CompositeOutput {
  std::string cube;
  std::string counts;  ///< companion that says how many acquisitions each value comes from (uint8); empty: none
  std::map<std::string, std::string> metadata = {};
  bool overwrite = false;
  CubeWriteOptions writing = {};
  std::string append = {};  ///< a cube that is continued: periods of the same acquisitions are copied from it
};

struct CompositeSummary {
  int periods = 0, empty_periods = 0;  ///< empty: without any value
  int optical_acquisitions = 0, radar_acquisitions = 0;
  int rows = 0, cols = 0;
  std::string index;                          ///< the first index, which is counted
  double observed_share = 0;                  ///< of the values inside the area
  long long below_red_floor = 0;              ///< values of images that --red-floor left out
  long long suspect = 0;                      ///< values of images that --screen found
  std::string radar_orbits;                   ///< which relative orbits the cube holds; empty without radar
  int copied = 0, made_again = 0, added = 0;  ///< periods, where a cube is continued
};

/// Makes a cube of composites, with the indices that the options name, of local Sentinel-2 and
/// Sentinel-1 images (docs/method.md, Compositing). Each thread holds the images of one period in
/// one window. The cube does not depend on windows, threads, or ranks of the team. Throws as
/// describe_acquisitions does, and Error(io) when an image cannot be read or an output cannot be
/// written; no output is left then. Only rank 0 has the summary of the whole cube. A cube that is
/// continued must have been made with the same options (jobs/continued_cube.h); the result is what
/// all images together give, bit for bit, where their radar is of the same orbits.
CompositeSummary composite(const CompositeOptions& options, const CompositeOutput& output, const RunContext& run);

/// With --radar-orbits apart, the name of the cube that holds the radar of a further orbit:
/// "cube-orbit-37.tif" beside "cube.tif".
std::string orbit_cube(const std::string& cube, const std::string& orbit);

/// One line for people: "cube.tif: 64 x 64 px, 46 composites of ...".
std::string describe(const CompositeSummary& summary, const std::string& cube);

}  // namespace undercast
