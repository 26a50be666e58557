// SPDX-License-Identifier: Apache-2.0
// A cube that is continued is, bit for bit, the cube that all images together give.
#include <cstring>
#include <filesystem>
#include <fstream>

#include "composite/composite.h"
#include "composite/small_inputs.h"
#include "core/expect_error.h"
#include "core/random.h"
#include "core/temporary_folder.h"
#include "io/cube_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class CompositeAppend : public testing::Test {
 protected:
  TemporaryFolder folder_;
  CompositeOptions options_;
  Grid grid_ = small_grid(24, 32);
  Random random_{5};

  CompositeAppend() {
    options_.sentinel2 = folder_ / "s2";
    options_.start = "2018-05-01";
    options_.end = "2018-05-16";
    for (const char* date : {"2018-05-01", "2018-05-03", "2018-05-11"}) optical(date);
  }
  void optical(const std::string& date) {
    const std::string base = folder_ / "s2/" + date;
    fs::remove_all(base);
    for (const char* band : {"/B04.tif", "/B08.tif"})
      write_image(base + band, grid_, image_of(grid_, [&](int, int) { return 1 + random_.below(4000); }),
                  FileType::uint16);
    write_image(base + "/SCL.tif", grid_, image_of(grid_, [&](int, int) { return random_.chance(0.1) ? 9 : 4; }),
                FileType::uint8);
  }
  void radar(const std::string& date_and_orbit) {
    options_.sentinel1 = folder_ / "s1";
    for (const char* band : {"/VH.tif", "/VV.tif"})
      write_image(folder_ / "s1/" + date_and_orbit + band, grid_,
                  image_of(grid_, [&](int, int) { return -20 + 10 * random_.uniform(); }), FileType::float32);
  }
  CompositeSummary make(const std::string& name, const std::string& append = {}) {
    CompositeOutput output{folder_ / name, {}, {}, true, writing_};
    if (!append.empty()) output.append = folder_ / append;
    return composite(options_, output, {.threads = 2});
  }
  std::vector<float> values(const std::string& name) const {
    CubeFile file(folder_ / name);
    const Cube cube = file.read(grid_.whole());
    std::vector<float> all = cube.ndvi.values;
    for (const Variable* radar : {&cube.vh, &cube.vv})
      all.insert(all.end(), radar->values.begin(), radar->values.end());
    return all;
  }
  // Continues "before.tif" and expects what all images together give.
  CompositeSummary expect_whole() {
    const CompositeSummary appended = make("appended.tif", "before.tif");
    const CompositeSummary whole = make("whole.tif");
    const std::vector<float> a = values("appended.tif"), b = values("whole.tif");
    EXPECT_EQ(a.size(), b.size());
    EXPECT_TRUE(a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
    EXPECT_EQ(appended.observed_share, whole.observed_share);
    EXPECT_EQ(appended.radar_orbits, whole.radar_orbits);
    EXPECT_EQ(CubeFile(folder_ / "appended.tif").metadata(), CubeFile(folder_ / "whole.tif").metadata());
    const CompositeSummary again = make("again.tif", "appended.tif");
    EXPECT_EQ(again.made_again + again.added, 0) << "an appended cube can be continued, too";
    const std::vector<float> c = values("again.tif");
    EXPECT_TRUE(c.size() == b.size() && std::memcmp(c.data(), b.data(), b.size() * sizeof(float)) == 0);
    return appended;
  }
  static void expect_periods(const CompositeSummary& summary, int copied, int made_again, int added) {
    EXPECT_EQ(summary.copied, copied);
    EXPECT_EQ(summary.made_again, made_again);
    EXPECT_EQ(summary.added, added);
  }

  CubeWriteOptions writing_;
};

TEST_F(CompositeAppend, new_periods_are_added_and_the_others_copied) {
  options_.index = {"NDVI", "EVI2"};
  radar("2018-05-02_orbit-37");
  make("before.tif");
  optical("2018-05-20");
  radar("2018-05-26_orbit-37");
  options_.end = "2018-06-01";
  expect_periods(expect_whole(), 2, 0, 2);
}

