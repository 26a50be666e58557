// SPDX-License-Identifier: Apache-2.0
#include "composite/find_acquisitions.h"

#include <filesystem>
#include <fstream>

#include "composite/safe_product.h"
#include "composite/small_inputs.h"
#include "core/temporary_folder.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class FindAcquisitions : public testing::Test {
 protected:
  TemporaryFolder folder_;
  CompositeOptions options_;
  DateRange range_{parse_date("2018-01-01"), parse_date("2018-12-31")};

  FindAcquisitions() { options_.sentinel2 = folder_.path().string(); }
  // Nothing is opened yet when acquisitions are found, so names are enough.
  void touch(const std::string& name) {
    fs::create_directories(fs::path(folder_ / name).parent_path());
    std::ofstream(folder_ / name) << "x";
  }
  void touch_optical(const std::string& date, const std::string& extension = ".tif") {
    for (const char* band : {"/B04", "/B08", "/SCL"}) touch(date + band + extension);
  }
  void expect_refused(ErrorKind kind, const std::string& part) {
    expect_error(kind, part, [&] { find_optical(options_, range_); });
  }
};

TEST_F(FindAcquisitions, date_folders_within_the_range_come_in_order_of_date) {
  touch_optical("2018-05-11");
  touch_optical("2018-02-01", ".jp2");
  touch_optical("2018-03-01", ".TIFF");
  touch_optical("2017-12-31");
  touch("notes.txt");
  const auto found = find_optical(options_, range_);
  ASSERT_EQ(found.size(), 3);
  EXPECT_EQ(to_string(found[0].date), "2018-02-01");
  EXPECT_EQ(found[0].bands.at("B08").path, folder_ / "2018-02-01/B08.jp2");
  EXPECT_EQ(found[1].scl, folder_ / "2018-03-01/SCL.TIFF");
  EXPECT_EQ(found[2].bands.at("B04").path, folder_ / "2018-05-11/B04.tif");
}

TEST_F(FindAcquisitions, an_incomplete_date_is_an_error_only_within_the_range) {
  touch_optical("2018-05-11");
  touch("2017-05-11/B04.tif");
  EXPECT_EQ(find_optical(options_, range_).size(), 1);
  touch("2018-05-16/B04.tif");
  touch("2018-05-16/SCL.tif");
  expect_refused(ErrorKind::bad_input, "2018-05-16 has no B08");
}

TEST_F(FindAcquisitions, a_band_in_two_files_is_an_error) {
  touch_optical("2018-05-11");
  touch("2018-05-11/B08.jp2");
  expect_refused(ErrorKind::bad_input, "B08 2 times");
}

TEST_F(FindAcquisitions, an_absent_or_empty_folder_is_an_error) {
  expect_refused(ErrorKind::bad_input, "holds no acquisition");
  options_.sentinel2 = folder_ / "absent";
  expect_refused(ErrorKind::bad_input, "does not exist");
  options_.sentinel2.clear();
  expect_refused(ErrorKind::usage, "no Sentinel-2 input");
}

TEST_F(FindAcquisitions, a_folder_that_is_no_date_is_an_error_that_names_it) {
  touch_optical("2018-05-11");
  touch_optical("20180516");
  expect_refused(ErrorKind::bad_input, "'20180516' is not a date");
}

TEST_F(FindAcquisitions, no_acquisition_within_the_range_says_what_there_is) {
  touch_optical("2016-05-11");
  touch_optical("2017-05-11");
  try {
    find_optical(options_, range_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "no Sentinel-2 acquisition from 2018-01-01 to 2018-12-31");
    EXPECT_NE(error.hint().find("from 2016-05-11 to 2017-05-11"), std::string::npos);
  }
}

TEST_F(FindAcquisitions, start_and_end_are_required_and_in_order) {
  CompositeOptions options;
  expect_error(ErrorKind::usage, "--start is required", [&] { composite_range(options); });
  expect_error(ErrorKind::usage, "2018-02-30", [&] { options.start = "2018-02-30"; });
  options.end = "2018-03-30";
  options.start = "2018-05-30";
  expect_error(ErrorKind::usage, "before the start", [&] { composite_range(options); });
}

