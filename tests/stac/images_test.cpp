// SPDX-License-Identifier: Apache-2.0
// Images fetched from a stand-in archive and composited are the same cube as the files themselves
// composited.
#include "stac/images.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "composite/output_area.h"
#include "composite/small_inputs.h"
#include "core/expect_error.h"
#include "io/gdal.h"
#include "stac/images_fixture.h"
#include "stac/small_archive.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;
TEST_F(StacImagesTest, of_radar_begin_on_the_day_asked_for) {
  add_scenes();
  const StacPlan all = plan();
  scene_.radar_first = parse_date("2018-05-04");
  const StacPlan later = plan();
  EXPECT_EQ(later.optical.items.size(), all.optical.items.size());
  EXPECT_EQ(later.radar.items.size() + 1, all.radar.items.size());
}

TEST_F(StacImagesTest, composited_are_the_cube_of_the_files_themselves) {
  add_scenes();
  use_tokens();
  const StacImages images = fetch();
  EXPECT_EQ(images.sentinel2.size(), 6);
  EXPECT_EQ(images.sentinel1_ids, (std::vector<std::string>{"rtc_one", "rtc_two", "rtc_three"}));
  EXPECT_EQ(images.files_fetched, 21);
  EXPECT_EQ(images.sentinel1[0].at("relative-orbit"), "37");
  EXPECT_EQ(images.sentinel1[0].at("platform"), "S1A");
  const Cube retrieved = composite_of(images), expected = composite_of(local_);
  EXPECT_EQ(retrieved.grid, expected.grid);
  EXPECT_TRUE(same(retrieved.ndvi, expected.ndvi));
  EXPECT_TRUE(same(retrieved.vh, expected.vh));
  EXPECT_EQ(server_.requests(".aux.xml") + server_.requests(".ovr") + server_.requests(".msk"), 0) << "no sidecars";
  EXPECT_EQ(server_.tokens(), 2) << "one for each collection";
  // Only a part of B04 is fetched, about as large as the area, which is far smaller than the image.
  EXPECT_LT(open_raster(images.sentinel2[0].at("B04"))->GetRasterYSize(), 160);
}

TEST_F(StacImagesTest, are_the_same_where_every_fifth_request_fails) {
  add_scenes();
  use_tokens();
  server_.failing_share = 0.2;
  const StacImages images = fetch();
  EXPECT_TRUE(images.failed.empty());
  EXPECT_TRUE(same(composite_of(images).ndvi, composite_of(local_).ndvi));
  EXPECT_TRUE(same(composite_of(images).vh, composite_of(local_).vh));
  EXPECT_GT(server_.requests("", 503) + server_.requests("", 504) + server_.requests("", 403), 3);
}

TEST_F(StacImagesTest, of_large_files_come_in_part) {
  add_optical({"31UES_a", "2018-05-01", small_grid(2600, 2600, 10, 500000, 5600000), "02.07", 0});
  local_.area = "500400,5598000,501400,5599000";
  options_.radar_source = "none";
  fetch();
  long long whole = 0;
  for (const char* name : {"B04", "B08", "SCL"})
    whole += static_cast<long long>(fs::file_size(folder_ / "served/31UES_a/" + name + ".tif"));
  EXPECT_LT(server_.bytes_sent(), whole / 5) << "of " << whole;
}

TEST_F(StacImagesTest, are_fetched_as_many_at_once_as_the_archive_allows) {
  const Grid grid = small_grid(120, 120, 10, 500400, 5598700);
  for (int i = 0; i < 24; ++i)
    add_optical({fmt::format("31UES_{}", i), to_string(parse_date("2018-05-01") + Days(i)), grid, "02.07", 0});
  options_.radar_source = "none";
  server_.in_flight().gather(20);
  EXPECT_EQ(fetch().sentinel2.size(), 24);
  EXPECT_EQ(server_.in_flight().most(), 20);
}

TEST_F(StacImagesTest, tokens_that_end_during_the_run_are_renewed) {
  add_scenes();
  use_tokens();
  server_.token_requests = 7;  // which the service does not say
  const StacImages images = fetch();
  EXPECT_EQ(images.sentinel2.size(), 6);
  EXPECT_GT(server_.tokens(), 2);
  EXPECT_GT(server_.requests("/files/", 403), 0) << "no token ended: the test shows nothing";
  EXPECT_TRUE(same(composite_of(images).ndvi, composite_of(local_).ndvi));
}

