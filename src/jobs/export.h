// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/run_context.h"
#include "io/filled_files.h"

namespace undercast {

/// Writes a filled cube in the formats of other programs.
struct ExportJob {
  InputFile filled;
  OutputFile output;
  std::string format = "stac";
  InputFile lower, upper, provenance, phenology;
  CubeReadOptions reading;
  bool overwrite = false;

  FilledPaths paths() const {
    return {.filled = filled.path, .lower = lower.path, .upper = upper.path, .provenance = provenance.path};
  }
  /// Whether the output is a folder.
  bool makes_folder() const { return format != "netcdf"; }

  void each(const OptionVisitor& visit);
};

struct ExportSummary {
  int dates = 0;
  std::vector<std::string> variables;  ///< names of what was written for each date
  int phenology_bands = 0;
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const ExportJob& job);
/// Only a Zarr store can be written by several ranks; other formats are refused then. The summary
/// is of rank 0.
ExportSummary export_filled(const ExportJob& job, const RunContext& run);

}  // namespace undercast