TEST_F(FindAcquisitions, explicit_lists_carry_their_own_scale) {
  options_.sentinel2.clear();
  options_.sentinel2_items = {
      {{"date", "2018-05-11"}, {"B04", "r.tif"}, {"B08", "n.tif"}, {"SCL", "s.tif"}, {"offset", "-0.1"}}};
  const auto found = find_optical(options_, range_);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].bands.at("B04").path, "r.tif");
  EXPECT_DOUBLE_EQ(found[0].bands.at("B08").scale.offset, -0.1);
  EXPECT_DOUBLE_EQ(found[0].bands.at("B08").scale.scale, 0.0001);
  options_.sentinel2_items[0]["offset"] = "none";
  expect_refused(ErrorKind::usage, "'none', expected a number");
  for (const char* senseless : {"nan", "inf"}) {
    options_.sentinel2_items[0]["offset"] = senseless;
    expect_refused(ErrorKind::usage, "expected a number");
  }
  options_.sentinel2_items[0]["offset"] = "5";
  expect_refused(ErrorKind::usage, "give no reflectance");
  options_.sentinel2_items[0]["offset"] = "-0.1";
  options_.sentinel2_items[0]["scale"] = "0";
  expect_refused(ErrorKind::usage, "give no reflectance");
  options_.sentinel2_items[0].erase("scale");
  options_.sentinel2_items[0].erase("offset");
  options_.sentinel2_items[0]["B4"] = "x";
  expect_refused(ErrorKind::usage, "'B4' is not a key");
  options_.sentinel2_items[0].erase("SCL");
  expect_refused(ErrorKind::usage, "no 'SCL'");
}

TEST_F(FindAcquisitions, vv_is_used_where_every_radar_date_has_it) {
  options_.sentinel1 = folder_.path().string();
  const auto vv_files = [&] {
    const std::vector<RadarFiles> found = find_radar(options_, range_);
    return std::count_if(found.begin(), found.end(), [](const RadarFiles& files) { return !files.vv.empty(); });
  };
  touch("2018-05-11/VH.tif");
  EXPECT_EQ(vv_files(), 0);
  touch("2018-05-11/VV.tif");
  EXPECT_EQ(vv_files(), 1);
  touch("2018-05-12/VH.tif");
  EXPECT_EQ(vv_files(), 0) << "one date has none";
  touch("2018-05-12/VV.tif");
  EXPECT_EQ(vv_files(), 2);
  options_.vv = false;
  EXPECT_EQ(vv_files(), 0);
  options_.sentinel1.clear();
  EXPECT_TRUE(find_radar(options_, range_).empty());
}

TEST_F(FindAcquisitions, a_radar_folder_or_item_may_say_its_relative_orbit) {
  options_.sentinel1 = folder_.path().string();
  touch("2018-05-11/VH.tif");
  touch("2018-05-11_orbit-110/VH.tif");
  touch("2018-05-11_orbit-37/VH.tif");
  const std::string product = "S1A_IW_GRDH_1SDV_20170909T175748_20170909T175813_018302_01EC88_98A1";
  options_.sentinel1_items = {{{"date", "2018-05-12"}, {"VH", "a.tif"}, {"relative-orbit", "8"}, {"platform", "S1B"}},
                              {{"date", "2018-05-13"}, {"VH", product + "/VH.tif"}}};
  const auto found = find_radar(options_, range_);
  ASSERT_EQ(found.size(), 5);
  const std::vector<int> expected{0, 37, 110, 8, 30};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(found[i].track.relative_orbit, expected[i]) << i;
  EXPECT_EQ(found[3].track.platform, "S1B");
  EXPECT_EQ(found[4].track.platform, "S1A");
}

TEST_F(FindAcquisitions, a_relative_orbit_that_does_not_exist_is_an_error) {
  options_.sentinel1 = folder_.path().string();
  touch("2018-05-11_orbit-176/VH.tif");
  expect_error(ErrorKind::bad_input, "'2018-05-11_orbit-176' is not a date", [&] { find_radar(options_, range_); });
  options_.sentinel1.clear();
  for (const char* orbit : {"0", "176", "37a", ""}) {
    options_.sentinel1_items = {{{"date", "2018-05-12"}, {"VH", "a.tif"}, {"relative-orbit", orbit}}};
    expect_error(ErrorKind::usage, "'relative-orbit' is", [&] { find_radar(options_, range_); });
  }
}

TEST_F(FindAcquisitions, a_sentinel2_folder_with_a_relative_orbit_is_an_error) {
  touch_optical("2018-05-11_orbit-51");
  expect_refused(ErrorKind::bad_input, "names a relative orbit of Sentinel-1");
}

const std::string kProduct = "S2A_MSIL2A_20180511T105031_N0500_R051_T31UES_20230711T140421.SAFE";

TEST_F(FindAcquisitions, a_safe_product_says_its_date_scale_and_offset) {
  write_safe(folder_ / kProduct, small_grid(8, 8), 2000, 4000, 4, -1000);
  for (const std::string& named : {folder_.path().string(), folder_ / kProduct, folder_ / kProduct + "/"}) {
    options_.sentinel2 = named;
    const auto found = find_optical(options_, range_);
    ASSERT_EQ(found.size(), 1);
    EXPECT_EQ(to_string(found[0].date), "2018-05-11");
    EXPECT_DOUBLE_EQ(found[0].bands.at("B04").scale.scale, 0.0001);
    EXPECT_DOUBLE_EQ(found[0].bands.at("B04").scale.offset, -0.1);
    EXPECT_TRUE(found[0].scl.ends_with("_SCL_20m.jp2"));
  }
}

