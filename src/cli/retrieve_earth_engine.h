// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "composite/composite.h"
#include "retrieve/archive_options.h"
#include "retrieve/ee_options.h"

namespace undercast::cli {

/// A retrieval from Earth Engine: what is wanted, and where it goes.
struct EarthEngineRetrieval {
  enum class Job { retrieve, dry_run, print_expression, check, cancel } job = Job::retrieve;
  EarthEngineOptions service;
  CompositeOptions composite;
  ArchiveOptions archive;
  CompositeOutput output;
};

/// Does the job, and says on stdout what it did. Throws Error.
void retrieve_earth_engine(EarthEngineRetrieval retrieval, bool quiet, Progress& progress);

}  // namespace undercast::cli
