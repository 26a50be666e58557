// SPDX-License-Identifier: Apache-2.0
#include "core/radar_track.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

void expect_track(const std::string& path, int relative_orbit, const std::string& platform) {
  const RadarTrack track = track_of_name(path);
  EXPECT_EQ(track.relative_orbit, relative_orbit) << path;
  EXPECT_EQ(track.platform, platform) << path;
}

TEST(RadarTrack, is_read_from_the_name_of_a_product_anywhere_in_a_path) {
  expect_track("raw/S1A_IW_GRDH_1SDV_20170909T175748_20170909T175813_018302_01EC88_98A1/VH.tif", 30, "S1A");
  expect_track("S1B_IW_GRDH_1SDV_20170903T175659_20170903T175724_007231_00CBEF_874B.SAFE", 30, "S1B");
  expect_track("S1A_IW_SLC__1SDV_20191103T003105_20191103T003130_029739_03639C_FB5C", 92, "S1A");
  expect_track("s1a-iw-grd-vh-20170909t175748-20170909t175813-018302-01ec88-002.tiff", 30, "S1A");
  expect_track("S1A_IW_GRDH_1SDV_20170909T175748_20170909T175813_018302_01EC88_rtc/VH.tif", 30, "S1A");
  expect_track("OPERA_L2_RTC-S1_T037-078321-IW1_20180512T055020Z_20220101T000000Z_S1A_30_v1.0_VH.tif", 37, "S1A");
}

// Sentinel-1C was moved in June 2026, between its orbits 8018 and 8019.
TEST(RadarTrack, of_sentinel_1c_and_1d_follows_their_own_counts) {
  const auto name = [](char satellite, const char* orbit) {
    return std::string("S1") + satellite + "_IW_GRDH_1SDV_20260101T000000_20260101T000025_" + orbit + "_000000_0000";
  };
  expect_track(name('C', "001681"), 110, "S1C");
  expect_track(name('C', "008018"), 147, "S1C");
  expect_track(name('C', "008019"), 46, "S1C");
  expect_track(name('D', "002389"), 73, "S1D");
}

TEST(RadarTrack, says_with_the_absolute_orbit_which_satellite_it_was) {
  EXPECT_EQ(platform_of(30, 18302), "S1A");
  EXPECT_EQ(platform_of(30, 7231), "S1B");
  EXPECT_EQ(platform_of(147, 8018), "S1C");
  EXPECT_EQ(platform_of(46, 8019), "S1C");
  EXPECT_EQ(platform_of(73, 2389), "S1D");
  EXPECT_EQ(platform_of(31, 18302), "");
}

TEST(RadarTrack, of_any_other_name_is_unknown) {
  expect_track("2018-05-11/VH.tif", 0, "");
  expect_track("S1E_IW_GRDH_1SDV_20170909T175748_20170909T175813_018302_01EC88_98A1", 0, "");
  expect_track("S2A_MSIL2A_20180511T105031_N0500_R051_T31UES_20230711T140421.SAFE", 0, "");
  expect_track("OPERA_L2_RTC-S1_T999-078321-IW1_20180512T055020Z_20220101T000000Z_S1A_30_v1.0_VH.tif", 0, "");
}

}  // namespace
}  // namespace undercast
