// SPDX-License-Identifier: Apache-2.0
#include "stac/selection.h"

#include <gtest/gtest.h>

#include "composite/small_inputs.h"
#include "stac/small_archive.h"

namespace undercast {
namespace {

class StacSelectionTest : public testing::Test {
 protected:
  StacFilter filter_{parse_date("2018-05-01"), parse_date("2018-05-31")};
  std::vector<StacItem> items_;

  OpticalItem optical(const std::string& id) {
    return {id, "2018-05-11T10:50:31.024000Z", "sentinel-2-l2a", small_grid(4, 4), "https://files/" + id};
  }
  void add(const OpticalItem& item) { items_.push_back(parse_stac_item(optical_item(item), "https://api")); }
  std::vector<std::string> kept() {
    std::vector<std::string> ids;
    for (const StacItem& item : select_optical(items_, filter_, {"SCL", "B04", "B08"}).items) ids.push_back(item.id);
    return ids;
  }
  using Ids = std::vector<std::string>;
};

TEST_F(StacSelectionTest, of_an_image_processed_twice_the_newest_is_kept) {
  OpticalItem old = optical("old"), newer = optical("newer"), newest = optical("newest"), other = optical("other");
  old.baseline = "02.07";
  newer.generated = "2023-01-01T00:00:00Z";
  newest.generated = "2023-02-01T00:00:00Z";
  newest.datetime = "2018-05-11T10:50:31Z";  // the fraction got lost
  other.tile = "31UFS";
  other.baseline = "02.07";
  for (const OpticalItem& item : {newest, old, other, newer}) add(item);
  EXPECT_EQ(kept(), (Ids{"newest", "other"}));
  EXPECT_EQ(select_optical(items_, filter_, {"SCL", "B04", "B08"}).reprocessed, 2);
}

TEST_F(StacSelectionTest, parts_of_a_tile_that_was_cut_are_all_kept) {
  for (const std::string prefix : {"s2:", "eopf:"}) {
    OpticalItem first = optical("first"), second = optical("second"), old = optical("old");
    const auto strip = [&](const char* start) {
      return nlohmann::json{
          {prefix + "datatake_id", "GS2A_20180511T105031_015064_N05.00"},
          {prefix + "datastrip_id", std::string("S2A_OPER_MSI_L2A_DS_EPAE_20230711T140421_S") + start}};
    };
    first.more = strip("20180511T105036_N05.00");
    second.more = strip("20180511T105230_N05.00");
    old.more = strip("20180511T105036_N02.07");
    old.baseline = "02.07";
    items_.clear();
    // In the Copernicus Data Space both parts have the time of the datatake.
    if (prefix == "s2:") second.datetime = "2018-05-11T10:52:30Z";
    for (const OpticalItem& item : {first, second, old}) add(item);
    EXPECT_EQ(kept(), (Ids{"first", "second"})) << prefix;
  }
}

TEST_F(StacSelectionTest, cloud_cover_and_dates_are_looked_at_again) {
  OpticalItem clear = optical("clear"), cloudy = optical("cloudy"), early = optical("early"), late = optical("late");
  cloudy.datetime = "2018-05-12T10:50:31Z";
  cloudy.cloud_percent = 80.5;
  early.datetime = "2018-04-30T23:59:59Z";
  late.datetime = "2018-05-31T23:59:59Z";
  for (const OpticalItem& item : {late, clear, cloudy, early}) add(item);
  EXPECT_EQ(kept(), (Ids{"clear", "cloudy", "late"}));
  filter_.max_cloud_percent = 80;
  EXPECT_EQ(kept(), (Ids{"clear", "late"}));
  EXPECT_EQ(select_optical(items_, filter_, {"SCL", "B04", "B08"}).cloudy, 1);
  items_[2].cloud_percent.reset();
  EXPECT_EQ(kept().size(), 3) << "an item that does not tell is kept";
}

TEST_F(StacSelectionTest, items_without_a_band_are_counted) {
  add(optical("whole"));
  add(optical("part"));
  items_[1].assets.erase("SCL");
  EXPECT_EQ(kept(), (Ids{"whole"}));
  EXPECT_EQ(select_optical(items_, filter_, {"SCL", "B04", "B08"}).incomplete, 1);
}

TEST_F(StacSelectionTest, radar_is_chosen_by_polarisation_and_orbit) {
  for (const char* orbit : {"ascending", "descending"})
    items_.push_back(parse_stac_item(
        radar_item(orbit, "2018-05-11T17:00:00Z", small_grid(4, 4), "https://files/", orbit), "https://api"));
  items_.push_back(parse_stac_item(radar_item("hh", "2018-05-12T17:00:00Z", small_grid(4, 4), "x"), "https://api"));
  items_[2].assets.clear();
  items_[1].assets.erase("vv");
  EXPECT_EQ(select_radar(items_, filter_, false).items.size(), 2);
  EXPECT_EQ(select_radar(items_, filter_, false).incomplete, 1);
  EXPECT_EQ(select_radar(items_, filter_, true).items.size(), 1);
  filter_.orbit = "descending";
  const StacSelection one = select_radar(items_, filter_, false);
  ASSERT_EQ(one.items.size(), 1);
  EXPECT_EQ(one.items[0].id, "descending");
  EXPECT_EQ(one.other_orbit, 1);
}

}  // namespace
}  // namespace undercast
