// SPDX-License-Identifier: Apache-2.0
#include "jobs/retrieve.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "composite/find_acquisitions.h"
#include "composite/index_formula.h"
#include "composite/mask_files.h"
#include "core/error.h"
#include "io/gdal.h"
#include "io/options_json.h"
#include "jobs/check_cube.h"
#include "jobs/check_job.h"
#include "jobs/continued_cube.h"
#include "jobs/retrieve_earth_engine.h"
#include "jobs/retrieve_stac.h"
#include "stac/archive.h"

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
  EarthEngineOptions().each([&](const char* name, OptionValue, const OptionText&) { names.insert(name); });
  return names;
}

// Refuses an option of another source, which would silently have no effect.
void require_fitting_options(const RetrieveJob& job) {
  const std::set<std::string> given = given_options(job);
  static const std::set<std::string> stac{
      "window",      "counts",      "stac-api",      "sas-api",  "radar-api", "sentinel1-collection",
      "max-cloud",   "connections", "failed-images", "raw",      "red-floor", "screen",
      "append",      "mask-asset",  "mask-keep",     "mask-min", "mask-max",  "mask-bits",
      "mask-missing"};
  for (const std::string& name : job.is_earth_engine() ? stac : names_of_earth_engine())
    if (given.contains(name))
      throw Error(ErrorKind::usage, fmt::format("--{} is not for --source {}", name, job.source),
                  "leave it out; docs/retrieve.md says which options belong to which source");
  for (const char* name : {"radar-api", "sentinel1-collection", "radar-collection"})
    if (job.stac.radar_source == "none" && given.contains(name))
      throw Error(ErrorKind::usage, fmt::format("--{} has no effect with --radar-source none", name),
                  "leave one of them out");
  if (!job.is_earth_engine()) return;
  check(job.earth_engine);
  if (given.contains("radar-source") && job.stac.radar_source != "none")
    throw Error(ErrorKind::usage, "--radar-source (but none) is not for --source earth-engine",
                "leave it out; --radar-collection chooses among Earth Engine's own images");
  if (job.composite.ndvi == "medoid")
    throw Error(ErrorKind::usage, "--ndvi medoid is not for Earth Engine", "use median or max");
  earth_engine_indices(job.composite.index);  // refuses what Earth Engine cannot compute
  if (job.composite.radar_orbits == "apart")
    throw Error(ErrorKind::usage, "--radar-orbits apart is not for Earth Engine", "use auto, best or together");
  for (const char* name : {"scl-keep", "cloud-dilation"})
    if (job.earth_engine.cloud_mask != "scl" && given.contains(name))
      throw Error(ErrorKind::usage, fmt::format("--{} is for --cloud-mask scl", name), "leave it out");
}

// Visits the options of `composite` that `retrieve` shares: all except those that name local files
// and describe their content.
void each_retrieved(CompositeOptions& options, const OptionVisitor& visit) {
  static const std::set<std::string> local{
      "sentinel2",         "sentinel1",          "sentinel2-items", "sentinel1-items",
      "reflectance-scale", "reflectance-offset", "radar-units",     "mask"};
  // There is no first image to take the grid from, so the area decides.
  static const std::map<std::string, std::string> own_text{
      {"area",
       "area to cover: xmin,ymin,xmax,ymax in --area-crs, or a file with a polygon (GeoJSON, GeoPackage), outside "
       "which pixels are missing; across the antimeridian, longitudes continue beyond 180"},
      {"crs", "coordinate reference system of the cube; empty: the UTM zone of the area's middle"},
      {"resolution",
       "pixel size of the cube; pixel edges lie at multiples of it; 0: the pixels of the "
       "finest band of the indices, which are 10 m for NDVI"},
      {"vv", "also retrieve VV; Sentinel-1 images without VV are then left out"}};
  options.each([&](const char* name, OptionValue value, OptionText text) {
    if (local.contains(name)) return;
    if (const auto own = own_text.find(name); own != own_text.end()) text.text = own->second;
    visit(name, value, text);
  });
}

bool writes(const RetrieveJob& job) {
  return !job.dry_run && !job.print_expression && !job.check_credentials && !job.cancel;
}

}  // namespace

void RetrieveJob::each(const OptionVisitor& visit) {
  visit("source", &source,
        {.text = "archive: earth-engine, planetary-computer, earth-search, cdse, or the URL of a STAC API",
         .required = true});
  visit("output", &output, {.text = "cube to write", .letter = 'o', .holds = {"raster"}});
  visit("append", &append, {.text = kAppendText, .holds = {"raster"}, .of_the_run = true});
  visit("counts", &counts,
        {.text = "also write how many images each value comes from; not from Earth Engine", .holds = {"raster"}});
  visit("dry-run", &dry_run,
        {.text = "print which images exist, and the requests and disk space that they need; fetch nothing",
         .of_the_run = true});
  visit("print-expression", &print_expression,
        {.text = "Earth Engine: print the expression that a run would send for all relative orbits, as JSON; needs no "
                 "credentials",
         .of_the_run = true});
  visit("check", &check_credentials,
        {.text = "Earth Engine: print which credentials were found, and whether they work", .of_the_run = true});
  visit("cancel", &cancel,
        {.text = "Earth Engine: cancel the export that a run for the same cube began", .of_the_run = true});
  each_retrieved(composite, visit);
  visit("overwrite", &overwrite, kOverwriteText);
  stac.ArchiveOptions::each(in_group("Archives", visit));
  stac.each(in_group("STAC archives", visit));
  earth_engine.each(in_group("Earth Engine", visit));
}

void check(const RetrieveJob& job) {
  require_output_apart(job.append, job.output);
  check_options(job, writes(job));
  if (!job.is_earth_engine()) {  // refuses names that no archive has
    find_archive(job.source, job.stac.sentinel2_collection);
    if (job.stac.radar_source != "none") find_radar_archive(job.stac.radar_source, job.stac.sentinel1_collection);
  }
  index_formulas(job.composite.index);
  require_fitting_options(job);
  check_mask_options(job.composite, !job.stac.mask_asset.empty(), "--mask-asset NAME");
  check_append(job.append, job.counts, job);
  if (!job.output.given() && ((writes(job) && !job.append.given()) || job.cancel))
    throw Error(ErrorKind::usage, "--output is required", "name the cube to write, or add --dry-run");
  if (!job.check_credentials && !job.cancel) optical_range(job.composite);
}

RetrieveSummary retrieve(RetrieveJob job, const RunContext& run) {
  job.overwrite = replaces(job.append, job.output, job.overwrite);
  const auto locks = writes(job) ? lock_outputs(job, run.team) : nullptr;
  gdal_set_threads(run.threads);
  nlohmann::json manifest = manifest_of(job, run.memory);
  manifest.erase("credentials");
  if (job.append.given()) require_same_options(job.append.path, "retrieve", manifest);
  const CompositeOutput output{job.output.path, job.counts.path, run_metadata("retrieve", manifest), job.overwrite, {},
                               job.append.path};
  RetrieveSummary summary = job.is_earth_engine() ? retrieve_from_earth_engine(std::move(job), output, run)
                                                  : retrieve_from_stac(std::move(job), output, run);
  if (!summary.is_answer && run.team.leads()) warn_of_doubts(output.cube, summary.index);
  return summary;
}

}  // namespace undercast