TEST_F(CompositeAppend, an_image_that_was_processed_again_has_its_period_made_again) {
  make("before.tif");
  optical("2018-05-11");
  expect_periods(expect_whole(), 1, 1, 0);
}

TEST_F(CompositeAppend, a_late_image_of_an_old_period_has_it_made_again) {
  make("before.tif");
  optical("2018-05-06");
  options_.end = "2018-05-24";
  optical("2018-05-19");
  expect_periods(expect_whole(), 1, 1, 1);
}

TEST_F(CompositeAppend, periods_whose_images_are_gone_stay_as_they_are) {
  make("before.tif");
  const std::vector<float> before = values("before.tif");
  for (const char* date : {"2018-05-01", "2018-05-03", "2018-05-11"}) fs::remove_all(folder_ / "s2/" + date);
  options_.end = "2018-05-24";
  optical("2018-05-19");
  expect_periods(make("appended.tif", "before.tif"), 2, 0, 1);
  const std::vector<float> appended = values("appended.tif");
  EXPECT_EQ(std::memcmp(before.data(), appended.data(), before.size() * sizeof(float)), 0);
  expect_periods(make("again.tif", "appended.tif"), 3, 0, 0);
}

TEST_F(CompositeAppend, a_period_with_a_new_image_and_without_an_old_one_is_refused) {
  make("before.tif");
  fs::remove_all(folder_ / "s2/2018-05-03");
  optical("2018-05-05");
  EXPECT_TRUE(throws_error([&] { make("appended.tif", "before.tif"); }, ErrorKind::bad_input, {"2018-05-03"}));
}

TEST_F(CompositeAppend, vv_is_not_lost_by_a_date_without_it) {
  radar("2018-05-02_orbit-37");
  make("before.tif");
  radar("2018-05-12_orbit-37");
  fs::remove(folder_ / "s1/2018-05-12_orbit-37/VV.tif");
  EXPECT_TRUE(throws_error([&] { make("appended.tif", "before.tif"); }, ErrorKind::bad_input, {"holds VV"}));
}

TEST_F(CompositeAppend, an_image_with_another_offset_has_its_period_made_again) {
  const auto with_offset = [&](const std::string& offset) {
    options_.sentinel2.clear();
    options_.sentinel2_items.clear();
    for (const std::string date : {"2018-05-01", "2018-05-03", "2018-05-11"}) {
      const std::string base = folder_ / "s2/" + date;
      options_.sentinel2_items.push_back({{"date", date},
                                          {"B04", base + "/B04.tif"},
                                          {"B08", base + "/B08.tif"},
                                          {"SCL", base + "/SCL.tif"},
                                          {"offset", offset}});
    }
  };
  with_offset("0");
  make("before.tif");
  with_offset("-0.1");
  expect_periods(expect_whole(), 0, 2, 0);
}

TEST_F(CompositeAppend, where_nothing_is_new_all_periods_are_copied) {
  make("before.tif");
  expect_periods(expect_whole(), 2, 0, 0);
}

TEST_F(CompositeAppend, a_last_period_that_was_cut_off_is_completed) {
  options_.end = "2018-05-12";
  make("before.tif");
  options_.end = "2018-05-16";
  optical("2018-05-14");
  expect_periods(expect_whole(), 1, 1, 0);
}

TEST_F(CompositeAppend, whole_numbers_are_copied_too) {
  writing_.output_type = "int16";
  make("before.tif");
  optical("2018-05-12");
  expect_periods(expect_whole(), 1, 1, 0);
}

TEST_F(CompositeAppend, radar_stays_on_the_orbits_of_the_cube) {
  for (const char* date : {"2018-05-01", "2018-05-07", "2018-05-13"}) radar(date + std::string("_orbit-37"));
  radar("2018-05-02_orbit-110");
  make("before.tif");
  options_.end = "2018-05-24";
  optical("2018-05-18");
  radar("2018-05-08_orbit-110");
  radar("2018-05-19_orbit-37");
  radar("2018-05-20_orbit-110");
  expect_periods(expect_whole(), 2, 0, 1);
  // Orbit 110 ends up with more periods than the cube's orbit 37, and 37 still is the one.
  for (const char* date : {"2018-05-26", "2018-05-27", "2018-06-01", "2018-06-07"})
    radar(date + std::string("_orbit-110"));
  options_.end = "2018-06-09";
  const CompositeSummary summary = make("later.tif", "appended.tif");
  EXPECT_TRUE(summary.radar_orbits.starts_with("relative orbit 37 ")) << summary.radar_orbits;
}

