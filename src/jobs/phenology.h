// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/run_context.h"
#include "io/filled_files.h"
#include "phenology/phenology.h"

namespace undercast {

/// Measures the seasons of each pixel of a filled cube.
struct PhenologyJob {
  InputFile filled;
  OutputFile output;
  InputFile lower, upper, provenance, cube;
  OutputFile quicklook;
  PhenologyOptions measures;
  CubeReadOptions reading;
  RasterOptions writing;
  bool overwrite = false;

  FilledPaths paths() const { return {filled.path, cube.path, lower.path, upper.path, provenance.path}; }

  void each(const OptionVisitor& visit);
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const PhenologyJob& job);
/// Writes the raster of seasons and its picture.
PhenologySummary measure_phenology(const PhenologyJob& job, const RunContext& run);

}  // namespace undercast
