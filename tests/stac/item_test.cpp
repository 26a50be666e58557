// SPDX-License-Identifier: Apache-2.0
#include "stac/item.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "composite/small_inputs.h"
#include "core/expect_error.h"
#include "io/crs.h"
#include "stac/archive.h"
#include "stac/archive_items.h"
#include "stac/small_archive.h"

namespace undercast {
namespace {

using Json = nlohmann::json;

const std::vector<std::string> kBands{"B04", "B08"};

TEST(StacItem, of_planetary_computer_sentinel2_is_read) {
  const auto items = planetary_computer_optical_items();
  for (std::size_t i = 0; i < std::min<std::size_t>(2, items.size()); ++i) {  // the further ones are of other images
    const StacItem& item = items[i];
    EXPECT_EQ(item.id, "S2B_MSIL2A_20240419T095549_R122_T47XML_20240419T123458");
    EXPECT_EQ(to_string(item.date()), "2024-04-19");
    EXPECT_EQ(item.tile, "47XML");
    EXPECT_EQ(item.datatake, "GS2B_20240419T095549_037185");
    EXPECT_EQ(item.datastrip, "20240419T095549");
    EXPECT_EQ(item.baseline, 510);
    EXPECT_DOUBLE_EQ(*item.cloud_percent, 0.219774);
    const StacAsset* scl = find_asset(item, "SCL");
    ASSERT_NE(scl, nullptr);
    EXPECT_TRUE(scl->href.ends_with("T47XML_20240419T095549_SCL_20m.tif"));
    ASSERT_TRUE(scl->grid);
    EXPECT_EQ(crs_name(scl->grid->crs_wkt), "EPSG:32647");
    EXPECT_EQ(scl->grid->affine, (std::array<double, 6>{399960, 20, 0, 9100020, 0, -20}));
    EXPECT_EQ(scl->grid->rows, 5490);
    const StacReflectance reflectance = reflectance_of(item, kBands);
    EXPECT_DOUBLE_EQ(reflectance.scale, 0.0001);
    EXPECT_DOUBLE_EQ(reflectance.offset, -0.1);  // only the baseline says so
    EXPECT_FALSE(has_doubtful_offset(item));
  }
}

TEST(StacItem, of_terrain_corrected_sentinel1_is_read) {
  const auto items = planetary_computer_radar_items();
  for (const StacItem& item : items) {
    EXPECT_EQ(item.collection, "sentinel-1-rtc");
    EXPECT_EQ(item.orbit_state, "descending");
    for (const char* band : {"VH", "VV"}) {
      const StacAsset* asset = find_asset(item, band);
      ASSERT_NE(asset, nullptr);
      ASSERT_TRUE(asset->grid) << "the transform of nine numbers is the item's";
      EXPECT_EQ(asset->grid->affine[1], 10);
      EXPECT_EQ(asset->grid->affine[5], -10);
    }
  }
  EXPECT_EQ(items.front().track, (RadarTrack{51, "S1A"}));
  for (std::size_t i = 0; i < std::min<std::size_t>(2, items.size()); ++i) {
    const Grid& grid = *find_asset(items[i], "VH")->grid;
    EXPECT_EQ(grid.rows, 12949);
    EXPECT_EQ(grid.cols, 27526);
    EXPECT_EQ(grid.affine[0], 373180);
    EXPECT_EQ(grid.affine[3], 3424680);
  }
}

TEST(StacItem, of_earth_search_has_a_flag_that_its_raster_bands_contradict) {
  for (const StacItem& item : earth_search_items()) {
    EXPECT_EQ(item.tile, "13TDE");
    EXPECT_EQ(item.datatake, "GS2A_20231008T175231_043324");
    EXPECT_EQ(item.baseline, 509);
    EXPECT_EQ(item.boa_offset_applied, true);
    EXPECT_DOUBLE_EQ(*find_asset(item, "B04")->offset, -0.1);
    EXPECT_EQ(reflectance_of(item, kBands).offset, 0);
    EXPECT_TRUE(has_doubtful_offset(item));
    EXPECT_TRUE(find_asset(item, "B08")->href.ends_with("/B08.tif"));  // not nir-jp2
  }
}

TEST(StacItem, of_earth_search_collection_1_always_has_the_offset) {
  for (const StacItem& item : earth_search_collection_1_items()) {
    EXPECT_EQ(item.tile, "20EPT");
    EXPECT_EQ(item.baseline, 511);
    EXPECT_FALSE(item.boa_offset_applied);
    EXPECT_EQ(reflectance_of(item, kBands).offset, -0.1);
    EXPECT_FALSE(has_doubtful_offset(item));
    EXPECT_EQ(crs_name(find_asset(item, "B04")->grid->crs_wkt), "EPSG:32720");
  }
}

TEST(StacItem, of_stactools_is_read) {
  for (const StacItem& item : stactools_items()) {
    EXPECT_EQ(item.baseline, 212);
    EXPECT_EQ(item.generated, "2020-10-07T16:08:57.135Z");
    EXPECT_EQ(item.datastrip, "20190212T192646");
    EXPECT_EQ(reflectance_of(item, kBands).offset, 0);
    EXPECT_EQ(find_asset(item, "B04")->grid->affine[1], 10);  // red, not red_20m
  }
}

TEST(StacItem, of_the_copernicus_data_space_is_read) {
  for (const StacItem& item : copernicus_items()) {
    EXPECT_EQ(item.tile, "13VEK");
    EXPECT_EQ(item.baseline, 510);
    EXPECT_EQ(item.generated, "2024-05-16T02:24:40.000000Z");
    EXPECT_EQ(item.datatake, "GS2A_20220217T183431_034773");
    EXPECT_EQ(item.datastrip, "20220217T183428");
    EXPECT_EQ(reflectance_of(item, kBands).offset, -0.1);
    EXPECT_EQ(crs_name(find_asset(item, "B04")->grid->crs_wkt), "EPSG:32613");
  }
}

TEST(StacItem, of_earth_search_v0_and_digital_earth_africa_is_read) {
  for (const StacItem& item : earth_search_v0_items()) {
    EXPECT_EQ(item.tile, "31UFU");
    EXPECT_EQ(item.baseline, 400);
    EXPECT_EQ(item.boa_offset_applied, true);
    EXPECT_EQ(reflectance_of(item, kBands).offset, 0);
    EXPECT_TRUE(has_doubtful_offset(item));
  }
}

// The catalogue of NASA says neither a projection nor a track, and has named assets in several
// ways.
TEST(StacItem, of_opera_says_its_track_in_its_id) {
  for (const char* key : {"0_", "download_"}) {
    const std::string id = "OPERA_L2_RTC-S1_T037-078321-IW1_20180512T055020Z_20220101T000000Z_S1A_30_v1.0";
    Json json{{"id", id},
              {"collection", "OPERA_L2_RTC-S1_V1_1"},
              {"properties", {{"datetime", "2018-05-12T05:50:20.000Z"}}},
              {"assets", {{"s3_VH", {{"href", "s3://bucket/" + id + "_VH.tif"}}}}}};
    for (const char* band : {"VH", "VV", "mask"})
      json["assets"][std::string(key) + band]["href"] = "https://datapool.asf.alaska.edu/" + id + "_" + band + ".tif";
    const StacItem item = parse_stac_item(json, "https://cmr.earthdata.nasa.gov/cloudstac/ASF/search");
    EXPECT_EQ(item.track, (RadarTrack{37, "S1A"}));
    EXPECT_EQ(radar_bands(item, true), (std::vector<std::string>{"VH", "VV", "mask"}));
    for (const auto& [band, end] : {std::pair{"VH", "_VH.tif"}, {"VV", "_VV.tif"}, {"mask", "_mask.tif"}}) {
      ASSERT_NE(find_asset(item, band), nullptr) << key;
      EXPECT_TRUE(find_asset(item, band)->href.ends_with(end)) << key;
      EXPECT_TRUE(find_asset(item, band)->href.starts_with("https:")) << key;
    }
  }
}

TEST(StacItem, has_its_date_in_utc_whatever_the_zone_of_its_time) {
  for (const char* text : {"2018-05-11T10:50:31Z", "2018-05-11T12:50:31.024+02:00", "2018-05-11T07:50:31-0300",
                           "2018-05-11T11:50:31+01", "2018-05-11T10:50:31"})
    EXPECT_EQ(parse_instant(text), parse_instant("2018-05-11T10:50:31Z")) << text;
  Json json = optical_item({"one", "2018-05-12T01:30:00+02:00", "sentinel-2-l2a", small_grid(4, 4), "https://files"});
  EXPECT_EQ(to_string(parse_stac_item(json, "https://api/search").date()), "2018-05-11");
  for (const char* text : {"2018-05-11T10:50:31 o'clock", "2018-05-11T10:50:31+2", "2018-05-11T10:50:31*02:00"})
    expect_error(ErrorKind::bad_input, "is not a time", [&] { parse_instant(text); });
}

TEST(StacItem, proj_code_at_the_asset_and_proj_epsg_at_the_item_are_the_same) {
  OpticalItem item{"one", "2018-05-11T10:50:31.024000Z", "sentinel-2-l2a", small_grid(12, 16), "https://files/one"};
  const StacItem old = parse_stac_item(optical_item(item), "https://api/search");
  item.new_projection = true;
  Json json = optical_item(item);
  json["properties"].erase("proj:code");
  for (auto& [name, asset] : json["assets"].items()) asset["proj:code"] = "EPSG:32631";
  const StacItem now = parse_stac_item(json, "https://api/search");
  for (const char* band : {"B04", "B08", "SCL"}) {
    ASSERT_TRUE(old.assets.at(band).grid);
    EXPECT_EQ(old.assets.at(band).grid, now.assets.at(band).grid);
  }
  EXPECT_EQ(*old.assets.at("B04").grid, item.grid);
}

TEST(StacItem, of_stac_1_1_says_its_scale_at_the_band_or_the_asset) {
  const OpticalItem item{"one", "2018-05-11T10:50:31Z", "sentinel-2-l2a", small_grid(4, 4), "https://files/one"};
  Json json = optical_item(item);
  json["assets"]["B04"]["bands"] = {{{"name", "B04"}, {"raster:scale", 0.0002}, {"raster:offset", -0.2}}};
  EXPECT_EQ(reflectance_of(parse_stac_item(json, "https://api/search"), kBands).offset, -0.2);
  json = optical_item(item);
  json["assets"]["B04"]["raster:scale"] = 0.0003;
  json["assets"]["B04"]["raster:offset"] = -0.3;
  EXPECT_EQ(reflectance_of(parse_stac_item(json, "https://api/search"), kBands).scale, 0.0003);
}

TEST(StacItem, without_id_or_time_is_an_error_that_names_the_server) {
  Json json = optical_item({"one", "2018-05-11T10:50:31Z", "sentinel-2-l2a", small_grid(4, 4), "https://files/one"});
  json["properties"]["datetime"] = nullptr;
  expect_error(ErrorKind::remote, "https://api/search", [&] { parse_stac_item(json, "https://api/search"); });
  json["properties"]["start_datetime"] = "2018-05-11T10:50:31Z";
  EXPECT_EQ(to_string(parse_stac_item(json, "https://api/search").date()), "2018-05-11");
  expect_error(ErrorKind::bad_input, "yesterday", [] { parse_instant("yesterday"); });
}

TEST(StacReflectance, follows_collection_and_baseline) {
  OpticalItem item{"one", "2018-05-11T10:50:31Z", "sentinel-2-l2a", small_grid(4, 4), "https://files/one"};
  const auto offset = [&] { return reflectance_of(parse_stac_item(optical_item(item), "https://api"), kBands).offset; };
  item.baseline = "03.01";
  EXPECT_EQ(offset(), 0);
  item.baseline = "04.00";
  EXPECT_EQ(offset(), -0.1);
  item.more = {{"earthsearch:boa_offset_applied", true}};
  EXPECT_EQ(offset(), 0);
  item.more = {{"earthsearch:boa_offset_applied", false}};
  EXPECT_EQ(offset(), -0.1);
  item.baseline = "02.12";
  EXPECT_EQ(offset(), 0);  // there is none to take off
  item.more = {};
  item.baseline = "";
  expect_error(ErrorKind::bad_input, "neither its processing baseline", [&] { offset(); });
  item.id = "S2A_MSIL2A_20220511T105031_N0400_R051_T31UES_20220511T140421";
  EXPECT_EQ(offset(), -0.1);
}

// The Copernicus Data Space writes the offset of late baselines into every item.
TEST(StacReflectance, has_no_offset_before_baseline_04_whatever_the_item_says) {
  OpticalItem item{"one", "2018-05-11T10:50:31Z", "sentinel-2-l2a", small_grid(4, 4), "https://files/one"};
  for (const auto& [baseline, offset] : {std::pair{"02.07", 0.0}, {"03.01", 0.0}, {"04.00", -0.1}, {"05.10", -0.1}}) {
    item.baseline = baseline;
    Json json = optical_item(item);
    json["assets"]["B04"].update({{"raster:scale", 0.0001}, {"raster:offset", -0.1}});
    EXPECT_EQ(reflectance_of(parse_stac_item(json, "https://api"), kBands).offset, offset) << baseline;
  }
}

TEST(StacArchive, is_known_by_name_or_url) {
  EXPECT_EQ(find_radar_archive("planetary-computer").sentinel1, "sentinel-1-rtc");
  EXPECT_TRUE(find_radar_archive("opera").earthdata);
  EXPECT_TRUE(find_radar_archive("https://cmr.earthdata.nasa.gov/cloudstac/ASF").earthdata);
  EXPECT_EQ(find_archive("https://a.org/v1/search").api, "https://a.org/v1");
  EXPECT_EQ(find_archive("https://a.org/v1/").api, "https://a.org/v1");
  EXPECT_FALSE(find_archive("https://a.org/v1/").earthdata);
  EXPECT_TRUE(
      throws_error([] { find_archive("planet"); }, ErrorKind::usage,
                   {"'planet' is not an archive", "earth-engine, one of planetary-computer, earth-search, cdse"}));
  EXPECT_TRUE(throws_error([] { find_radar_archive("planet"); }, ErrorKind::usage,
                           {"'planet' is not an archive", "one of planetary-computer, opera"}));
}

TEST(StacArchive, without_images_of_a_sensor_is_refused_for_it_unless_a_collection_is_named) {
  EXPECT_TRUE(throws_error([] { find_archive("opera"); }, ErrorKind::usage,
                           {"'opera' is not an archive of Sentinel-2", "planetary-computer, earth-search, cdse"}));
  EXPECT_EQ(find_archive("opera", "mine").name, "opera");
  EXPECT_TRUE(throws_error([] { find_radar_archive("earth-search"); }, ErrorKind::usage,
                           {"'earth-search' is not an archive of Sentinel-1", "planetary-computer, opera"}));
  EXPECT_EQ(find_radar_archive("earth-search", "mine").name, "earth-search");
}

TEST(StacItem, bands_are_found_by_the_names_of_each_archive) {
  const std::vector<std::string> bands{"B01", "B02", "B03", "B04", "B05", "B06",
                                       "B07", "B08", "B8A", "B09", "B11", "B12"};
  const std::vector<std::vector<std::string>> names{{"coastal", "blue", "green", "red", "rededge1", "rededge2",
                                                     "rededge3", "nir", "nir08", "nir09", "swir16", "swir22"},
                                                    bands,
                                                    {"B01_60m", "B02_10m", "B03_10m", "B04_10m", "B05_20m", "B06_20m",
                                                     "B07_20m", "B08_10m", "B8A_20m", "B09_60m", "B11_20m", "B12_20m"}};
  for (const auto& archive : names) {
    StacItem item;
    for (const std::string& name : archive) item.assets[name].href = "https://files/" + name;
    for (std::size_t i = 0; i < bands.size(); ++i) {
      ASSERT_NE(find_asset(item, bands[i]), nullptr) << archive[i];
      EXPECT_EQ(find_asset(item, bands[i])->href, "https://files/" + archive[i]);
    }
  }
  // Items of the archives themselves, where ../shared/stac has them.
  for (const auto& items : {planetary_computer_optical_items(), earth_search_items(), earth_search_collection_1_items(),
                            stactools_items(), copernicus_items()})
    for (std::size_t i = 1; i < items.size(); ++i)
      for (const std::string& band : bands)
        EXPECT_TRUE(find_asset(items[i], band) != nullptr || band == "B08") << items[i].id << " " << band;
}

TEST(StacItem, bands_with_different_offsets_are_refused) {
  Json json = optical_item({"a", "2018-05-11T10:50:31Z", "mine", small_grid(4, 4), "https://files"});
  json["properties"].erase("s2:processing_baseline");
  json["assets"]["B04"]["raster:bands"] = Json::array({{{"scale", 0.0001}, {"offset", -0.1}}});
  json["assets"]["B08"]["raster:bands"] = Json::array({{{"scale", 0.0001}, {"offset", 0}}});
  const StacItem item = parse_stac_item(json, "https://api");
  EXPECT_EQ(reflectance_of(item, {"B08"}).offset, 0);
  EXPECT_TRUE(throws_error([&] { reflectance_of(item, kBands); }, ErrorKind::bad_input,
                           {"offset 0 of B08, but 0.0001 and -0.1", "--sentinel2-collection"}));
}

}  // namespace
}  // namespace undercast
