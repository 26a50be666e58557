// SPDX-License-Identifier: Apache-2.0
#include "io/stac_items.h"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <ogr_spatialref.h>

#include <algorithm>
#include <filesystem>

#include "core/json.h"
#include "core/version.h"
#include "io/atomic_file.h"
#include "io/crs.h"
#include "io/footprint.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kVersionOfStac = "1.1.0";
constexpr const char* kCogType = "image/tiff; application=geotiff; profile=cloud-optimized";
// Version 1.2 of proj has both proj:code and proj:epsg; GDAL 3.6 reads the latter alone.
const json kProjection = "https://stac-extensions.github.io/projection/v1.2.0/schema.json";
const json kRaster = "https://stac-extensions.github.io/raster/v2.0.0/schema.json";
const json kProcessing = "https://stac-extensions.github.io/processing/v1.2.0/schema.json";
const json kClassification = "https://stac-extensions.github.io/classification/v2.0.0/schema.json";

// Every so many points of outline() are a corner of a footprint: straight edges bend in degrees.
constexpr std::size_t kOutlineStep = 10;
using Ring = std::vector<std::array<double, 2>>;

std::string wkt2_of(const std::string& crs) {
  static constexpr const char* kOptions[] = {"FORMAT=WKT2_2019", nullptr};
  char* text = nullptr;
  parse_crs(crs).exportToWkt(&text, kOptions);
  const std::string wkt = text == nullptr ? "" : text;
  CPLFree(text);
  return wkt;
}

class Catalogue {
 public:
  Catalogue(std::string id, const ExportSource& source)
      : id_(std::move(id)), source_(source), grid_(source.layout().grid), boxes_(lon_lat_boxes(grid_)) {}

  std::string date(int step) const { return to_string(source_.layout().ndvi[step].start); }

  /// `folder` is where the images are, seen from the item: "." or "./2018-01-01".
  json item(int step, const std::string& folder) const {
    json assets = json::object();
    for (const ExportVariable& variable : source_.variables())
      if (variable.varies()) {
        assets[variable.name] = asset(variable);
        assets[variable.name]["href"] = folder + "/" + image_name(variable.name, date(step));
      }
    const Period& period = source_.layout().ndvi[step];
    json properties = place();
    properties["datetime"] = date(step) + "T00:00:00Z";
    properties["start_datetime"] = date(step) + "T00:00:00Z";
    properties["end_datetime"] = to_string(period.end() - Days(1)) + "T23:59:59Z";
    properties["processing:software"] = {{"undercast", kVersion}};
    properties["processing:lineage"] = source_.lineage();
    return {{"type", "Feature"},
            {"stac_version", kVersionOfStac},
            {"stac_extensions", extensions()},
            {"id", id_ + "_" + date(step)},
            {"collection", id_},
            {"geometry", geometry()},
            {"bbox", bbox()},
            {"properties", properties},
            {"assets", assets},
            {"links",
             {link("root", "../collection.json"), link("parent", "../collection.json"),
              link("collection", "../collection.json")}}};
  }

  json collection() const {
    const TimeAxis& time = source_.layout().ndvi;
    json links{link("root", "./collection.json")};
    for (int step = 0; step < time.size(); ++step) {
      links.push_back(link("item", fmt::format("./{0}/{0}.json", date(step))));
      links.back()["type"] = "application/geo+json";
    }
    json assets{{"items",
                 {{"href", "./items.json"},
                  {"type", "application/geo+json"},
                  {"title", "all items in one file"},
                  {"roles", {"metadata"}}}}};
    if (!source_.phenology_bands().empty()) assets["phenology"] = phenology();
    json item_assets = json::object();
    for (const ExportVariable& variable : source_.variables())
      if (variable.varies()) item_assets[variable.name] = asset(variable);
    json all{{"type", "Collection"},
             {"stac_version", kVersionOfStac},
             {"stac_extensions", extensions()},
             {"id", id_},
             {"title", source_.title()},
             {"description", source_.lineage()},
             {"license", "other"},
             {"extent",
              {{"spatial", {{"bbox", json::array({bbox()})}}},
               {"temporal",
                {{"interval", json::array({{date(0) + "T00:00:00Z",
                                            to_string(time[time.size() - 1].end() - Days(1)) + "T23:59:59Z"}})}}}}},
             {"assets", assets},
             {"item_assets", item_assets},
             {"links", links}};
    return all;
  }

  json items() const {
    json features = json::array();
    for (int step = 0; step < source_.layout().ndvi.size(); ++step) {
      features.push_back(item(step, "./" + date(step)));
      for (json& link : features.back()["links"]) link["href"] = "./collection.json";
    }
    return {{"type", "FeatureCollection"}, {"features", features}};
  }

