// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/composites.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "earth_engine/cloud_masks.h"

namespace undercast {
namespace {

EeNode text(const std::string& value) { return EeNode::constant(value); }

EeNode names(std::vector<std::string> values) { return EeNode::constant(std::move(values)); }

EeNode number_image(double value) { return EeNode::call("Image.constant", {{"value", EeNode::constant(value)}}); }

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

EeNode reduce(const std::string& reducer, const EeNode& collection, const std::string& band, bool guarded) {
  const EeNode images =
      guarded ? EeNode::call("ImageCollection.merge", {{"collection1", collection}, {"collection2", ee_guard(band)}})
              : collection;
  return EeNode::call("reduce." + reducer, {{"collection", images}});
}

}  // namespace

void check_recipe(const EeRecipe& recipe) {
  const Date empty_from = parse_date("2022-01-25"), filled_from = parse_date("2024-02-28");
  if (recipe.cloud_mask == EeCloudMask::qa60 && recipe.first < filled_from && recipe.last >= empty_from)
    throw Error(ErrorKind::usage, "--cloud-mask qa60: QA60 is empty from 2022-01-25 to 2024-02-28",
                "use --cloud-mask scl or cloud-score");
}

std::string radar_collection(const EeRecipe& recipe) {
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
  const auto images_of = [&](const std::string& collection) {
    return in_period(in_time(in_area(recipe, load(collection)), recipe.first, recipe.last), period);
  };
  return with_cloud_source(recipe, images_of(recipe.optical_collection), images_of);
}

EeNode ee_radar_images(const EeRecipe& recipe, const std::optional<Period>& period) {
  EeNode images = load(radar_collection(recipe));
  images = in_time(in_area(recipe, images), std::max(recipe.first, recipe.radar_first), recipe.last);
  images = filter(images, equals("instrumentMode", "IW"));
  images = filter(images, has_polarisation("VH"));
  if (recipe.vv) images = filter(images, has_polarisation("VV"));
  if (recipe.orbit != "both")
    images = filter(images, equals("orbitProperties_pass", recipe.orbit == "ascending" ? "ASCENDING" : "DESCENDING"));
  if (!recipe.relative_orbits.empty())
    images =
        filter(images, EeNode::call("Filter.listContains", {{"leftValue", EeNode::constant(recipe.relative_orbits)},
                                                            {"rightField", text("relativeOrbitNumber_start")}}));
  return in_period(images, period);
}

EeNode ee_radar_tracks(const EeRecipe& recipe) {
  const EeNode images = ee_radar_images(recipe, {});
  std::vector<EeNode> lists;
  for (const char* property : {"system:time_start", "relativeOrbitNumber_start", "platform_number"})
    lists.push_back(
        EeNode::call("AggregateFeatureCollection.array", {{"collection", images}, {"property", text(property)}}));
  return EeNode::list(std::move(lists));
}

EeNode ee_ndvi_of_image(const EeRecipe& recipe) {
  return EeNode::function("image", [&](const EeNode& image) {
    const EeNode clear = EeNode::call("Image.updateMask", {{"image", image}, {"mask", clear_ground(recipe, image)}});
    const EeNode ndvi =
        EeNode::call("Image.normalizedDifference", {{"input", clear}, {"bandNames", names({"B8", "B4"})}});
    const EeNode named = EeNode::call("Image.rename", {{"input", ndvi}, {"names", names({"NDVI"})}});
    return EeNode::call("Image.toFloat", {{"value", named}});
  });
}

EeNode ee_backscatter_of_image(const EeRecipe& recipe, const std::string& band) {
  return EeNode::function("image", [&](const EeNode& image) {
    EeNode values = EeNode::call("Image.select", {{"input", image}, {"bandSelectors", names({band})}});
    if (band == "VH" && recipe.vh_floor_db) {
      const double floor = recipe.power_mean ? std::pow(10, *recipe.vh_floor_db / 10) : *recipe.vh_floor_db;
      const EeNode mask = EeNode::call("Image.gte", {{"image1", values}, {"image2", number_image(floor)}});
      values = EeNode::call("Image.updateMask", {{"image", values}, {"mask", mask}});
    }
    if (recipe.bilinear_radar) values = EeNode::call("Image.resample", {{"image", values}, {"mode", text("bilinear")}});
    return EeNode::call("Image.toFloat", {{"value", values}});
  });
}

EeNode ee_guard(const std::string& band) {
  const EeNode zero = EeNode::call("Image.constant", {{"value", EeNode::constant(0)}});
  const EeNode named = EeNode::call("Image.rename", {{"input", zero}, {"names", names({band})}});
  const EeNode image = EeNode::call("Image.toFloat", {{"value", named}});
  const EeNode masked = EeNode::call("Image.updateMask", {{"image", image}, {"mask", zero}});
  return EeNode::call("ImageCollection.fromImages", {{"images", EeNode::list({masked})}});
}

EeNode ee_ndvi_composite(const EeRecipe& recipe, const std::optional<Period>& period, bool guarded) {
  const EeNode images = map(ee_optical_images(recipe, period), ee_ndvi_of_image(recipe));
  return reduce(recipe.maximum ? "max" : "median", images, "NDVI", guarded);
}

EeNode ee_backscatter_composite(const EeRecipe& recipe, const std::optional<Period>& period, const std::string& band) {
  const EeNode images = map(ee_radar_images(recipe, period), ee_backscatter_of_image(recipe, band));
  const EeNode mean = reduce("mean", images, band, true);
  if (!recipe.power_mean) return mean;
  const EeNode bels = EeNode::call("Image.log10", {{"value", mean}});
  return EeNode::call("Image.multiply", {{"image1", bels}, {"image2", number_image(10)}});
}

std::vector<std::string> ee_band_names(const EeRecipe& recipe, int periods, int first_number) {
  std::vector<std::string> list;
  for (int number = first_number; number < first_number + periods; ++number) {
    list.push_back(fmt::format("NDVI_{:02}", number));
    if (recipe.vh) list.push_back(fmt::format("VH_{:02}", number));
    if (recipe.vv) list.push_back(fmt::format("VV_{:02}", number));
  }
  return list;
}

EeNode ee_stack(const EeRecipe& recipe, const std::vector<Period>& periods, int first_number) {
  std::vector<EeNode> images;
  for (const Period& period : periods) {
    images.push_back(ee_ndvi_composite(recipe, period));
    if (recipe.vh) images.push_back(ee_backscatter_composite(recipe, period, "VH"));
    if (recipe.vv) images.push_back(ee_backscatter_composite(recipe, period, "VV"));
  }
  const EeNode all = EeNode::call("ImageCollection.fromImages", {{"images", EeNode::list(std::move(images))}});
  const EeNode bands = EeNode::call("ImageCollection.toBands", {{"collection", all}});
  const EeNode named = EeNode::call(
      "Image.rename",
      {{"input", bands}, {"names", names(ee_band_names(recipe, static_cast<int>(periods.size()), first_number))}});
  // With sameFootprint true, only the area that the images cover would be filled.
  const EeNode filled =
      EeNode::call("Image.unmask",
                   {{"input", named}, {"value", number_image(kEeMissing)}, {"sameFootprint", EeNode::constant(false)}});
  return EeNode::call("Image.toFloat", {{"value", filled}});
}

EeNode ee_image_counts(const EeRecipe& recipe, const std::vector<Period>& periods) {
  const auto size = [](const EeNode& collection) {
    return EeNode::call("Collection.size", {{"collection", collection}});
  };
  std::vector<EeNode> counts;
  for (const Period& period : periods)
    counts.push_back(
        recipe.vh ? EeNode::list({size(ee_optical_images(recipe, period)), size(ee_radar_images(recipe, period))})
                  : EeNode::list({size(ee_optical_images(recipe, period))}));
  return EeNode::list(std::move(counts));
}

}  // namespace undercast