// A name of a file holds neither / nor control characters.
TEST_F(StacImagesTest, whose_ids_differ_in_letters_that_names_of_files_lack_stay_apart) {
  options_.radar_source = "none";
  const Grid grid = small_grid(300, 300, 10, 500000, 5597400 + 2600);
  for (const auto& [id, day] : {std::pair{"31UES/a", "2018-05-01"}, {"31UES_a", "2018-05-11"}})
    add_optical({id, day, grid, "02.07", 0});
  EXPECT_TRUE(same(composite_of(fetch()).ndvi, composite_of(local_).ndvi));
}

TEST_F(StacImagesTest, of_pixels_that_are_too_small_are_left_out) {
  options_.radar_source = "none";
  add_optical({"31UES_a", "2018-05-01", small_grid(300, 300, 0.5, 500400, 5598700), "02.07", 0});
  EXPECT_TRUE(throws_error([&] { fetch(); }, ErrorKind::remote, {"pixels of 0.5 x 0.5 m"}));
}

TEST_F(StacImagesTest, in_another_crs_are_the_same_too) {
  add_scenes();
  local_.crs = "EPSG:32632";
  local_.resolution = 30;
  const StacImages images = fetch();
  const Cube retrieved = composite_of(images), expected = composite_of(local_);
  EXPECT_TRUE(same(retrieved.ndvi, expected.ndvi));
  EXPECT_TRUE(same(retrieved.vh, expected.vh));
}

TEST_F(StacImagesTest, on_both_sides_of_the_antimeridian_are_one_cube) {
  // The tiles of Fiji end at 180 degrees, in zone 60 from the west and in zone 1 from the east.
  add_optical({"60KZE_a", "2018-05-01", small_grid(600, 600, 10, 813400, 8126500, "EPSG:32760"), "02.07", 0});
  add_optical({"01KAZ_a", "2018-05-01", small_grid(600, 600, 10, 180600, 8126500, "EPSG:32701"), "02.07", 0});
  local_.area_crs = "EPSG:4326";
  local_.area = "179.99,-16.96,180.01,-16.94";
  local_.crs = utm_zone_of_area(local_);
  options_.radar_source = "none";
  const StacImages images = fetch();
  EXPECT_EQ(images.sentinel2.size(), 2);
  const Cube retrieved = composite_of(images);
  EXPECT_TRUE(same(retrieved.ndvi, composite_of(local_).ndvi));
  const int cols = retrieved.grid.cols;
  for (const int first : {0, cols / 2}) {
    int seen = 0;
    for (int row = 0; row < retrieved.grid.rows; ++row)
      for (int col = first; col < first + cols / 2; ++col) seen += std::isnan(retrieved.ndvi.at(0, row, col)) ? 0 : 1;
    EXPECT_GT(seen, 0.3 * cols / 2 * retrieved.grid.rows) << "from column " << first;
  }
}

TEST_F(StacImagesTest, fetched_once_are_not_asked_for_again) {
  add_scenes();
  fetch();
  const int before = server_.requests("/files/");
  const StacImages again = fetch();
  EXPECT_EQ(server_.requests("/files/"), before);
  EXPECT_EQ(again.files_kept, 21);
  EXPECT_EQ(again.files_fetched, 0);
  local_.area = "500400,5597300,502100,5598800";  // another part of the same files
  EXPECT_EQ(fetch().files_kept, 0);
}

TEST_F(StacImagesTest, where_all_requests_fail_there_is_one_error_early) {
  add_scenes();
  const StacPlan found = plan();
  server_.failing_share = 1;
  fetching_.patience = {2, 0.01, 0.01};
  Progress silent;
  EXPECT_TRUE(throws_error([&] { fetch_images(found, scene_, fetching_, http(), silent); }, ErrorKind::remote,
                           {"5 files in a row could not be fetched", "/files/", "run the command again"}));
}

TEST_F(StacImagesTest, a_file_that_cannot_be_fetched_is_named_and_counted) {
  add_scenes();
  server_.failing_file = "31UES_bb/B08";
  fetching_.patience = {2, 0.01, 0.01};
  EXPECT_TRUE(throws_error([&] { fetch(); }, ErrorKind::remote,
                           {"1 of 21 files", "31UES_bb B08", "tried 2 times", "leave-out"}));
  const int before = server_.requests("/files/", 206);
  fetching_.leave_out_failed = true;
  const StacImages images = fetch();
  ASSERT_EQ(images.failed.size(), 1);
  EXPECT_NE(images.failed[0].find("31UES_bb B08"), std::string::npos);
  EXPECT_EQ(images.sentinel2.size(), 5);
  EXPECT_EQ(server_.requests("/files/", 206), before) << "what was fetched before the error was kept";
  local_.sentinel2_items.erase(local_.sentinel2_items.begin() + 2);
  EXPECT_TRUE(same(composite_of(images).ndvi, composite_of(local_).ndvi));
}

