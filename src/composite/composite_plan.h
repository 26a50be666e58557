// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <optional>
#include <vector>

#include "composite/describe_acquisitions.h"
#include "composite/earlier_cube.h"
#include "composite/period_images.h"
#include "composite/period_statistics.h"
#include "composite/radar_samples.h"
#include "core/byte_size.h"
#include "core/cube.h"

namespace undercast {

/// The acquisitions of each period, and the cube that they make.
struct CompositePlan {
  NdviStatistic statistic;
  PeriodImages images_of;
  Acquisitions acquisitions;  ///< of the periods that are made
  std::vector<SpectralIndex> indices;
  CubeLayout layout;  ///< of the first index
  std::vector<std::vector<const OpticalAcquisition*>> optical;
  std::vector<RadarSeries> series;  ///< the first is for the cube, each other one for a cube beside it
  std::vector<std::vector<std::vector<const RadarAcquisition*>>> radar;  ///< [series][period of radar]
  std::optional<std::size_t> red_index = {};  ///< the first index that uses red, which --red-floor judges
  int optical_count = 0, radar_count = 0;     ///< all acquisitions, of copied periods too
  /// Whether a period is copied from the cube that is continued.
  bool copies(int step) const { return images_of.copied_optical[static_cast<std::size_t>(step)]; }
  bool copies_radar(int step) const { return images_of.copied_radar[static_cast<std::size_t>(step)]; }
  /// All images in order of period.
  std::vector<const OpticalAcquisition*> images() const;
  std::size_t cubes() const { return std::max<std::size_t>(1, series.size()); }
  /// The first band of VH: each index has a band for each of its periods.
  int vh_band() const { return static_cast<int>(indices.size()) * layout.ndvi.size(); }
};

/// `earlier` is a cube that is continued, or null. Throws as find_files, images_of_periods and
/// describe_acquisitions do, and Error(bad_input) for a cube on another grid or with another polygon.
CompositePlan plan_composite(const CompositeOptions& options, int threads, const EarlierCube* earlier = nullptr);

/// Window side: 1024 matches the tiles of Sentinel-2's JPEG2000, which are decoded whole. It is
/// smaller where the images of one period in one window would exceed about 128 MB a thread, or the
/// memory. Screening holds the images of all periods, so its windows are as large as the memory
/// allows; but there are as many as `workers`, the threads of all ranks.
/// Throws Error(usage) when the memory is too small.
int window_side(const CompositePlan& plan, bool screens, const ByteSize& memory, int threads, int workers);

}  // namespace undercast