TEST_F(CompositeAppend, a_cube_with_the_years_before_is_continued_too) {
  options_.context_years = 1;
  optical("2017-05-04");
  radar("2018-05-02");
  make("before.tif");
  optical("2018-05-18");
  radar("2018-05-17");
  options_.end = "2018-05-24";
  const CompositeSummary summary = expect_whole();
  EXPECT_EQ(summary.added, 1);
  EXPECT_EQ(summary.made_again, 0);
  EXPECT_EQ(summary.copied, summary.periods - 1);
}

TEST_F(CompositeAppend, radar_of_unknown_orbits_is_of_all_of_them) {
  for (const char* date : {"2018-05-01", "2018-05-02", "2018-05-10"}) radar(date);
  make("before.tif");
  radar("2018-05-15");
  expect_periods(expect_whole(), 1, 1, 0);
}

TEST_F(CompositeAppend, a_product_is_known_by_its_name_wherever_it_lies) {
  const std::string start = "/S2A_MSIL2A_20180511T105031_N", end = "_R051_T31UES_20180511T140421.SAFE";
  options_.sentinel2 = folder_ / "products";
  write_safe(folder_ / "products/S2A_MSIL2A_20180501T105031_N0207_R051_T31UES_20180501T140421.SAFE", grid_, 1000, 3000,
             4, 0);
  write_safe(folder_ / "products" + start + "0207" + end, grid_, 1000, 4000, 4, 0);
  make("before.tif");
  fs::rename(folder_ / "products", folder_ / "elsewhere");
  options_.sentinel2 = folder_ / "elsewhere";
  expect_periods(expect_whole(), 2, 0, 0);
  write_safe(folder_ / "elsewhere" + start + "0500" + end, grid_, 2000, 6000, 4, -1000);
  expect_periods(expect_whole(), 1, 1, 0);
}

TEST_F(CompositeAppend, another_polygon_is_refused) {
  const auto write_area = [&](const char* east) {
    std::ofstream(folder_ / "area.geojson") << R"({"type":"Polygon","coordinates":[[[3.0,50.54],[)" << east
                                            << ",50.54],[" << east << R"(,50.56],[3.0,50.56],[3.0,50.54]]]})";
  };
  options_.area = folder_ / "area.geojson";
  write_area("3.0040");
  make("before.tif");
  make("same.tif", "before.tif");
  write_area("3.00401");
  expect_error(ErrorKind::bad_input, "the polygon of --area is not the one of", [&] { make("n.tif", "before.tif"); });
}

TEST_F(CompositeAppend, what_is_no_continuation_is_refused) {
  make("before.tif");
  const auto expect_refused = [&](const std::string& part) {
    expect_error(ErrorKind::bad_input, part, [&] { make("refused.tif", "before.tif"); });
    EXPECT_FALSE(fs::exists(folder_ / "refused.tif"));
  };
  options_.start = "2018-05-02";
  expect_refused("and only 0 of them are of the periods from 2018-05-02");
  options_.start = "2018-05-01";
  options_.end = "2018-05-08";
  expect_refused("before.tif has 2 bands of NDVI, and only 1");
  options_.end = "2018-05-16";
  options_.resolution = 20;
  expect_refused("another grid");
  options_.resolution = 0;
  radar("2018-05-02_orbit-37");
  expect_refused("before.tif holds no radar");
  options_.sentinel1.clear();
  write_flat(folder_ / "before.tif", grid_, 0, FileType::float32);
  expect_refused("does not say which acquisitions");
}

}  // namespace
}  // namespace undercast
