// SPDX-License-Identifier: Apache-2.0
#include "stac/archive_items.h"

#include <fstream>
#include <nlohmann/json.hpp>

namespace undercast {
namespace {

using Json = nlohmann::json;

std::vector<StacItem> items(const Json& own, const std::string& file) {
  Json all = Json::array({own});
  std::ifstream in(std::string(UNDERCAST_SHARED_DATA) + "/../stac/" + file);
  if (in) {
    const Json theirs = Json::parse(in);
    for (const Json& item : theirs.is_array() ? theirs : Json::array({theirs})) all.push_back(item);
  }
  std::vector<StacItem> parsed;
  for (const Json& item : all) parsed.push_back(parse_stac_item(item, "https://example.org/search"));
  return parsed;
}

}  // namespace

// The code of the projection stands at the item, transforms and shapes stand at the assets. Scale
// and offset are absent.
std::vector<StacItem> planetary_computer_optical_items() {
  return items(Json::parse(R"({
    "id": "S2B_MSIL2A_20240419T095549_R122_T47XML_20240419T123458", "collection": "sentinel-2-l2a",
    "properties": {
      "datetime": "2024-04-19T09:55:49.024000Z", "proj:epsg": 32647, "eo:cloud_cover": 0.219774,
      "s2:mgrs_tile": "47XML", "s2:processing_baseline": "05.10",
      "s2:datatake_id": "GS2B_20240419T095549_037185_N05.10",
      "s2:datastrip_id": "S2B_OPER_MSI_L2A_DS_MSFT_20240419T123459_S20240419T095549_N05.10"},
    "assets": {
      "B04": {"href": "https://files/T47XML_20240419T095549_B04_10m.tif", "proj:shape": [10980, 10980],
              "proj:transform": [10.0, 0.0, 399960.0, 0.0, -10.0, 9100020.0]},
      "SCL": {"href": "https://files/T47XML_20240419T095549_SCL_20m.tif", "proj:shape": [5490, 5490],
              "proj:transform": [20.0, 0.0, 399960.0, 0.0, -20.0, 9100020.0]}}})"),
               "mpc_sentinel-2-l2a_items.json");
}

// The whole projection stands at the item, with a transform of nine numbers.
std::vector<StacItem> planetary_computer_radar_items() {
  return items(Json::parse(R"({
    "id": "S1A_IW_GRDH_1SDV_20240419T045904_20240419T045916_053498_067DF2_rtc", "collection": "sentinel-1-rtc",
    "properties": {
      "datetime": "2024-04-19T04:59:10.436706Z", "sat:orbit_state": "descending", "proj:epsg": 32633,
      "sat:relative_orbit": 51, "platform": "SENTINEL-1A",
      "proj:shape": [12949, 27526],
      "proj:transform": [10.0, 0.0, 373180.0, 0.0, -10.0, 3424680.0, 0.0, 0.0, 1.0]},
    "assets": {"vh": {"href": "https://files/iw-vh.rtc.tiff"}, "vv": {"href": "https://files/iw-vv.rtc.tiff"}}})"),
               "mpc_sentinel-1-rtc_items.json");
}

// Each band is there twice, as GeoTIFF and JPEG 2000. The flag says that the offset has been
// subtracted, while the raster bands say -0.1.
std::vector<StacItem> earth_search_items() {
  return items(Json::parse(R"({
    "id": "S2A_13TDE_20231008_0_L2A", "collection": "sentinel-2-l2a",
    "properties": {
      "datetime": "2023-10-08T18:02:55.276000Z", "proj:epsg": 32613, "grid:code": "MGRS-13TDE",
      "s2:processing_baseline": "05.09", "s2:datatake_id": "GS2A_20231008T175231_043324_N05.09",
      "earthsearch:boa_offset_applied": true},
    "assets": {
      "red": {"href": "https://files/B04.tif", "raster:bands": [{"scale": 0.0001, "offset": -0.1}]},
      "red-jp2": {"href": "s3://files/B04.jp2", "raster:bands": [{"scale": 0.0001, "offset": -0.1}]},
      "nir": {"href": "https://files/B08.tif", "raster:bands": [{"scale": 0.0001, "offset": -0.1}]},
      "nir-jp2": {"href": "s3://files/B08.jp2", "raster:bands": [{"scale": 0.0001, "offset": -0.1}]}}})"),
               "earthsearch_v1_sentinel-2-l2a_S2A_13TDE_20231008_0_L2A.json");
}

