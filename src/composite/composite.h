// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>

#include "composite/composite_options.h"
#include "core/progress.h"
#include "core/team.h"

namespace undercast {

/// What composite() writes.
struct CompositeOutput {
  std::string cube;
  std::string counts;  ///< companion with the number of values behind each one (uint8); empty: none
  std::map<std::string, std::string> metadata = {};
  bool overwrite = false;
};

struct CompositeSummary {
  int periods = 0, empty_periods = 0;  ///< empty: no NDVI at all
  int optical_looks = 0, radar_looks = 0;
  int rows = 0, cols = 0;
  double observed_share = 0;  ///< of the NDVI values inside the area
};

/// Makes a cube of composites of local Sentinel-2 and Sentinel-1 images (docs/method.md, Compositing). Windows and
/// periods are worked on independently by `threads` threads, each holding the images of one period in one window; the
/// outcome does not depend on the windows, the threads, or the ranks of the team that share them. Throws as
/// gather_looks does, and Error(io) when an image cannot be read or an output not written; no output is left then. The
/// summary is that of the whole on rank 0 alone.
CompositeSummary composite(const CompositeOptions& options, const CompositeOutput& output, int threads,
                           Progress& progress, Team& team = alone());

}  // namespace undercast
