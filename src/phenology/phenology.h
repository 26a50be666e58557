// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/cube.h"
#include "core/progress.h"
#include "io/raster_writer.h"
#include "phenology/phenology_options.h"

namespace undercast {

/// A filled cube and, where given, what else is known of it, all on one grid and on the same NDVI dates.
struct PhenologyInputs {
  CubeSource* filled = nullptr;
  CubeSource *lower = nullptr, *upper = nullptr;  ///< bounds, both or neither: the dates' uncertainty follows from them
  CubeSource* observed = nullptr;                 ///< NaN where nothing was observed: tells which dates lie in gaps
};

/// What was found, over the scene. Seasons are those told in the raster.
struct PhenologySummary {
  long long pixels = 0;  ///< with values
  long long pixels_without_season = 0;
  long long seasons = 0, in_gap = 0, cut_off = 0, without_fit = 0;
};

/// The bands of the result: for each year SEASONS_<year>, then for each season of it SOS_<year>_<n> and the others
/// (docs/formats.md). A season belongs to the year of its peak.
std::vector<BandInfo> phenology_bands(const PhenologyInputs& inputs, const PhenologyOptions& options);

/// Takes values [band, row, col] at a window; from several threads, one at a time.
using PhenologySink = std::function<void(const Window&, const std::vector<float>&)>;

/// Measures the seasons of every pixel, window by window in bounded memory; the result does not depend on `threads`.
/// Pixels without any value have none. Throws Error(bad_input) for a series that is shorter than a season, and for
/// pixels where some values are missing; Error(usage) for options that exclude each other.
PhenologySummary measure_phenology(const PhenologyInputs& inputs, const PhenologyOptions& options, int threads,
                                   Progress& progress, const PhenologySink& sink);

}  // namespace undercast
