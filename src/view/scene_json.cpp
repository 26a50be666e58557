// SPDX-License-Identifier: Apache-2.0
#include "view/scene_json.h"

#include <fmt/format.h>

#include <cmath>

#include "core/version.h"
#include "io/crs.h"
#include "io/footprint.h"
#include "io/provenance_file.h"
#include "view/tiles.h"

namespace undercast {
namespace {

using nlohmann::json;

constexpr int kStops = 16;

std::string css(const Color& color) { return fmt::format("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue); }

json classes_of_provenance() {
  json classes = json::array();
  for (int code = 0; code <= kLastProvenance; ++code)
    classes.push_back(
        {{"name", name_of(static_cast<Provenance>(code))},
         {"color", css(layer_color(LayerScale::provenance, static_cast<double>(code) / kLastProvenance))}});
  return classes;
}

json layer_json(const ViewLayer& layer) {
  json object{
      {"id", layer.id},     {"title", layer.title}, {"unit", layer.unit},   {"steps", layer.steps},
      {"days", layer.days}, {"lows", layer.lows},   {"highs", layer.highs}, {"colors", css_colors(layer.scale)}};
  if (layer.scale == LayerScale::provenance) object["classes"] = classes_of_provenance();
  return object;
}

}  // namespace

json css_colors(LayerScale scale) {
  json colors = json::array();
  for (int i = 0; i <= kStops; ++i) colors.push_back(css(layer_color(scale, static_cast<double>(i) / kStops)));
  return colors;
}

json scene_json(const ViewedScene& scene, const std::string& basemap) {
  const Grid& grid = scene.grid();
  json layers = json::array(), resolutions = json::array(), missing = json::array();
  for (const ViewLayer& layer : scene.layers()) layers.push_back(layer_json(layer));
  for (const double scale : tile_scales(grid)) resolutions.push_back(scale * grid.pixel_width());
  for (const double share : scene.missing_shares()) missing.push_back(std::round(share * 1e4) / 1e4);
  json dates = json::array();
  for (const Period& period : scene.time()) dates.push_back(to_string(period.start));
  return {{"name", scene.name()},
          {"index", scene.index()},
          {"version", kVersion},
          {"basemap", basemap},
          {"crs", crs_name(grid.crs_wkt)},
          {"proj", proj_text(grid.crs_wkt)},
          {"metres_per_unit", metres_per_unit(grid.crs_wkt)},
          {"metres_per_pixel", metres_per_pixel(grid).across},
          {"rows", grid.rows},
          {"cols", grid.cols},
          {"west", grid.affine[0]},
          {"north", grid.affine[3]},
          {"pixel_width", grid.pixel_width()},
          {"pixel_height", grid.pixel_height()},
          {"tile_px", kTile_px},
          {"resolutions", std::move(resolutions)},
          {"dates", std::move(dates)},
          {"days", scene.time().middle_days()},
          {"missing", std::move(missing)},
          {"layers", std::move(layers)},
          {"has_fields", scene.fields() != nullptr}};
}

}  // namespace undercast
