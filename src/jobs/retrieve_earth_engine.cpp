// SPDX-License-Identifier: Apache-2.0
#include "jobs/retrieve_earth_engine.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

#include "composite/find_acquisitions.h"
#include "composite/formula_steps.h"
#include "composite/index_formula.h"
#include "composite/radar_orbits.h"
#include "core/error.h"
#include "core/json.h"
#include "core/radar_track.h"
#include "earth_engine/download.h"
#include "earth_engine/export.h"
#include "earth_engine/preflight.h"
#include "earth_engine/radar_images.h"
#include "io/cube_file.h"
#include "io/footprint.h"
#include "jobs/radar_calendar.h"
#include "jobs/retrieve_area.h"
#include "net/digest.h"
#include "net/url.h"

namespace undercast {
namespace {

EeCloudMask cloud_mask(const std::string& name) {
  if (name == "scl") return EeCloudMask::scene_class;
  if (name == "cloud-score") return EeCloudMask::cloud_score;
  return name == "qa60" ? EeCloudMask::qa60 : EeCloudMask::cloud_probability;
}

EeCube cube_of(const RetrieveJob& job, const RetrievalArea& place) {
  const CompositeOptions& options = job.composite;
  EeCube cube;
  EeRecipe& recipe = cube.recipe;
  recipe.boxes = lon_lat_boxes(place.area.grid);
  recipe.first = place.optical_dates.first;
  recipe.radar_first = place.radar_dates.first;
  recipe.last = place.optical_dates.last;
  const ArchiveOptions& archive = job.stac;
  if (!archive.sentinel2_collection.empty()) recipe.optical_collection = archive.sentinel2_collection;
  recipe.cloud_mask = cloud_mask(job.earth_engine.cloud_mask);
  recipe.scl_keep = options.scl_keep;
  recipe.cloud_dilation_m = options.cloud_dilation_m;
  recipe.cloud_score = job.earth_engine.cloud_score;
  recipe.cloud_probability = job.earth_engine.cloud_probability;
  recipe.indices = earth_engine_indices(options.index);
  recipe.maximum = options.ndvi == "max";
  if (job.earth_engine.radar_collection == "opera") recipe.radar_collection = EeRadarCollection::opera;
  recipe.vh = archive.radar_source != "none";
  recipe.vv = recipe.vh && options.vv;
  recipe.orbit = archive.orbit;
  recipe.power_mean = job.earth_engine.radar_mean == "power";
  recipe.bilinear_radar = options.radar_resampling == "bilinear";
  recipe.vh_floor_db = options.vh_floor_db;
  check_recipe(recipe);
  const TimeAxis periods = composite_periods(options).ndvi;
  cube.periods.assign(periods.begin(), periods.end());
  cube.grid = place.area.grid;
  return cube;
}

std::vector<SpectralIndex> indices_of(const EeCube& cube) {
  std::vector<SpectralIndex> list;
  for (const EeIndex& one : cube.recipe.indices) list.push_back(one.index);
  return list;
}

// Returns the text that --print-expression prints, so that its hash can be compared, unless a
// relative orbit is left out.
std::string expression_text(const EeCube& cube) {
  return to_text(ee_stack(cube.recipe, cube.periods).expression(), 1) + "\n";
}

std::map<std::string, std::string> provenance(const RetrieveJob& job, const EeCube& cube) {
  std::map<std::string, std::string> items{{"SOURCE", without_secrets(job.earth_engine.api)},
                                           {"SENTINEL2_COLLECTION", cube.recipe.optical_collection},
                                           {"EXPRESSION_SHA256", sha256_hex(expression_text(cube))},
                                           {"NDVI_COMPOSITE", job.composite.ndvi},
                                           {"CLOUD_MASK", job.earth_engine.cloud_mask}};
  if (cube.recipe.vh) {
    items["SENTINEL1_COLLECTION"] = radar_collection(cube.recipe);
    items["RADAR_COMPOSITE"] = cube.recipe.power_mean ? "mean of linear power, in dB" : "mean of dB";
  }
  return items;
}

// The radar that Earth Engine has, and what of it the cube takes.
struct EeRadar {
  std::vector<RadarSample> images;
  RadarSeries taken;
};

// Chooses among the relative orbits of the images in the archive; an image counts as one of the
// whole area.
EeRadar choose_relative_orbits(const RetrieveJob& job, EeService& service, EeCube& cube) {
  EeRadar radar;
  for (const EeRadarImage& image : list_radar_images(cube.recipe, service)) {
    const std::string platform =
        image.absolute_orbit > 0 ? platform_of(image.relative_orbit, image.absolute_orbit) : image.platform;
    radar.images.push_back({image.date, {image.relative_orbit, platform}, {0}});
  }
  const std::vector<RadarSample>& images = radar.images;
  if (images.empty()) return radar;
  const bool is_known = images.front().track.relative_orbit > 0;
  if (!is_known && job.composite.radar_orbits == "best")
    throw Error(ErrorKind::bad_input, "Earth Engine does not say the relative orbits of the Sentinel-1 images",
                "use --radar-orbits together");
  // Dates would tell orbits apart, but the service cannot be asked for them then.
  const std::string choice = is_known ? job.composite.radar_orbits : "together";
  radar.taken = choose_radar(choice, images, cube.layout().vh).front();
  if (radar.taken.images.size() == images.size()) return radar;
  std::set<int> orbits;
  for (const int image : radar.taken.images) orbits.insert(images[image].track.relative_orbit);
  cube.recipe.relative_orbits.assign(orbits.begin(), orbits.end());
  return radar;
}

// Warns where images of either sensor are few, and returns how many there are.
std::string calendar_text(const EeRadar& radar, const std::vector<Date>& optical, const EeRecipe& recipe) {
  ArchiveCalendar calendar{
      {recipe.first, recipe.last}, {std::max(recipe.first, recipe.radar_first), recipe.last}, optical, radar.images};
  const std::string text = describe(calendar);
  calendar.radar.clear();
  for (const int image : radar.taken.images) calendar.radar.push_back(radar.images[image]);
  for (const std::string& warning : warnings_of(calendar)) spdlog::warn("{}", warning);
  return text;
}

RetrieveSummary check_credentials(EeService& service, const GoogleToken& token) {
  const std::string found =
      fmt::format("credentials: {}\nproject: {}\n", token.credentials().description(), service.project());
  try {
    service.ask("value:compute", {{"expression", EeNode::constant(1).expression()}});
  } catch (const Error& error) {
    throw Error(error.kind(), fmt::format("{}\n{}", error.what(), found), error.hint());
  }
  return {found + "Earth Engine answers: the credentials work\n", true};
}

// Downloads or exports the values into the draft, and says which.
class DraftFiller {
 public:
  DraftFiller(const RetrieveJob& job, const CompositeOutput& output, EeService& service, const GoogleFileAccess& files)
      : options_(job.earth_engine), output_(output), service_(service), files_(files) {
    // The export reports wrong credentials before any request.
    if (options_.exports()) make_export();
  }