TEST_F(StacImagesTest, whose_files_are_gone_for_good_are_left_out_however_many_there_are) {
  add_scenes();
  local_.sentinel2_items.erase(local_.sentinel2_items.begin(), local_.sentinel2_items.begin() + 5);
  for (const char* id : {"31UES_a", "31UFS_a", "31UES_bb", "31UFS_bb", "31UES_ccc", "rtc_one"})
    fs::remove_all(folder_ / "served/" + id);
  fetching_.leave_out_failed = true;
  const StacImages images = fetch();
  EXPECT_EQ(images.failed.size(), 6);
  EXPECT_EQ(images.sentinel2.size(), 1);
  EXPECT_LE(server_.requests("31UES_a/", 404), 3) << "a file that is gone is not asked for again";
  EXPECT_TRUE(same(composite_of(images).ndvi, composite_of(local_).ndvi));
}

TEST_F(StacImagesTest, that_are_refused_without_a_token_service_are_asked_for_once) {
  add_scenes();
  options_.radar_source = "none";
  server_.wants_tokens = true;
  fetching_.connections = 1;
  EXPECT_TRUE(throws_error([&] { fetch(); }, ErrorKind::remote, {"5 files in a row", "403"}));
  EXPECT_LE(server_.requests("31UES_a/", 403), 3);
}

TEST_F(StacImagesTest, the_data_decide_about_an_offset_whose_flag_is_wrong) {
  const Grid grid = small_grid(300, 300);
  add_optical({"31UES_right", "2018-05-01", grid, "05.00", 0, {{"earthsearch:boa_offset_applied", true}}});
  add_optical({"31UES_wrongly_false", "2018-05-09", grid, "05.00", 0, {{"earthsearch:boa_offset_applied", false}}});
  add_optical({"31UES_wrongly_true", "2018-05-17", grid, "05.00", -0.1, {{"earthsearch:boa_offset_applied", true}}});
  options_.radar_source = "none";
  const StacImages images = fetch();
  EXPECT_EQ(images.offset_ids, (std::vector<std::string>{"31UES_wrongly_false", "31UES_wrongly_true"}));
  EXPECT_TRUE(same(composite_of(images).ndvi, composite_of(local_).ndvi));
}

TEST_F(StacImagesTest, of_cloud_alone_have_no_bands_fetched) {
  add_scenes();
  scene_.scl_keep = {6};
  local_.scl_keep = {6};
  EXPECT_TRUE(throws_error([&] { fetch(); }, ErrorKind::bad_input, {"none of the 6", "6 are all cloud"}));
  EXPECT_EQ(server_.requests("B04"), 0);
}

TEST_F(StacImagesTest, that_need_keys_which_are_not_set_are_refused_at_once) {
  OpticalItem item{"one", "2018-05-11T10:50:31Z", "sentinel-2-l2a", small_grid(300, 300), "s3://eodata/one"};
  server_.add(optical_item(item));
  options_.radar_source = "none";
  for (const char* key : {"AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_NO_SIGN_REQUEST"})
    ::unsetenv(key);
  ::setenv("HOME", folder_.path().c_str(), 1);
  EXPECT_TRUE(throws_error([&] { fetch(); }, ErrorKind::usage,
                           {"AWS_ACCESS_KEY_ID", "for a public bucket set AWS_NO_SIGN_REQUEST=YES"}));
}

TEST_F(StacImagesTest, are_described_before_anything_is_fetched) {
  add_scenes();
  const std::string text = describe(plan(), scene_);
  EXPECT_EQ(server_.requests("/files/"), 0);
  EXPECT_NE(text.find("2018-05-01  31UES_a  cloud 10.0 %, offset 0\n"), std::string::npos) << text;
  EXPECT_NE(text.find("6 Sentinel-2 images of sentinel-2-l2a with the bands SCL, B04, B08"), std::string::npos) << text;
  EXPECT_NE(text.find("3 Sentinel-1 images of sentinel-1-rtc"), std::string::npos) << text;
  EXPECT_NE(text.find("21 files to read"), std::string::npos) << text;
}

TEST_F(StacImagesTest, where_there_are_none_say_what_was_left_out) {
  add_scenes();
  options_.max_cloud_percent = 5;
  EXPECT_TRUE(throws_error([&] { plan(); }, ErrorKind::bad_input,
                           {"no Sentinel-2 image", "of 6 images", "6 have too much cloud"}));
  options_.max_cloud_percent = 100;
  local_.area = "800000,5597300,801000,5598700";
  EXPECT_TRUE(throws_error([&] { plan(); }, ErrorKind::bad_input, {"there is none at all"}));
}

}  // namespace
}  // namespace undercast
