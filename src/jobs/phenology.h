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
  bool overwrite = false;

  FilledPaths paths() const { return {filled.path, cube.path, lower.path, upper.path, provenance.path}; }

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const PhenologyJob& job);
/// Writes the raster of seasons and its picture.
PhenologySummary measure_phenology(const PhenologyJob& job, const RunContext& run);

template <class Self, class Visit>
void PhenologyJob::each(Self& self, Visit&& visit) {
  visit("filled", self.filled, {.text = "filled cube", .positional = true, .required = true});
  visit("output", self.output, {.text = "raster to write (Cloud Optimized GeoTIFF)", .letter = 'o', .required = true});
  visit("lower", self.lower,
        {.text = "lower bound that 'fill' wrote; with --upper, the dates' uncertainty is written as well"});
  visit("upper", self.upper, {.text = "upper bound that 'fill' wrote"});
  visit("provenance", self.provenance, {.text = "provenance that 'fill' wrote: dates in long gaps are then flagged"});
  visit("cube", self.cube, {.text = "unfilled cube, which takes the place of --provenance"});
  visit("quicklook", self.quicklook, {.text = "picture to write: maps of start, peak and end (PNG)", .ending = ".png"});
  PhenologyOptions::each(self.measures, visit);
  CubeReadOptions::each(self.reading, visit);
  visit("overwrite", self.overwrite, kOverwriteText);
}

}  // namespace undercast
