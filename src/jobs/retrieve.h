// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <set>
#include <string>
#include <type_traits>

#include "composite/composite_options.h"
#include "core/run_context.h"
#include "earth_engine/options.h"
#include "stac/options.h"

namespace undercast {

/// Makes a cube of the Sentinel-2 and Sentinel-1 images of an archive.
struct RetrieveJob {
  std::string source;  ///< "earth-engine", the name of a STAC archive, or the URL of its API
  OutputFile output, counts;
  bool dry_run = false;
  bool print_expression = false, check_credentials = false, cancel = false;  ///< Earth Engine alone
  CompositeOptions composite;
  StacOptions stac;  ///< includes the options of every archive
  EarthEngineOptions earth_engine;
  bool overwrite = false;

  bool is_earth_engine() const { return source == "earth-engine"; }

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

struct RetrieveSummary {
  std::string text;
  /// Whether the job asked for this text alone: a dry run, an expression, credentials.
  bool is_answer = false;
};

/// Throws Error(usage) for errors that can be found without opening a file or asking the archive,
/// and for an option of another source, which would have no effect.
void check(const RetrieveJob& job);
/// Retrieves a cube, or answers the question of the job. Throws Error(remote) when the archive
/// refuses or fails, and as composite() does.
RetrieveSummary retrieve(RetrieveJob job, const RunContext& run);

/// Visits the options of `composite` that `retrieve` shares: all except those that name local files
/// and describe their content.
template <class Options, class Visit>
void each_retrieved_composite_option(Options& options, Visit& visit);

template <class Self, class Visit>
void RetrieveJob::each(Self& self, Visit&& visit) {
  visit("source", self.source,
        {.text = "archive: earth-engine, planetary-computer, earth-search, cdse, or the URL of a STAC API",
         .required = true});
  visit("output", self.output, {.text = "cube to write", .letter = 'o'});
  visit("counts", self.counts, {.text = "also write how many images each value comes from; not from Earth Engine"});
  visit("dry-run", self.dry_run,
        {.text = "print which images exist, and the requests and disk space that they need; fetch nothing",
         .of_the_run = true});
  visit("print-expression", self.print_expression,
        {.text = "Earth Engine: print the expression that a run would send, as JSON; needs no credentials",
         .of_the_run = true});
  visit("check", self.check_credentials,
        {.text = "Earth Engine: print which credentials were found, and whether they work", .of_the_run = true});
  visit("cancel", self.cancel,
        {.text = "Earth Engine: cancel the export that a run for the same cube began", .of_the_run = true});
  each_retrieved_composite_option(self.composite, visit);
  visit("overwrite", self.overwrite, kOverwriteText);
  auto& archive =
      static_cast<std::conditional_t<std::is_const_v<Self>, const ArchiveOptions, ArchiveOptions>&>(self.stac);
  ArchiveOptions::each(archive, in_group("Archives", visit));
  StacOptions::each(self.stac, in_group("STAC archives", visit));
  EarthEngineOptions::each(self.earth_engine, in_group("Earth Engine", visit));
}

template <class Options, class Visit>
void each_retrieved_composite_option(Options& options, Visit& visit) {
  static const std::set<std::string> local{"sentinel2",       "sentinel1",         "sentinel2-items",
                                           "sentinel1-items", "reflectance-scale", "reflectance-offset",
                                           "radar-units"};
  // There is no first image to take the grid from, so the area decides.
  static const std::map<std::string, std::string> own_text{
      {"area",
       "area to cover: xmin,ymin,xmax,ymax in --area-crs, or a file with a polygon (GeoJSON, GeoPackage), outside "
       "which pixels are missing; across the antimeridian, longitudes continue beyond 180"},
      {"crs", "coordinate reference system of the cube; empty: the UTM zone of the area's middle"},
      {"resolution", "pixel size of the cube; pixel edges lie at multiples of it; 0: 10 m"}};
  CompositeOptions::each(options, [&](const char* name, auto& value, OptionText text) {
    if (local.contains(name)) return;
    if (const auto own = own_text.find(name); own != own_text.end()) text.text = own->second;
    visit(name, value, text);
  });
}

}  // namespace undercast
