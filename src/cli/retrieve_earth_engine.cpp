// SPDX-License-Identifier: Apache-2.0
#include "cli/retrieve_earth_engine.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "cli/retrieve_area.h"
#include "core/error.h"
#include "io/cube_file.h"
#include "net/signature.h"
#include "retrieve/ee_download.h"
#include "retrieve/ee_export.h"
#include "retrieve/ee_preflight.h"
#include "retrieve/stac_search.h"

namespace undercast::cli {
namespace {

using Job = EarthEngineRetrieval::Job;

EeCloudMask cloud_mask(const std::string& name) {
  if (name == "scl") return EeCloudMask::scene_class;
  if (name == "cloud-score") return EeCloudMask::cloud_score;
  return name == "qa60" ? EeCloudMask::qa60 : EeCloudMask::cloud_probability;
}

EeCube cube_of(const EarthEngineRetrieval& retrieval, const RetrievalArea& place) {
  const CompositeOptions& options = retrieval.composite;
  if (options.ndvi == "medoid")
    throw Error(ErrorKind::usage, "--ndvi medoid is not for Earth Engine", "use median or max");
  EeCube cube;
  EeRecipe& recipe = cube.recipe;
  for (const LonLatBox& box : lon_lat_boxes(place.area.grid)) recipe.boxes.push_back(box);
  recipe.first = place.dates.first;
  recipe.last = place.dates.last;
  const ArchiveOptions& archive = retrieval.archive;
  if (!archive.sentinel2_collection.empty()) recipe.optical_collection = archive.sentinel2_collection;
  recipe.cloud_mask = cloud_mask(retrieval.service.cloud_mask);
  recipe.scl_keep = options.scl_keep;
  recipe.cloud_dilation_m = options.cloud_dilation_m;
  recipe.cloud_score = retrieval.service.cloud_score;
  recipe.cloud_probability = retrieval.service.cloud_probability;
  recipe.maximum = options.ndvi == "max";
  recipe.vh = archive.radar_source != "none";
  recipe.vv = recipe.vh && options.vv;
  recipe.orbit = archive.orbit;
  recipe.power_mean = retrieval.service.radar_mean == "power";
  recipe.bilinear_radar = options.radar_resampling == "bilinear";
  recipe.vh_floor_db = options.vh_floor_db;
  check_recipe(recipe);
  const TimeAxis periods = make_periods(recipe.first, recipe.last, options.period_days);
  cube.periods.assign(periods.begin(), periods.end());
  cube.grid = place.area.grid;
  return cube;
}

// As --print-expression writes it, so that who has the hash can compare.
std::string expression_text(const EeCube& cube) {
  return ee_stack(cube.recipe, cube.periods).expression().dump(1) + "\n";
}

std::map<std::string, std::string> provenance(const EarthEngineRetrieval& retrieval, const EeCube& cube) {
  std::map<std::string, std::string> items{{"SOURCE", retrieval.service.api},
                                           {"SENTINEL2_COLLECTION", cube.recipe.optical_collection},
                                           {"EXPRESSION_SHA256", sha256_hex(expression_text(cube))},
                                           {"NDVI_COMPOSITE", retrieval.composite.ndvi},
                                           {"CLOUD_MASK", retrieval.service.cloud_mask}};
  if (cube.recipe.vh) {
    items["SENTINEL1_COLLECTION"] = radar_collection(cube.recipe);
    items["RADAR_COMPOSITE"] = cube.recipe.power_mean ? "mean of linear power, in dB" : "mean of dB";
  }
  return items;
}

void check(EeService& service, const GoogleToken& token) {
  fmt::print("credentials: {}\nproject: {}\n", token.credentials().description(), service.project());
  service.ask("value:compute", {{"expression", EeNode::constant(1).expression()}});
  fmt::print("Earth Engine answers: they work\n");
}

// Puts the values into the draft, and says what it did.
std::string fill_draft(const EarthEngineRetrieval& retrieval, const EeCube& cube, EeService& service,
                       const GoogleFileAccess& files, CubeDraft& draft, const InsideOf& inside_of, Progress& progress) {
  if (retrieval.service.to == "download") {
    const EeDownloadSummary summary =
        download_tiles(cube, service, draft, retrieval.service.requests, inside_of, progress);
    return fmt::format("{} tiles retrieved, {} of an earlier run, {} requests were too large", summary.tiles,
                       summary.kept, summary.too_large);
  }
  EeExport job(retrieval.service, retrieval.output.cube, service, files);
  const EeOperation operation = job.run(cube, progress);
  job.fetch(cube, operation, draft, inside_of, progress);
  return "exported by " + operation.name;
}

}  // namespace

void retrieve_earth_engine(EarthEngineRetrieval retrieval, bool quiet, Progress& progress) {
  const EarthEngineOptions& options = retrieval.service;
  if (retrieval.job == Job::print_expression) {
    const EeCube cube = cube_of(retrieval, retrieval_area(retrieval.composite));
    fmt::print("{}", expression_text(cube));
    return;
  }
  const bool asks_only = retrieval.job == Job::check || retrieval.job == Job::cancel;
  const RetrievalArea place = asks_only ? RetrievalArea{} : retrieval_area(retrieval.composite);
  const EeCube cube = asks_only ? EeCube{} : cube_of(retrieval, place);
  if (retrieval.job == Job::retrieve) require_writable(retrieval.output.cube, retrieval.output.overwrite);
  HttpClient client;
  const Patience patience = retrieval.archive.patience();
  GoogleToken token(find_google_credentials(options.credentials, options.token_api), client, patience);
  EeService service(options, client, token, patience);
  if (retrieval.job == Job::check) return check(service, token);
  if (retrieval.job == Job::cancel) {
    fmt::print("{} is cancelled\n", EeExport::cancel(retrieval.output.cube, service));
    return;
  }
  const GoogleFileAccess files{client, token, patience, options.drive_api, options.storage_api};
  // Before anything is asked for, it says what does not fit.
  if (options.to != "download") EeExport(options, retrieval.output.cube, service, files);
  const EePreflight preflight = ee_preflight(cube, service);
  if (retrieval.job == Job::dry_run) {
    fmt::print("{}{} x {} px of {:g} units in {}\n", describe(preflight, cube), cube.grid.cols, cube.grid.rows,
               retrieval.composite.resolution, retrieval.composite.crs);
    return;
  }
  spdlog::info("{}", summary_of(preflight));
  retrieval.output.metadata.merge(provenance(retrieval, cube));
  CubeDraft draft(retrieval.output.cube, cube_file_layout(cube.layout(), retrieval.output.metadata),
                  identity_of(cube, polygon_text(place.area)), retrieval.output.overwrite);
  const InsideOf inside_of = [&](const Window& window) { return inside(place.area, window); };
  const std::string done = fill_draft(retrieval, cube, service, files, draft, inside_of, progress);
  draft.finish(retrieval.output.overwrite);
  if (options.to != "download") EeExport(options, retrieval.output.cube, service, files).finish();
  if (quiet) return;
  fmt::print("{}: {} x {} px, {} composites; {}\n", retrieval.output.cube, cube.grid.cols, cube.grid.rows,
             cube.periods.size(), done);
}

}  // namespace undercast::cli