  std::string fill(const EeTarget& target, Progress& progress) {
    if (!options_.exports()) {
      const EeDownloadSummary summary = download_tiles(target, service_, options_.requests, progress);
      return fmt::format("{} tiles retrieved, {} of an earlier run, {} requests were too large", summary.tiles,
                         summary.kept, summary.too_large);
    }
    EeExport exported = make_export();
    const EeOperation operation = exported.run(target.cube, output_.overwrite, progress);
    exported.fetch(target, operation, progress);
    return operation.eecu_seconds > 0 ? fmt::format("exported by {}, which used {:.3g} EECU-hours", operation.name,
                                                    operation.eecu_seconds / 3600)
                                      : "exported by " + operation.name;
  }

  /// Deletes what the export left behind, once the cube is in place.
  void finish() {
    if (options_.exports()) make_export().finish();
  }

 private:
  EeExport make_export() { return {options_, output_.cube, service_, files_}; }

  const EarthEngineOptions& options_;
  const CompositeOutput& output_;
  EeService& service_;
  const GoogleFileAccess& files_;
};

}  // namespace

std::vector<EeIndex> earth_engine_indices(const std::vector<std::string>& texts) {
  std::vector<EeIndex> indices;
  for (const IndexFormula& formula : index_formulas(texts)) {
    indices.push_back({formula.index(), steps_of(formula)});
    check_index(indices.back());
  }
  return indices;
}

RetrieveSummary retrieve_from_earth_engine(RetrieveJob job, CompositeOutput output, const RunContext& run) {
  const EarthEngineOptions& options = job.earth_engine;
  if (job.print_expression && !job.check_credentials)
    return {expression_text(cube_of(job, retrieval_area(job.composite))), true};
  const bool asks_only = job.check_credentials || job.cancel;
  const RetrievalArea place = asks_only ? RetrievalArea{} : retrieval_area(job.composite);
  EeCube cube = asks_only ? EeCube{} : cube_of(job, place);
  HttpClient client;
  const Patience patience = job.stac.patience();
  GoogleToken token(find_google_credentials(options.credentials, options.token_api), client, patience);
  EeService service(options, client, token, patience);
  if (job.check_credentials) return check_credentials(service, token);
  if (job.cancel) return {EeExport::cancel(output.cube, service) + "\n", true};
  const GoogleFileAccess files{client, token, patience, options.drive_api, options.storage_api};
  DraftFiller filler(job, output, service, files);
  const EeRadar radar = choose_relative_orbits(job, service, cube);
  const EePreflight preflight = ee_preflight(cube, service);
  const std::string calendar = calendar_text(radar, list_optical_days(cube.recipe, service), cube.recipe);
  const std::string radar_orbits = radar.images.empty() ? "" : "; radar: " + radar.taken.description;
  if (job.dry_run)
    return {fmt::format("{}{}{} x {} px of {:g} units in {}{}\n", describe(preflight, cube), calendar, cube.grid.cols,
                        cube.grid.rows, job.composite.resolution, job.composite.crs, radar_orbits),
            true};
  spdlog::info("{}\n{}", summary_of(preflight), calendar);
  output.metadata.merge(provenance(job, cube));
  if (!radar.images.empty()) {
    output.metadata["RADAR_ORBITS"] = radar.taken.description;
    output.metadata["RADAR_ACQUISITIONS"] = radar.taken.acquisitions;
  }
  CubeDraft draft(output.cube, cube_file_layout(cube.layout(), indices_of(cube), output.metadata, output.writing),
                  identity_of(cube, polygon_text(place.area)), output.overwrite);
  const InsideOf inside_of = [&](const Window& window) { return inside(place.area, window); };
  const std::string done = filler.fill({cube, draft, inside_of}, run.progress);
  draft.finish(output.overwrite);
  filler.finish();
  return {fmt::format("{}: {} x {} px, {} composites{}; {}\n", output.cube, cube.grid.cols, cube.grid.rows,
                      cube.periods.size(), radar_orbits, done),
          false, cube.layout().index.name};
}

}  // namespace undercast