std::vector<StacItem> earth_search_collection_1_items() {
  return items(Json::parse(R"({
    "id": "S2B_T20EPT_20250731T131905_L2A", "collection": "sentinel-2-c1-l2a",
    "properties": {
      "datetime": "2025-07-31T13:19:22.930000Z", "proj:epsg": 32720, "grid:code": "MGRS-20EPT",
      "s2:processing_baseline": "05.11"},
    "assets": {
      "red": {"href": "https://files/B04.tif", "proj:shape": [10980, 10980],
              "proj:transform": [10, 0, 600000, 0, -10, 3300040],
              "raster:bands": [{"scale": 0.0001, "offset": -0.1}]}}})"),
               "earth-search_sentinel-2-c1-l2a_S2B_T20EPT_20250731T131905_L2A.json");
}

// Each band is there in several pixel sizes, under relative addresses.
std::vector<StacItem> stactools_items() {
  return items(Json::parse(R"({
    "id": "S2A_T07HFE_20190212T192646_L2A", "collection": "sentinel2-l2a-example",
    "properties": {
      "datetime": "2019-02-12T19:26:51.024000Z", "proj:epsg": 32707, "grid:code": "MGRS-07HFE",
      "s2:processing_baseline": "02.12", "s2:generation_time": "2020-10-07T16:08:57.135Z",
      "s2:datastrip_id": "S2A_OPER_MSI_L2A_DS_ESRI_20201007T160858_S20190212T192646_N02.12"},
    "assets": {
      "red_20m": {"href": "../R20m/B04_20m.tif", "proj:shape": [5490, 5490],
                  "proj:transform": [20.0, 0.0, 600000.0, 0.0, -20.0, 6500020.0],
                  "raster:bands": [{"scale": 0.0001, "offset": 0}]},
      "red": {"href": "../R10m/B04_10m.tif", "proj:shape": [10980, 10980],
              "proj:transform": [10.0, 0.0, 600000.0, 0.0, -10.0, 6500020.0],
              "raster:bands": [{"scale": 0.0001, "offset": 0}]}}})"),
               "stactools_s2_l2a_item_S2A_T07HFE.json");
}

// STAC 1.1: the projection's code, scale and offset stand at the assets, the baseline is the
// processing's version.
std::vector<StacItem> copernicus_items() {
  return items(Json::parse(R"({
    "id": "S2A_MSIL2A_20220217T183431_N0510_R027_T13VEK_20240516T022440", "collection": "sentinel-2-l2a",
    "properties": {
      "datetime": "2022-02-17T18:34:31.024000Z", "grid:code": "MGRS-13VEK", "eo:cloud_cover": 41.21,
      "processing:version": "05.10", "processing:datetime": "2024-05-16T02:24:40.000000Z",
      "eopf:datastrip_id": "S2A_OPER_MSI_L2A_DS_S2RP_20240516T022440_S20220217T183428_N05.10",
      "eopf:datatake_id": "GS2A_20220217T183431_034773_N05.10"},
    "assets": {
      "B04_10m": {"href": "s3://eodata/B04_10m.jp2", "proj:code": "EPSG:32613", "proj:shape": [10980, 10980],
                  "proj:transform": [10, 0, 499980, 0, -10, 7000020], "bands": [{"name": "B04"}],
                  "raster:scale": 0.0001, "raster:offset": -0.1}}})"),
               "cdse_v1_sentinel-2-l2a_S2A_T13VEK_20220217.json");
}

// Digital Earth Africa has the same prefix of the properties.
std::vector<StacItem> earth_search_v0_items() {
  return {parse_stac_item(Json::parse(R"({
    "id": "S2A_31UFU_20220629_0_L2A", "collection": "sentinel-s2-l2a-cogs",
    "properties": {
      "datetime": "2022-06-29T10:56:35Z", "proj:epsg": 32631, "eo:cloud_cover": 22.69,
      "sentinel:utm_zone": 31, "sentinel:latitude_band": "U", "sentinel:grid_square": "FU",
      "sentinel:product_id": "S2A_MSIL2A_20220629T104631_N0400_R051_T31UFU_20220629T170417",
      "sentinel:processing_baseline": "04.00", "sentinel:boa_offset_applied": true},
    "assets": {"B04": {"href": "https://files/B04.tif"}, "B08": {"href": "https://files/B08.tif"},
               "SCL": {"href": "https://files/SCL.tif"}}})"),
                          "https://example.org/search")};
}

}  // namespace undercast
