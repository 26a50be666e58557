// SPDX-License-Identifier: Apache-2.0
#include "jobs/retrieve.h"

#include "composite/find_acquisitions.h"
#include "io/gdal.h"
#include "jobs/check_job.h"
#include "jobs/retrieve_earth_engine.h"
#include "jobs/retrieve_stac.h"

namespace undercast {
namespace {

// Returns the names of the options that differ from their defaults.
std::set<std::string> given_options(const RetrieveJob& job) {
  std::set<std::string> names;
  const RetrieveJob defaults;
  const nlohmann::json usual = options_to_json(defaults), given = options_to_json(job);
  for (const auto& [name, value] : given.items())
    if (value != usual.at(name)) names.insert(name);
  return names;
}

std::set<std::string> names_of_earth_engine() {
  std::set<std::string> names{"print-expression", "check", "cancel"};
  EarthEngineOptions options;
  EarthEngineOptions::each(options, [&](const char* name, const auto&, const OptionText&) { names.insert(name); });
  return names;
}

// Refuses an option of another source, which would silently have no effect.
void require_fitting_options(const RetrieveJob& job) {
  const std::set<std::string> given = given_options(job);
  static const std::set<std::string> stac{
      "window",    "counts",      "stac-api",      "sas-api", "sentinel1-collection",
      "max-cloud", "connections", "failed-images", "raw"};
  for (const std::string& name : job.is_earth_engine() ? stac : names_of_earth_engine())
    if (given.contains(name))
      throw Error(ErrorKind::usage, fmt::format("--{} is not for --source {}", name, job.source),
                  "leave it out; docs/retrieve.md says which options belong to which source");
  if (!job.is_earth_engine()) return;
  if (given.contains("radar-source") && job.stac.radar_source != "none")
    throw Error(ErrorKind::usage, "--radar-source (but none) is not for --source earth-engine",
                "leave it out; docs/retrieve.md says which options belong to which source");
  if (job.composite.ndvi == "medoid")
    throw Error(ErrorKind::usage, "--ndvi medoid is not for Earth Engine", "use median or max");
  for (const char* name : {"scl-keep", "cloud-dilation"})
    if (job.earth_engine.cloud_mask != "scl" && given.contains(name))
      throw Error(ErrorKind::usage, fmt::format("--{} is for --cloud-mask scl", name), "leave it out");
}

}  // namespace

void check(const RetrieveJob& job) {
  const bool writes = !job.dry_run && !job.print_expression && !job.check_credentials;
  check_options(job, writes && !job.cancel);
  require_fitting_options(job);
  if (!job.output.given() && writes)
    throw Error(ErrorKind::usage, "--output is required", "name the cube to write, or add --dry-run");
  if (!job.check_credentials && !job.cancel) composite_range(job.composite);
}

RetrieveSummary retrieve(RetrieveJob job, const RunContext& run) {
  gdal_set_threads(run.threads);
  nlohmann::json manifest = manifest_of(job, run.memory);
  manifest.erase("credentials");
  const CompositeOutput output{job.output.path, job.counts.path, run_metadata("retrieve", manifest), job.overwrite};
  return job.is_earth_engine() ? retrieve_from_earth_engine(std::move(job), output, run)
                               : retrieve_from_stac(std::move(job), output, run);
}

}  // namespace undercast
