// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <optional>
#include <vector>

#include "composite/describe_acquisitions.h"
#include "composite/period_statistics.h"
#include "composite/radar_samples.h"
#include "core/byte_size.h"
#include "core/cube.h"

namespace undercast {

/// The acquisitions of each period, and the cube that they make.
struct CompositePlan {
  NdviStatistic statistic;
  Acquisitions acquisitions;
  std::vector<SpectralIndex> indices;
  CubeLayout layout;  ///< of the first index
  std::vector<std::vector<const OpticalAcquisition*>> optical;
  std::vector<RadarSeries> series;  ///< the first is for the cube, each other one for a cube beside it
  std::vector<std::vector<std::vector<const RadarAcquisition*>>> radar;  ///< [series][period of radar]
  std::optional<std::size_t> red_index = {};  ///< the first index that uses red, which --red-floor judges
  /// All images in order of period.
  std::vector<const OpticalAcquisition*> images() const;
  std::size_t cubes() const { return std::max<std::size_t>(1, series.size()); }
  /// The first band of VH: each index has a band for each of its periods.
  int vh_band() const { return static_cast<int>(indices.size()) * layout.ndvi.size(); }
};

/// Throws as describe_acquisitions does.
CompositePlan plan_composite(const CompositeOptions& options, int threads);

/// Window side: 1024 matches the tiles of Sentinel-2's JPEG2000, which are decoded whole. It is
/// smaller where the images of one period in one window would exceed about 128 MB a thread, or the
/// memory. Screening holds the images of all periods, so its windows are as large as the memory
/// allows; but there are as many as `workers`, the threads of all ranks.
/// Throws Error(usage) when the memory is too small.
int window_side(const CompositePlan& plan, bool screens, const ByteSize& memory, int threads, int workers);

}  // namespace undercast