TEST_F(FindAcquisitions, an_index_needs_its_bands_and_no_others) {
  touch_optical("2018-05-11");
  options_.index = {"NDVI", "NDRE"};
  expect_refused(ErrorKind::bad_input, "2018-05-11 has no B05");
  touch("2018-05-11/B05.jp2");
  touch("2018-05-11/B8A.tif");
  ASSERT_EQ(find_optical(options_, range_).size(), 1);
  EXPECT_EQ(find_optical(options_, range_)[0].bands.at("B05").path, folder_ / "2018-05-11/B05.jp2");
  options_.index = {"NDRE"};
  fs::remove(folder_ / "2018-05-11/B04.tif");
  EXPECT_EQ(find_optical(options_, range_)[0].bands.size(), 2);
  options_.sentinel2.clear();
  options_.sentinel2_items = {{{"date", "2018-05-11"}, {"B05", "e.tif"}, {"SCL", "s.tif"}}};
  expect_refused(ErrorKind::usage, "no 'B8A'");
}

TEST_F(FindAcquisitions, items_need_no_scene_classes_where_a_folder_has_their_masks) {
  options_.sentinel2.clear();
  options_.sentinel2_items = {{{"date", "2018-05-11"}, {"B04", "r.tif"}, {"B08", "n.tif"}}};
  expect_refused(ErrorKind::usage, "no 'SCL'");
  touch("masks/2018-05-11.tif");
  options_.mask = folder_ / "masks";
  options_.mask_keep = {0};
  EXPECT_EQ(find_optical(options_, range_)[0].mask, folder_ / "masks/2018-05-11.tif");
}

TEST_F(FindAcquisitions, a_safe_product_gives_bands_of_20_m_with_their_own_offset) {
  write_safe(folder_ / kProduct, small_grid(8, 8), 2000, 4000, 4, -1000);
  const std::string images = folder_ / kProduct + "/GRANULE/L2A_T31UES_A000001_20180511T105031/IMG_DATA/";
  touch(kProduct + "/GRANULE/L2A_T31UES_A000001_20180511T105031/IMG_DATA/R20m/T31UES_20180511T105031_B8A_20m.jp2");
  touch(kProduct + "/GRANULE/L2A_T31UES_A000001_20180511T105031/IMG_DATA/R20m/T31UES_20180511T105031_B11_20m.jp2");
  options_.index = {"NDMI"};
  const auto found = find_optical(options_, range_);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].bands.at("B11").path, images + "R20m/T31UES_20180511T105031_B11_20m.jp2");
  EXPECT_DOUBLE_EQ(found[0].bands.at("B8A").scale.offset, -0.1);
}

TEST_F(FindAcquisitions, a_safe_product_of_a_late_baseline_without_offset_is_an_error) {
  write_safe(folder_ / kProduct, small_grid(8, 8), 2000, 4000, 4, 0);
  expect_refused(ErrorKind::bad_input, "BOA_ADD_OFFSET");
}

TEST_F(FindAcquisitions, a_safe_product_without_a_band_or_metadata_is_an_error) {
  write_safe(folder_ / kProduct, small_grid(8, 8), 2000, 4000, 4, -1000);
  fs::remove(folder_ / kProduct +
             "/GRANULE/L2A_T31UES_A000001_20180511T105031/IMG_DATA/R10m/T31UES_20180511T105031_B08_10m.jp2");
  expect_refused(ErrorKind::bad_input, "has no *_B08_10m.jp2");
  fs::remove(folder_ / kProduct + "/MTD_MSIL2A.xml");
  expect_refused(ErrorKind::bad_input, "MTD_MSIL2A.xml");
}

TEST_F(FindAcquisitions, product_names_that_cannot_be_read_are_errors) {
  fs::create_directories(folder_ / "S2A_MSIL1C_20180511T105031_N0500_R051_T31UES_20230711T140421.SAFE");
  expect_refused(ErrorKind::bad_input, "level L1C");
  expect_error(ErrorKind::bad_input, "product name", [] { parse_safe_name("summer.SAFE"); });
  expect_error(ErrorKind::bad_input, "valid date",
               [] { parse_safe_name("S2A_MSIL2A_20181311T105031_N0500_R051_T31UES_20230711T140421.SAFE"); });
}

TEST_F(FindAcquisitions, of_an_image_processed_twice_the_newest_is_taken) {
  const fs::path old = "S2A_MSIL2A_20180511T105031_N0207_R051_T31UES_20180511T140421.SAFE";
  const fs::path other_tile = "S2A_MSIL2A_20180511T105031_N0207_R051_T31UFS_20180511T140421.SAFE";
  const fs::path other_part = "S2A_MSIL2A_20180511T105031_N0500_R051_T31UES_20230711T150000.SAFE";
  EXPECT_EQ(newest_processing({old, other_tile, kProduct, other_part}),
            (std::vector<fs::path>{other_tile, kProduct, other_part}));
}

}  // namespace
}  // namespace undercast
