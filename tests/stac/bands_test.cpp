// SPDX-License-Identifier: Apache-2.0
// The bands and masks that are fetched are the ones that indices and options ask for.
#include <gtest/gtest.h>

#include "composite/small_inputs.h"
#include "core/expect_error.h"
#include "stac/images_fixture.h"

namespace undercast {
namespace {

class StacBands : public StacImagesTest {};

TEST_F(StacBands, have_the_bands_that_the_indices_need_and_no_others) {
  more_bands_ = {"B05", "B8A", "B11"};
  add_scenes();
  options_.radar_source = "none";
  local_.sentinel1_items.clear();
  local_.index = {"NDMI"};
  scene_.bands = {"B11", "B8A"};
  const StacImages images = fetch();
  EXPECT_EQ(images.files_fetched, 18);
  EXPECT_TRUE(same(composite_of(images).ndvi, composite_of(local_).ndvi));
  for (const char* band : {"B04", "B08", "B05"}) EXPECT_EQ(server_.requests(band), 0) << band;
  scene_.bands = {"B04", "B08", "B11", "B8A"};
  const StacImages more = fetch();
  EXPECT_EQ(more.files_kept, 18) << "bands of an earlier run are kept";
  for (const char* index : {"NDMI", "kNDVI"}) {
    local_.index = {index};
    EXPECT_TRUE(same(composite_of(more).ndvi, composite_of(local_).ndvi)) << index;
  }
}

TEST_F(StacBands, red_decides_about_a_doubtful_offset_of_other_bands) {
  more_bands_ = {"B8A", "B11"};
  const Grid grid = small_grid(300, 300);
  add_optical({"31UES_wrongly_true", "2018-05-01", grid, "05.00", -0.1, {{"earthsearch:boa_offset_applied", true}}});
  options_.radar_source = "none";
  local_.index = {"NDMI"};
  scene_.bands = {"B11", "B8A"};
  const StacImages images = fetch();
  EXPECT_EQ(images.offset_ids, (std::vector<std::string>{"31UES_wrongly_true"}));
  EXPECT_TRUE(same(composite_of(images).ndvi, composite_of(local_).ndvi));
}

TEST_F(StacBands, without_a_band_of_the_index_are_left_out_and_named_where_all_lack_it) {
  add_scenes();
  options_.radar_source = "none";
  scene_.bands = {"B11", "B8A"};
  EXPECT_TRUE(throws_error([&] { fetch(); }, ErrorKind::bad_input,
                           {"none of the 6 Sentinel-2 images", "SCL, B11, B8A", "another --index"}));
  more_bands_ = {"B8A", "B11"};
  add_optical({"31UES_whole", "2018-05-20", small_grid(300, 300), "02.07", 0});
  EXPECT_NE(describe(plan(), scene_).find("6 without a band"), std::string::npos);
  EXPECT_EQ(server_.requests("/files/"), 0);
}

}  // namespace
}  // namespace undercast
