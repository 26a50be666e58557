// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "core/progress.h"
#include "io/cube_file.h"
#include "io/provenance_file.h"

namespace undercast {

/// What a report is made from: a cube and the same cube filled, and what else there is.
struct ReportInputs {
  CubeFile* cube = nullptr;
  CubeFile* filled = nullptr;
  CubeFile *lower = nullptr, *upper = nullptr;  ///< bounds, both or neither
  ProvenanceFile* provenance = nullptr;         ///< may be null
  nlohmann::json evaluation;                    ///< what `evaluate --json` wrote, or null
  std::string evaluation_path;
};

/// One page of HTML that needs nothing else: words, maps, an animation, charts. Equal inputs give equal pages. Throws
/// Error(bad_input) when the files are not of one cube.
std::string make_report(const ReportInputs& inputs, int threads, Progress& progress);

}  // namespace undercast
