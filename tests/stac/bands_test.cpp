// SPDX-License-Identifier: Apache-2.0
// The bands and masks that are fetched are the ones that indices and options ask for.
#include <gtest/gtest.h>

#include "cli/run_program.h"
#include "composite/small_inputs.h"
#include "core/expect_error.h"
#include "io/cube_file.h"
#include "stac/images_fixture.h"

namespace undercast {
namespace {

class StacBands : public StacImagesTest {
 protected:
  void use_masks() {
    options_.radar_source = "none";
    local_.sentinel1_items.clear();
    scene_.mask_asset = "cloud";
    scene_.is_clear = [](float value) { return value <= 20; };
    local_.mask_max = 20;
  }
};

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

TEST_F(StacBands, masks_of_the_items_serve_in_the_place_of_scl) {
  more_bands_ = {"cloud"};
  add_scenes();
  const Cube by_classes = composite_of([&] {
    CompositeOptions options = local_;
    for (auto& item : options.sentinel2_items) item.erase("mask");
    return options;
  }());
  use_masks();
  const StacImages images = fetch();
  EXPECT_EQ(server_.requests("SCL"), 0);
  EXPECT_EQ(images.freed_masks, 6) << "0 is nodata of these masks, and clear";
  EXPECT_TRUE(same(composite_of(images).ndvi, composite_of(local_).ndvi));
  EXPECT_FALSE(same(composite_of(images).ndvi, by_classes.ndvi));
  EXPECT_EQ(fetch().files_kept, 18);
}

TEST_F(StacBands, images_without_a_clear_value_in_their_mask_have_no_bands_fetched) {
  more_bands_ = {"cloud"};
  add_scenes();
  use_masks();
  scene_.is_clear = [](float value) { return value == 50; };
  EXPECT_TRUE(throws_error([&] { fetch(); }, ErrorKind::bad_input, {"none of the 6", "6 are all cloud"}));
  EXPECT_EQ(server_.requests("B04"), 0);
}

TEST_F(StacBands, images_without_the_mask_are_refused_or_left_out_or_have_their_scl) {
  const Grid grid = small_grid(300, 300);
  add_optical({"31UES_bare", "2018-05-01", grid, "02.07", 0});
  more_bands_ = {"cloud"};
  add_optical({"31UES_masked", "2018-05-09", grid, "02.07", 0});
  use_masks();
  EXPECT_TRUE(throws_error([&] { fetch(); }, ErrorKind::bad_input,
                           {"--mask-asset cloud: 1 of 2 Sentinel-2 images lack it", "31UES_bare",
                            "--mask-missing scl or --mask-missing drop"}));
  EXPECT_EQ(server_.requests("/files/"), 0);
  scene_.mask_missing = "drop";
  EXPECT_EQ(fetch().sentinel2_ids, (std::vector<std::string>{"31UES_masked"}));
  scene_.mask_missing = local_.mask_missing = "scl";
  const StacImages both = fetch();
  EXPECT_EQ(both.sentinel2_ids.size(), 2);
  EXPECT_TRUE(same(composite_of(both).ndvi, composite_of(local_).ndvi));
  scene_.mask_asset = "clouds";
  EXPECT_TRUE(throws_error([&] { fetch(); }, ErrorKind::bad_input,
                           {"--mask-asset clouds: no Sentinel-2 image of sentinel-2-l2a has it", "B04, B08, SCL"}));
}

TEST_F(StacBands, retrieved_with_masks_are_continued_and_composited_again) {
  more_bands_ = {"cloud", "B8A", "B11"};
  add_scenes();
  const auto retrieve = [&](const std::string& end, const Arguments& more) {
    Arguments line{"retrieve",
                   "--source",
                   "planetary-computer",
                   "--stac-api",
                   server_.api(),
                   "--radar-source",
                   "none",
                   "--area",
                   local_.area,
                   "--area-crs",
                   "EPSG:32631",
                   "--crs",
                   "EPSG:32631",
                   "--start",
                   "2018-05-01",
                   "--end",
                   end,
                   "--index",
                   "NDMI",
                   "--mask-asset",
                   "cloud",
                   "--mask-max",
                   "20"};
    line.insert(line.end(), more.begin(), more.end());
    return run(line);
  };
  const auto values = [&](const std::string& name) {
    CubeFile file(folder_ / name);
    return file.read(file.layout().grid.whole()).ndvi;
  };
  const Outcome whole = retrieve("2018-05-24", {"-o", folder_ / "whole.tif", "--raw", folder_ / "kept"});
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  EXPECT_EQ(CubeFile(folder_ / "whole.tif").layout().grid.pixel_width(), 20);
  ASSERT_EQ(retrieve("2018-05-16", {"-o", folder_ / "early.tif"}).exit_code, 0);
  const Outcome appended = retrieve("2018-05-24", {"--append", folder_ / "early.tif", "-o", folder_ / "later.tif"});
  ASSERT_EQ(appended.exit_code, 0) << appended.err;
  EXPECT_NE(appended.out.find("2 periods copied"), std::string::npos) << appended.out;
  const Outcome again = run({"composite", "--config", folder_ / "kept/items.json", "-o", folder_ / "again.tif"});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_TRUE(same(values("whole.tif"), values("later.tif")));
  EXPECT_TRUE(same(values("whole.tif"), values("again.tif")));
}

}  // namespace
}  // namespace undercast