 private:
  static json link(const char* relation, const std::string& target) {
    return {{"rel", relation}, {"href", target}, {"type", "application/json"}};
  }

  json extensions() const {
    json all{kProjection, kRaster, kProcessing};
    for (const ExportVariable& variable : source_.variables())
      if (variable.attributes.contains("flag_values")) all.push_back(kClassification);
    return all;
  }

  // What the assets of items and the collection's item_assets say alike.
  json asset(const ExportVariable& variable) const {
    const bool is_float = variable.type == PixelType::float32;
    json asset{{"type", kCogType},
               {"title", variable.attributes.at("long_name")},
               {"roles", {"data"}},
               {"data_type", is_float ? "float32" : "uint8"},
               {"nodata", is_float ? json("nan") : json(255)},
               {"raster:sampling", "area"},
               {"raster:spatial_resolution", resolution_m()}};
    if (variable.attributes.contains("units")) asset["unit"] = variable.attributes.at("units");
    if (variable.attributes.contains("flag_values")) asset["classification:classes"] = classes();
    return asset;
  }

  static json classes() {
    json classes = json::array();
    for (const Provenance code : kProvenances)
      classes.push_back({{"value", static_cast<int>(code)},
                         {"name", flag_of(code)},
                         {"description", name_of(code)},
                         {"nodata", code == Provenance::missing}});
    return classes;
  }

  json phenology() const {
    json bands = json::array();
    for (const BandInfo& band : source_.phenology_bands())
      bands.push_back({{"name", band.description},
                       {"description", band.metadata.at("LONG_NAME")},
                       {"unit", band.metadata.at("UNITS")}});
    json asset{{"href", std::string("./") + kPhenologyName},
               {"type", kCogType},
               {"title", "seasons of each pixel"},
               {"roles", {"data"}},
               {"data_type", "float32"},
               {"nodata", "nan"},
               {"bands", bands}};
    asset.update(place());
    return asset;
  }

  double resolution_m() const { return metres_per_pixel(grid_).across; }

  json place() const {
    const auto& a = grid_.affine;
    json place{{"proj:shape", {grid_.rows, grid_.cols}}, {"proj:transform", {a[1], a[2], a[0], a[4], a[5], a[3]}}};
    const std::string code = crs_name(grid_.crs_wkt);
    if (code.starts_with("EPSG:")) {
      place["proj:code"] = code;
      place["proj:epsg"] = std::stoi(code.substr(5));
    } else {
      place["proj:code"] = place["proj:epsg"] = nullptr;
      place["proj:wkt2"] = wkt2_of(grid_.crs_wkt);
    }
    return place;
  }

  json bbox() const { return {boxes_.front()[0], boxes_.front()[1], boxes_.back()[2], boxes_.back()[3]}; }

  json geometry() const {
    if (boxes_.size() == 1) return {{"type", "Polygon"}, {"coordinates", json::array({footprint()})}};
    json polygons = json::array();  // on both sides of the antimeridian
    for (const auto& [west, south, east, north] : boxes_)
      polygons.push_back(
          json::array({Ring{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}));
    return {{"type", "MultiPolygon"}, {"coordinates", polygons}};
  }

  // A ring, counterclockwise as GeoJSON wants it.
  json footprint() const {
    Ring ring;
    const auto all = outline_in(crs_to_wkt("EPSG:4326"), grid_);
    for (std::size_t i = 0; i < all.size(); i += kOutlineStep) ring.push_back(all[i]);
    ring.push_back(ring.front());
    double twice_area = 0;
    for (std::size_t i = 1; i < ring.size(); ++i)
      twice_area += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
    if (twice_area < 0) std::reverse(ring.begin(), ring.end());
    return ring;
  }

  std::string id_;
  const ExportSource& source_;
  const Grid& grid_;
  std::vector<LonLatBox> boxes_;
};

}  // namespace

std::string image_name(const std::string& variable, const std::string& date) { return variable + "_" + date + ".tif"; }

void write_stac(const std::string& folder, const std::string& id, const ExportSource& source) {
  const Catalogue catalogue(id, source);
  const fs::path root(folder);
  const auto write = [](const fs::path& path, const json& content) {
    write_text_file(path, to_text(content, 1), false);
  };
  for (int step = 0; step < source.layout().ndvi.size(); ++step)
    write(root / catalogue.date(step) / (catalogue.date(step) + ".json"), catalogue.item(step, "."));
  write(root / "items.json", catalogue.items());
  write(root / "collection.json", catalogue.collection());
}

}  // namespace undercast
