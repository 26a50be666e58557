// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/composites.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/letters.h"
#include "earth_engine/cloud_masks.h"
#include "earth_engine/image_nodes.h"

namespace undercast {
namespace {

EeNode text(const std::string& value) { return EeNode::constant(value); }

EeNode names(std::vector<std::string> values) { return EeNode::constant(std::move(values)); }

EeNode load(const std::string& collection) { return EeNode::call("ImageCollection.load", {{"id", text(collection)}}); }

EeNode filter(const EeNode& collection, const EeNode& condition) {
  return EeNode::call("Collection.filter", {{"collection", collection}, {"filter", condition}});
}

EeNode map(const EeNode& collection, const EeNode& function) {
  return EeNode::call("Collection.map", {{"collection", collection}, {"baseAlgorithm", function}});
}

EeNode days(Date first, Date end) {
  const EeNode range = EeNode::call("DateRange", {{"start", text(to_string(first))}, {"end", text(to_string(end))}});
  return EeNode::call("Filter.dateRangeContains", {{"leftValue", range}, {"rightField", text("system:time_start")}});
}

EeNode equals(const std::string& field, const std::string& value) {
  return EeNode::call("Filter.equals", {{"leftField", text(field)}, {"rightValue", text(value)}});
}

EeNode has_polarisation(const std::string& band) {
  return EeNode::call("Filter.listContains",
                      {{"leftField", text("transmitterReceiverPolarisation")}, {"rightValue", text(band)}});
}

EeNode has_any_of(const std::string& field, nlohmann::json values) {
  return EeNode::call("Filter.listContains",
                      {{"leftValue", EeNode::constant(std::move(values))}, {"rightField", text(field)}});
}

EeNode has_band(const std::string& band) {
  return EeNode::call("Filter.listContains", {{"leftField", text("system:band_names")}, {"rightValue", text(band)}});
}

EeNode in_area(const EeRecipe& recipe, const EeNode& collection) {
  const EeNode feature = EeNode::call("Feature", {{"geometry", ee_area(recipe)}});
  return filter(collection, EeNode::call("Filter.intersects", {{"leftField", text(".all")}, {"rightValue", feature}}));
}

// Filters must come before functions, since the images that a function returns have no date.
EeNode in_time(const EeNode& collection, Date first, Date last) {
  return filter(collection, days(first, last + Days(1)));
}

EeNode in_period(const EeNode& collection, const std::optional<Period>& period) {
  return period ? filter(collection, days(period->start, period->end())) : collection;
}

EeNode searched(const EeRecipe& recipe, const std::string& collection, Date first) {
  return in_time(in_area(recipe, load(collection)), first, recipe.last);
}

EeNode filtered_grd(const EeRecipe& recipe, EeNode images) {
  images = filter(images, equals("instrumentMode", "IW"));
  images = filter(images, has_polarisation("VH"));
  if (recipe.vv) images = filter(images, has_polarisation("VV"));
  if (recipe.orbit != "both")
    images = filter(images, equals("orbitProperties_pass", recipe.orbit == "ascending" ? "ASCENDING" : "DESCENDING"));
  if (!recipe.relative_orbits.empty())
    images = filter(images, has_any_of("relativeOrbitNumber_start", recipe.relative_orbits));
  return images;
}

// OPERA also has bursts of HH and HV. Its products write the direction in lower case.
EeNode filtered_opera(const EeRecipe& recipe, EeNode images) {
  images = filter(images, has_band("VH"));
  if (recipe.vv) images = filter(images, has_band("VV"));
  if (recipe.orbit != "both")
    images = filter(images, has_any_of("ORBIT_PASS_DIRECTION",
                                       {recipe.orbit, recipe.orbit == "ascending" ? "Ascending" : "Descending",
                                        upper(recipe.orbit)}));
  if (!recipe.relative_orbits.empty()) images = filter(images, has_any_of("TRACK_NUMBER", recipe.relative_orbits));
  return images;
}

EeNode equal_values_of(const char* field) {
  return EeNode::call("Filter.equals", {{"leftField", text(field)}, {"rightField", text(field)}});
}

// Each pass of a satellite has an absolute orbit of its own.
constexpr const char* kOperaPass = "ABSOLUTE_ORBIT_NUMBER";

// A function of each image, and the mosaic of the results of an acquisition: bursts overlap, and
// one acquisition must not count twice in the mean.
EeNode mosaics_of_bursts(const EeRecipe& recipe, const std::optional<Period>& period, const EeNode& function) {
  constexpr const char* kBursts = "bursts";
  const EeNode joined =
      EeNode::call("Join.apply", {{"join", EeNode::call("Join.saveAll", {{"matchesKey", text(kBursts)}})},
                                  {"primary", ee_radar_acquisitions(recipe, period)},
                                  {"secondary", ee_radar_images(recipe, period)},
                                  {"condition", equal_values_of(kOperaPass)}});
  return map(joined, EeNode::function("acquisition", [&](const EeNode& acquisition) {
               const EeNode list = EeNode::call("Element.get", {{"object", acquisition}, {"property", text(kBursts)}});
               const EeNode bursts = EeNode::call("ImageCollection.fromImages", {{"images", list}});
               return EeNode::call("ImageCollection.mosaic", {{"collection", map(bursts, function)}});
             }));
}

EeNode decibels(const EeNode& linear) { return ee_pair("multiply", ee_single("log10", linear), ee_number(10)); }

EeNode property_list(const EeNode& images, const char* property) {
  return EeNode::call("AggregateFeatureCollection.array", {{"collection", images}, {"property", text(property)}});
}

EeNode reduce(const std::string& reducer, const EeNode& collection, const std::vector<std::string>& bands,
              bool guarded) {
  const EeNode images =
      guarded ? EeNode::call("ImageCollection.merge", {{"collection1", collection}, {"collection2", ee_guard(bands)}})
              : collection;
  return EeNode::call("reduce." + reducer, {{"collection", images}});
}

}  // namespace

std::vector<std::string> EeRecipe::index_names() const {
  std::vector<std::string> list;
  for (const EeIndex& one : indices) list.push_back(one.index.name);
  return list;
}

void check_recipe(const EeRecipe& recipe) {
  const Date empty_from = parse_date("2022-01-25"), filled_from = parse_date("2024-02-28");
  if (recipe.cloud_mask == EeCloudMask::qa60 && recipe.first < filled_from && recipe.last >= empty_from)
    throw Error(ErrorKind::usage, "--cloud-mask qa60: QA60 is empty from 2022-01-25 to 2024-02-28",
                "use --cloud-mask scl or cloud-score");
}

std::string radar_collection(const EeRecipe& recipe) {
  if (recipe.radar_collection == EeRadarCollection::opera) return "OPERA/RTC/L2_V1/S1";
  // Both hold the same images, in linear power and in dB.
  return recipe.power_mean ? "COPERNICUS/S1_GRD_FLOAT" : "COPERNICUS/S1_GRD";
}

EeNode ee_area(const EeRecipe& recipe) {
  nlohmann::json rings = nlohmann::json::array();
  for (const auto& [west, south, east, north] : recipe.boxes)
    rings.push_back({{{west, north}, {west, south}, {east, south}, {east, north}}});
  const bool one = rings.size() == 1;
  return EeNode::call(one ? "GeometryConstructors.Polygon" : "GeometryConstructors.MultiPolygon",
                      {{"coordinates", EeNode::constant(one ? rings.front() : rings)},
                       {"geodesic", EeNode::constant(false)},
                       {"evenOdd", EeNode::constant(true)}});
}

EeNode ee_optical_images(const EeRecipe& recipe, const std::optional<Period>& period) {
  const auto of_period = [&](const std::string& collection) {
    return in_period(searched(recipe, collection, recipe.first), period);
  };
  return with_cloud_source(recipe, of_period(recipe.optical_collection), of_period);
}

EeNode ee_radar_images(const EeRecipe& recipe, const std::optional<Period>& period) {
  const EeNode images = searched(recipe, radar_collection(recipe), std::max(recipe.first, recipe.radar_first));
  return in_period(recipe.radar_collection == EeRadarCollection::opera ? filtered_opera(recipe, images)
                                                                       : filtered_grd(recipe, images),
                   period);
}

EeNode ee_radar_acquisitions(const EeRecipe& recipe, const std::optional<Period>& period) {
  const EeNode images = ee_radar_images(recipe, period);
  if (recipe.radar_collection != EeRadarCollection::opera) return images;
  return EeNode::call("Collection.distinct", {{"collection", images}, {"properties", names({kOperaPass})}});
}

EeNode ee_radar_tracks(const EeRecipe& recipe) {
  const EeNode images = ee_radar_acquisitions(recipe, {});
  const bool is_opera = recipe.radar_collection == EeRadarCollection::opera;
  return EeNode::list({property_list(images, "system:time_start"),
                       property_list(images, is_opera ? "TRACK_NUMBER" : "relativeOrbitNumber_start"),
                       property_list(images, is_opera ? kOperaPass : "platform_number")});
}

EeNode ee_optical_times(const EeRecipe& recipe) {
  return EeNode::list({property_list(searched(recipe, recipe.optical_collection, recipe.first), "system:time_start")});
}

EeNode ee_indices_of_image(const EeRecipe& recipe) {
  return EeNode::function("image", [&](const EeNode& image) {
    const EeNode clear = clear_ground(recipe, image);
    std::optional<EeNode> all;
    for (const EeIndex& index : recipe.indices) {
      const EeNode one = ee_index_of_image(index, image, clear);
      all = all ? EeNode::call("Image.addBands", {{"dstImg", *all}, {"srcImg", one}}) : one;
    }
    return ee_single("toFloat", *all);
  });
}

EeNode ee_backscatter_of_image(const EeRecipe& recipe, const std::string& band) {
  return EeNode::function("image", [&](const EeNode& image) {
    EeNode values = ee_band(image, band);
    if (recipe.radar_collection == EeRadarCollection::opera) {
      // 0 is valid; other values of the mask mean shadow, layover, or no data.
      values = ee_masked(values, ee_pair("eq", ee_band(image, "mask"), ee_number(0)));
      if (!recipe.power_mean) values = decibels(values);
    }
    if (band == "VH" && recipe.vh_floor_db) {
      const double floor = recipe.power_mean ? std::pow(10, *recipe.vh_floor_db / 10) : *recipe.vh_floor_db;
      values = ee_masked(values, ee_pair("gte", values, ee_number(floor)));
    }
    if (recipe.bilinear_radar) values = ee_bilinear(values);
    return ee_single("toFloat", values);
  });
}

EeNode ee_guard(const std::vector<std::string>& bands) {
  const EeNode zero = EeNode::call("Image.constant", {{"value", EeNode::constant(0)}});
  std::vector<int> zeros(bands.size());
  const EeNode all = bands.size() == 1 ? zero : EeNode::call("Image.constant", {{"value", EeNode::constant(zeros)}});
  const EeNode masked = ee_masked(ee_single("toFloat", ee_renamed(all, bands)), zero);
  return EeNode::call("ImageCollection.fromImages", {{"images", EeNode::list({masked})}});
}

EeNode ee_index_composite(const EeRecipe& recipe, const std::optional<Period>& period, bool guarded) {
  const EeNode images = map(ee_optical_images(recipe, period), ee_indices_of_image(recipe));
  return reduce(recipe.maximum ? "max" : "median", images, recipe.index_names(), guarded);
}

EeNode ee_backscatter_composite(const EeRecipe& recipe, const std::optional<Period>& period, const std::string& band) {
  const EeNode function = ee_backscatter_of_image(recipe, band);
  const EeNode images = recipe.radar_collection == EeRadarCollection::opera
                            ? mosaics_of_bursts(recipe, period, function)
                            : map(ee_radar_images(recipe, period), function);
  const EeNode mean = reduce("mean", images, {band}, true);
  return recipe.power_mean ? decibels(mean) : mean;
}

std::vector<std::string> ee_band_names(const EeRecipe& recipe, int periods, int first_number) {
  std::vector<std::string> list;
  for (int number = first_number; number < first_number + periods; ++number) {
    for (const std::string& index : recipe.index_names()) list.push_back(fmt::format("{}_{:02}", index, number));
    if (recipe.vh) list.push_back(fmt::format("VH_{:02}", number));
    if (recipe.vv) list.push_back(fmt::format("VV_{:02}", number));
  }
  return list;
}

EeNode ee_stack(const EeRecipe& recipe, const std::vector<Period>& periods, int first_number) {
  std::vector<EeNode> images;
  for (const Period& period : periods) {
    images.push_back(ee_index_composite(recipe, period));
    if (recipe.vh) images.push_back(ee_backscatter_composite(recipe, period, "VH"));
    if (recipe.vv) images.push_back(ee_backscatter_composite(recipe, period, "VV"));
  }
  const EeNode all = EeNode::call("ImageCollection.fromImages", {{"images", EeNode::list(std::move(images))}});
  const EeNode bands = EeNode::call("ImageCollection.toBands", {{"collection", all}});
  const EeNode named = ee_renamed(bands, ee_band_names(recipe, static_cast<int>(periods.size()), first_number));
  // With sameFootprint true, only the area that the images cover would be filled.
  const EeNode filled = EeNode::call(
      "Image.unmask", {{"input", named}, {"value", ee_number(kEeMissing)}, {"sameFootprint", EeNode::constant(false)}});
  return ee_single("toFloat", filled);
}

EeNode ee_image_counts(const EeRecipe& recipe, const std::vector<Period>& periods) {
  const auto size = [](const EeNode& collection) {
    return EeNode::call("Collection.size", {{"collection", collection}});
  };
  std::vector<EeNode> counts;
  for (const Period& period : periods)
    counts.push_back(
        recipe.vh ? EeNode::list({size(ee_optical_images(recipe, period)), size(ee_radar_acquisitions(recipe, period))})
                  : EeNode::list({size(ee_optical_images(recipe, period))}));
  return EeNode::list(std::move(counts));
}

}  // namespace undercast
