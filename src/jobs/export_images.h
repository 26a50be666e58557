// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "io/export_source.h"
#include "jobs/export.h"

namespace undercast {

/// Where and how the images of an export are written.
struct ImageExport {
  const RunContext& run;
  int workers;         ///< how many windows may be in memory at once
  std::string folder;  ///< to fill
  std::map<std::string, std::string> metadata;
};

/// Writes one COG a date and variable, and with the format stac the catalogue that describes them.
void export_images(const ExportJob& job, const ExportSource& source, const ImageExport& images);

}  // namespace undercast
