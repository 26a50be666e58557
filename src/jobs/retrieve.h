// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "composite/composite_options.h"
#include "core/run_context.h"
#include "earth_engine/options.h"
#include "stac/options.h"

namespace undercast {

/// Makes a cube of the Sentinel-2 and Sentinel-1 images of an archive.
struct RetrieveJob {
  std::string source;  ///< "earth-engine", the name of a STAC archive, or the URL of its API
  OutputFile output, counts;
  InputFile append;  ///< a cube that is continued
  bool dry_run = false;
  bool print_expression = false, check_credentials = false, cancel = false;  ///< Earth Engine alone
  CompositeOptions composite = [] {
    CompositeOptions options;
    options.vv = false;  // it doubles the radar that is fetched
    return options;
  }();
  StacOptions stac;  ///< includes the options of every archive
  EarthEngineOptions earth_engine;
  bool overwrite = false;

  bool is_earth_engine() const { return source == "earth-engine"; }

  void each(const OptionVisitor& visit);
};

struct RetrieveSummary {
  std::string text;
  /// Whether the job asked for this text alone: a dry run, an expression, credentials.
  bool is_answer = false;
  std::string index = {};  ///< the first index of the cube; empty: NDVI
};

/// Throws Error(usage) for errors that can be found without opening a file or asking the archive,
/// and for an option of another source, which would have no effect.
void check(const RetrieveJob& job);
/// Retrieves a cube, or answers the question of the job. Throws Error(remote) when the archive
/// refuses or fails, and as composite() does.
RetrieveSummary retrieve(RetrieveJob job, const RunContext& run);

}  // namespace undercast
