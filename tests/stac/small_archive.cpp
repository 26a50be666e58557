// SPDX-License-Identifier: Apache-2.0
#include "stac/small_archive.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "composite/small_inputs.h"
#include "core/date.h"
#include "core/random.h"
#include "io/footprint.h"
#include "io/gdal.h"

namespace undercast {
namespace {

using Json = nlohmann::json;

void set_projection(Json& where, const Grid& grid, bool is_new) {
  const auto& a = grid.affine;
  where["proj:shape"] = {grid.rows, grid.cols};
  where["proj:transform"] = {a[1], a[2], a[0], a[4], a[5], a[3]};
  if (is_new)
    for (const double last : {0, 0, 1}) where["proj:transform"].push_back(last);
}

void set_crs(Json& where, const Grid& grid, bool is_new) {
  const std::string name = crs_name(grid.crs_wkt);
  if (is_new)
    where["proj:code"] = name;
  else
    where["proj:epsg"] = std::stoi(name.substr(name.find(':') + 1));
}

Json item_of(const std::string& id, const std::string& datetime, const std::string& collection, const Grid& grid) {
  return {{"type", "Feature"},
          {"stac_version", "1.0.0"},
          {"id", id},
          {"collection", collection},
          {"bbox", lon_lat_boxes(grid).front()},
          {"links", Json::array()},
          {"properties", {{"datetime", datetime}}},
          {"assets", Json::object()}};
}

}  // namespace

bool is_coarse(const std::string& band) { return band != "B02" && band != "B03" && band != "B04" && band != "B08"; }

Json optical_item(const OpticalItem& item) {
  Json json = item_of(item.id, item.datetime, item.collection, item.grid);
  Json& properties = json["properties"];
  properties["eo:cloud_cover"] = item.cloud_percent;
  properties["s2:processing_baseline"] = item.baseline;
  properties["s2:generation_time"] = item.generated;
  properties["s2:mgrs_tile"] = item.tile;
  properties.update(item.more.is_null() ? Json::object() : item.more);
  set_crs(properties, item.grid, item.new_projection);
  for (const std::string& name : item.bands) {
    Json& asset = json["assets"][name];
    asset["href"] = item.folder_url + "/" + name + ".tif";
    set_projection(asset, is_coarse(name) ? coarser(item.grid, 2) : item.grid, item.new_projection);
  }
  return json;
}

Json radar_item(const std::string& id, const std::string& datetime, const Grid& grid, const std::string& folder_url,
                const std::string& orbit) {
  Json json = item_of(id, datetime, "sentinel-1-rtc", grid);
  json["properties"]["sat:orbit_state"] = orbit;
  set_crs(json["properties"], grid, false);
  set_projection(json["properties"], grid, true);
  for (const char* name : {"vh", "vv"}) {
    std::string file = name;
    for (char& c : file) c = static_cast<char>(std::toupper(c));
    json["assets"][name]["href"] = folder_url + "/" + file + ".tif";
  }
  return json;
}

void write_farm(const std::string& folder) {
  Random random(17);
  const Grid grid = small_grid(64, 64, 10, 501360, 5629680), scl_grid = coarser(grid, 2);
  const auto noise = [&](double low, double high) {
    return image_of(grid, [&](int, int) { return std::floor(random.uniform(low, high)); });
  };
  for (int number = 0; number < 12; ++number) {
    const std::string raw = folder + "/sentinel-2/" + to_string(parse_date("2018-05-01") + Days(5 * number));
    write_image(raw + "/B04.tif", grid, noise(200, 900), FileType::uint16);
    write_image(raw + "/B08.tif", grid, noise(2000, 4000), FileType::uint16);
    const int cloud_row = random.below(32), cloud_col = random.below(32);
    const auto scl = [&](int row, int col) { return std::hypot(row - cloud_row, col - cloud_col) < 9 ? 9 : 4; };
    write_image(raw + "/SCL.tif", scl_grid, image_of(scl_grid, scl), FileType::uint8);
  }
  for (int number = 0; number < 10; ++number) {
    const std::string raw = folder + "/sentinel-1/" + to_string(parse_date("2018-05-02") + Days(6 * number));
    for (const char* band : {"/VH.tif", "/VV.tif"})
      write_image(raw + band, grid, image_of(grid, [&](int, int) { return random.uniform(-22, -10); }),
                  FileType::float32);
  }
}

void make_cog(const std::string& from, const std::string& to) {
  std::filesystem::create_directories(std::filesystem::path(to).parent_path());
  const DatasetPtr source = open_raster(from);
  const DatasetPtr cog(GetGDALDriverManager()->GetDriverByName("COG")->CreateCopy(to.c_str(), source.get(), FALSE,
                                                                                  nullptr, nullptr, nullptr));
  ASSERT_TRUE(cog) << to << ": " << gdal_reason();
}

}  // namespace undercast
