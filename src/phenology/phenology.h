// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/cube.h"
#include "core/run_context.h"
#include "io/filled_files.h"
#include "io/raster_writer.h"
#include "phenology/phenology_options.h"

namespace undercast {

/// The inputs are a filled cube and, where not null, its companions on the same grid and NDVI
/// dates.
struct PhenologyInputs {
  CubeSource* filled = nullptr;
  CubeSource *lower = nullptr, *upper = nullptr;  ///< both or neither; dates get their uncertainty from them
  CubeSource* observed = nullptr;                 ///< NaN where nothing was observed; shows which dates lie in gaps
};

/// Takes the inputs from opened files, which must outlive them. The cube before filling, or else
/// the provenance, shows what was observed.
PhenologyInputs phenology_inputs(const FilledFiles& files);

/// Counts over the scene; `seasons` are the seasons in the raster.
struct PhenologySummary {
  long long pixels = 0;  ///< with values
  long long pixels_without_season = 0;
  long long seasons = 0, in_gap = 0, cut_off = 0, without_fit = 0;
};

/// Returns the bands of the result: for each year SEASONS_<year>, then for each of its seasons
/// SOS_<year>_<n> and the others (docs/formats.md). A season belongs to the year of its peak.
std::vector<BandInfo> phenology_bands(const PhenologyInputs& inputs, const PhenologyOptions& options);

/// A sink takes values [band, row, col] of a window. It is called from several threads, but never
/// at the same time.
using PhenologySink = std::function<void(const Window&, const std::vector<float>&)>;

/// Measures the seasons of every pixel, window by window in bounded memory; the result does not
/// depend on the number of threads. Pixels without any value have no season. Throws
/// Error(bad_input) for a series that is shorter than a season, and for pixels where some values
/// are missing; Error(usage) for options that exclude each other.
PhenologySummary measure_phenology(const PhenologyInputs& inputs, const PhenologyOptions& options,
                                   const RunContext& run, const PhenologySink& sink);

}  // namespace undercast
