// SPDX-License-Identifier: Apache-2.0
#include "composite/composite.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "composite/small_inputs.h"
#include "core/cube.h"
#include "core/decibels.h"
#include "core/random.h"
#include "core/temporary_folder.h"
#include "io/cube_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class Composite : public testing::Test {
 protected:
  TemporaryFolder folder_;
  CompositeOptions options_;
  Grid grid_ = small_grid(12, 16);

  Composite() {
    options_.sentinel2 = folder_ / "s2";
    options_.start = "2018-05-01";
    options_.end = "2018-05-16";
  }
  void optical(const std::string& date, float red, float nir, float scl = 4) {
    write_optical(folder_ / "s2/" + date, grid_, red, nir, scl);
  }
  void radar(const std::string& date, float vh_db) {
    options_.sentinel1 = folder_ / "s1";
    write_flat(folder_ / "s1/" + date + "/VH.tif", coarser(grid_, 2), vh_db, FileType::float32);
  }
  CompositeSummary run(const std::string& name, int threads = 2) {
    return composite(options_, {folder_ / name, {}, {}, false}, {.threads = threads});
  }
  Cube made(int threads = 2) {
    const std::string name = "cube" + std::to_string(folder_.entries()) + ".tif";
    run(name, threads);
    CubeFile file(folder_ / name);
    return file.read(file.layout().grid.whole());
  }
  void expect_refused(ErrorKind kind, const std::string& part) {
    expect_error(kind, part, [&] { run("refused.tif"); });
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      EXPECT_EQ(entry.path().filename().string().find("refused"), std::string::npos) << entry.path();
  }
  // Cloudy scenes with structure in space, radar of 20 m that does not align with the optical
  // pixels.
  void write_scene() {
    grid_ = small_grid(70, 90);
    Random random(3);
    for (const char* date : {"2018-05-01", "2018-05-03", "2018-05-06", "2018-05-11", "2018-05-12"}) {
      const std::string base = folder_ / "s2/" + date;
      const auto dn = [&](int, int) { return random.below(4000); };
      write_image(base + "/B04.tif", grid_, image_of(grid_, dn), FileType::uint16);
      write_image(base + "/B08.tif", grid_, image_of(grid_, dn), FileType::uint16);
      const Grid scl = coarser(grid_, 2);
      write_image(base + "/SCL.tif", scl, image_of(scl, [&](int, int) { return random.chance(0.02) ? 9 : 4; }),
                  FileType::uint8);
    }
    options_.sentinel1 = folder_ / "s1";
    for (const char* date : {"2018-05-02", "2018-05-09", "2018-05-14"}) {
      const Grid vh = small_grid(50, 60, 20, 499953, 5600061);
      const auto db = [&](int, int) { return random.chance(0.05) ? kMissing : -32 + 20 * random.uniform(); };
      write_image(folder_ / "s1/" + date + "/VH.tif", vh, image_of(vh, db), FileType::float32);
    }
  }
};

testing::AssertionResult same(const Variable& a, const Variable& b) {
  if (a.time != b.time || a.rows != b.rows || a.cols != b.cols) return testing::AssertionFailure() << "other shape";
  for (std::size_t i = 0; i < a.values.size(); ++i)
    if (a.values[i] != b.values[i] && !(std::isnan(a.values[i]) && std::isnan(b.values[i])))
      return testing::AssertionFailure() << "value " << i << ": " << a.values[i] << " and " << b.values[i];
  return testing::AssertionSuccess();
}

TEST_F(Composite, ndvi_is_made_of_each_image_and_then_composited) {
  optical("2018-05-01", 1000, 3000);  // 0.5
  optical("2018-05-03", 1000, 9000);  // 0.8
  optical("2018-05-05", 1000, 1000);  // 0
  optical("2018-05-06", 1, 9999, 9);  // cloud
  optical("2018-05-16", 2000, 3000);  // 0.2
  const Cube cube = made();
  ASSERT_EQ(cube.ndvi.steps(), 2);
  EXPECT_TRUE(cube.vh.empty());
  EXPECT_FLOAT_EQ(cube.ndvi.at(0, 3, 3), 0.5F);
  EXPECT_FLOAT_EQ(cube.ndvi.at(1, 11, 15), 0.2F);
  options_.ndvi = "max";
  EXPECT_FLOAT_EQ(made().ndvi.at(0, 3, 3), 0.8F);
}

TEST_F(Composite, radar_below_the_floor_is_masked_and_the_rest_averaged_in_power) {
  optical("2018-05-01", 1000, 3000);
  radar("2018-05-01", -10);
  radar("2018-05-02", -20);
  radar("2018-05-03", -31);
  const Cube cube = made();
  EXPECT_NEAR(cube.vh.at(0, 5, 5), 10 * std::log10(0.055), 1e-4);
  EXPECT_TRUE(std::isnan(cube.vh.at(1, 5, 5)));
  EXPECT_EQ(cube.vh.time, cube.ndvi.time);
}

TEST_F(Composite, relative_orbits_are_kept_apart_where_one_covers_all_periods) {
  optical("2018-05-01", 1000, 3000);
  for (const char* date : {"2018-05-01", "2018-05-07", "2018-05-13"}) radar(date + std::string("_orbit-37"), -10);
  for (const char* date : {"2018-05-02", "2018-05-08"}) radar(date + std::string("_orbit-110"), -20);
  EXPECT_FLOAT_EQ(made().vh.at(0, 5, 5), -10) << "auto takes the orbit that covers both periods";
  options_.radar_orbits = "together";
  EXPECT_NEAR(made().vh.at(1, 5, 5), -10, 1e-4) << "one image of orbit 37 alone is in the second period";
  EXPECT_NEAR(made().vh.at(0, 5, 5), db_of_power((2 * 0.1 + 2 * 0.01) / 4), 1e-4);
  options_.radar_orbits = "apart";
  EXPECT_NE(run("apart.tif").radar_orbits.find("relative orbit 37"), std::string::npos);
  CubeFile best(folder_ / "apart.tif"), other(folder_ / "apart-orbit-110.tif");
  EXPECT_EQ(best.metadata().at("RADAR_ORBITS"),
            "relative orbit 37 (3 acquisitions); in cubes of their own: 110 (2 acquisitions)");
  EXPECT_EQ(best.metadata().at("RADAR_ACQUISITIONS"), "2018-05-01 37 ?, 2018-05-07 37 ?, 2018-05-13 37 ?");
  EXPECT_EQ(other.metadata().at("RADAR_ACQUISITIONS"), "2018-05-02 110 ?, 2018-05-08 110 ?");
  const Window whole = best.layout().grid.whole();
  const Cube in_best = best.read(whole), in_other = other.read(whole);
  EXPECT_TRUE(same(in_best.ndvi, in_other.ndvi));
  EXPECT_FLOAT_EQ(in_best.vh.at(1, 5, 5), -10);
  EXPECT_FLOAT_EQ(in_other.vh.at(0, 5, 5), -20);
  EXPECT_TRUE(is_missing(in_other.vh.at(1, 5, 5))) << "a period without the orbit is not filled by another";
  expect_error(ErrorKind::usage, "exists", [&] { run("apart.tif"); });
}

TEST_F(Composite, radar_that_no_surface_scatters_back_is_missing) {
  optical("2018-05-01", 1000, 3000);
  radar("2018-05-01", -10);
  radar("2018-05-02", -9999);
  radar("2018-05-03", 40);
  testing::internal::CaptureStdout();
  EXPECT_NEAR(made().vh.at(0, 5, 5), -10, 1e-4);
  const std::string said = testing::internal::GetCapturedStdout();
  EXPECT_NE(said.find("which is no backscatter in dB"), std::string::npos) << said;
}

TEST_F(Composite, ndvi_of_red_below_the_floor_is_missing_and_counted) {
  optical("2018-05-01", 49, 3000);
  optical("2018-05-02", 51, 1000);
  optical("2018-05-09", 10, 1000);
  const CompositeSummary summary = run("floor.tif");
  EXPECT_EQ(summary.below_red_floor, 2 * 12 * 16);
  CubeFile file(folder_ / "floor.tif");
  const Cube cube = file.read(file.layout().grid.whole());
  EXPECT_FLOAT_EQ(cube.ndvi.at(0, 3, 3), 949.0F / 1051);
  EXPECT_TRUE(is_missing(cube.ndvi.at(1, 3, 3)));
  options_.red_floor = 0;
  EXPECT_FLOAT_EQ(made().ndvi.at(1, 3, 3), 990.0F / 1010);
}

TEST_F(Composite, context_years_begin_with_ndvi_alone_at_the_same_days_of_the_year) {
  for (const char* date : {"2016-05-10", "2017-05-03", "2018-05-01", "2018-05-10"}) optical(date, 1000, 3000);
  optical("2015-12-31", 1000, 9000);  // before the context
  for (const char* date : {"2017-05-03", "2018-05-02", "2018-05-10"}) radar(date, -15);
  const Cube without = made();
  options_.context_years = 2;
  const Cube cube = made();
  ASSERT_GT(cube.ndvi.steps(), 2 * 45);
  EXPECT_EQ(to_string(cube.ndvi.time[0].start), "2016-05-01");
  EXPECT_FLOAT_EQ(cube.ndvi.at(1, 3, 3), 0.5F);
  const int first = cube.ndvi.time.step_of(parse_date("2018-05-01"));
  EXPECT_FLOAT_EQ(cube.ndvi.at(cube.ndvi.time.step_of(parse_date("2017-05-03")), 3, 3), 0.5F);
  EXPECT_EQ(cube.vh.time, without.ndvi.time) << "radar begins with --start";
  for (int step = 0; step < without.ndvi.steps(); ++step) {
    EXPECT_EQ(cube.ndvi.time[first + step], without.ndvi.time[step]);
    EXPECT_EQ(cube.ndvi.at(first + step, 3, 3), without.ndvi.at(step, 3, 3));
    EXPECT_EQ(cube.vh.at(step, 3, 3), without.vh.at(step, 3, 3));
  }
  options_.start = "2018-07-01";
  options_.end = "2018-07-31";
  expect_refused(ErrorKind::bad_input, "no Sentinel-2 acquisition from 2018-07-01");
  // 29 February begins the same periods with context and without.
  options_.start = "2016-02-29";
  options_.end = "2016-05-31";
  options_.sentinel1.clear();
  const TimeAxis leap = made().ndvi.time;
  EXPECT_EQ(to_string(leap[0].start), "2014-02-28");
  EXPECT_EQ(to_string(leap[leap.step_of(parse_date("2016-02-29"))].start), "2016-02-29");
}

TEST_F(Composite, dips_that_the_mask_overlooked_are_counted_or_left_out) {
  options_.end = "2018-06-09";
  for (const char* date : {"2018-05-01", "2018-05-06", "2018-05-11", "2018-05-17", "2018-05-21", "2018-05-26"})
    optical(date, 1000, 9000);        // 0.8
  optical("2018-05-13", 1000, 3000);  // 0.5
  options_.ndvi = "medoid";
  const Cube off = made();
  EXPECT_FLOAT_EQ(off.ndvi.at(1, 3, 3), 0.8F);
  options_.screen = "flag";
  EXPECT_EQ(run("flagged.tif").suspect, 12 * 16);
  EXPECT_TRUE(same(CubeFile(folder_ / "flagged.tif").read(grid_.whole()).ndvi, off.ndvi));
  options_.ndvi = "median";
  EXPECT_FLOAT_EQ(made().ndvi.at(1, 3, 3), 0.65F);
  options_.screen = "drop";
  EXPECT_EQ(run("dropped.tif").suspect, 12 * 16);
  const Cube dropped = made();
  EXPECT_FLOAT_EQ(dropped.ndvi.at(1, 3, 3), 0.8F);
  options_.window_px = 5;
  EXPECT_TRUE(same(made(1).ndvi, dropped.ndvi));
  optical("2018-05-03", 1000, 3000);
  optical("2018-05-24", 1000, 3000);
  expect_refused(ErrorKind::bad_input, "33 % of the observed values");
}

TEST_F(Composite, screening_does_not_depend_on_windows_and_threads_and_stays_in_the_area) {
  grid_ = small_grid(110, 130);
  Random random(5);
  int dips = 0;
  for (int day = 1; day <= 31; day += 5) {
    const std::string base = folder_ / fmt::format("s2/2018-05-{:02}", day);
    write_image(base + "/B04.tif", grid_, image_of(grid_, [](int, int) { return 1000; }), FileType::uint16);
    write_image(base + "/B08.tif", grid_,
                image_of(grid_,
                         [&](int row, int col) {
                           const bool dips_here = day == 16 && random.chance(0.1);
                           dips += dips_here && row < 50 ? 1 : 0;
                           return (dips_here ? 2000 : 8000) + 10 * (row % 7) + 5 * (col % 5);
                         }),
                FileType::uint16);
    write_flat(base + "/SCL.tif", coarser(grid_, 2), 4, FileType::uint8);
  }
  options_.end = "2018-05-31";
  options_.screen = "drop";
  const Cube whole = made();
  options_.window_px = 33;
  EXPECT_TRUE(same(made(1).ndvi, whole.ndvi));
  options_.area_crs = "EPSG:32631";
  options_.area = "500000,5599500,501300,5600000";  // the upper 50 rows
  EXPECT_EQ(run("area.tif").suspect, dips);
}

TEST_F(Composite, digital_number_zero_is_missing_and_the_offset_is_applied) {
  options_.reflectance_offset = -0.1;
  optical("2018-05-01", 2000, 4000);
  write_image(folder_ / "s2/2018-05-01/B08.tif", grid_,
              image_of(grid_, [](int row, int) { return row == 0 ? 0 : 4000; }), FileType::uint16);
  const Cube cube = made();
  EXPECT_TRUE(std::isnan(cube.ndvi.at(0, 0, 0)));
  EXPECT_FLOAT_EQ(cube.ndvi.at(0, 1, 0), 0.5F);
}

TEST_F(Composite, a_safe_product_of_jpeg2000_gives_the_ndvi_of_its_own_offset) {
  grid_ = small_grid(64, 64);
  write_safe(folder_ / "s2/S2A_MSIL2A_20180511T105031_N0500_R051_T31UES_20230711T140421.SAFE", grid_, 2000, 4000, 4,
             -1000);
  optical("2018-05-12", 1000, 9000);
  const Cube cube = made();
  EXPECT_EQ(cube.grid.rows, 64);
  EXPECT_FLOAT_EQ(cube.ndvi.at(1, 30, 30), 0.65F);  // the mean of 0.5 and 0.8
  EXPECT_TRUE(std::isnan(cube.ndvi.at(0, 30, 30)));
}

TEST_F(Composite, clouds_are_widened_by_the_distance_asked_for) {
  optical("2018-05-01", 1000, 3000);
  const Grid scl = coarser(grid_, 2);
  write_image(folder_ / "s2/2018-05-01/SCL.tif", scl,
              image_of(scl, [](int row, int col) { return row == 2 && col == 3 ? 8 : 5; }), FileType::uint8);
  for (const double metres : {0.0, 20.0}) {
    options_.cloud_dilation_m = metres;
    const Cube cube = made();
    const int grown = metres > 0 ? 2 : 0;
    for (int row = 0; row < 12; ++row)
      for (int col = 0; col < 16; ++col)
        EXPECT_EQ(std::isnan(cube.ndvi.at(0, row, col)),
                  row >= 4 - grown && row < 6 + grown && col >= 6 - grown && col < 8 + grown);
  }
}

TEST_F(Composite, windows_and_threads_change_nothing) {
  write_scene();
  const Cube whole = made(1);
  EXPECT_TRUE(same(made(2).ndvi, whole.ndvi));
  for (const char* crs : {"", "EPSG:32632"}) {
    options_.crs = crs;
    options_.window_px = 0;
    options_.cloud_dilation_m = 70;
    const Cube expected = made(2);
    for (const int side : {7, 32}) {
      options_.window_px = side;
      const Cube cube = made(2);
      EXPECT_TRUE(same(cube.ndvi, expected.ndvi)) << crs << side;
      EXPECT_TRUE(same(cube.vh, expected.vh)) << crs << side;
    }
  }
}

TEST_F(Composite, images_of_another_crs_land_in_their_place) {
  // NDVI grows to the east and VH to the north, in UTM 32 and in UTM 31.
  grid_ = small_grid(40, 40);
  optical("2018-05-01", 1000, 3000);
  const Grid other = small_grid(160, 160, 20, 74000, 5618000, "EPSG:32632");
  const auto x_of = [](int col) { return 74000 + 20 * (col + 0.5); };
  const std::string base = folder_ / "s2/2018-05-11/";
  write_image(base + "B04.tif", other, image_of(other, [](int, int) { return 1000; }), FileType::float32);
  write_image(base + "B08.tif", other, image_of(other, [&](int, int col) { return (x_of(col) - 70000); }),
              FileType::float32);
  write_flat(base + "SCL.tif", other, 4, FileType::uint8);
  const Cube cube = made();
  int compared = 0;
  for (int row = 0; row < 40; ++row)
    for (int col = 1; col < 40; ++col) {
      const float here = cube.ndvi.at(1, row, col), west = cube.ndvi.at(1, row, col - 1);
      if (std::isnan(here) || std::isnan(west)) continue;
      // NDVI back to the easting: nir = red (1 + ndvi) / (1 - ndvi).
      const double step_m = 1000 * ((1 + here) / (1 - here) - (1 + west) / (1 - west));
      EXPECT_NEAR(step_m, 10, 0.15);  // the convergence of the two zones turns it a little
      ++compared;
    }
  EXPECT_EQ(compared, 40 * 39);
}

TEST_F(Composite, counts_say_how_many_acquisitions_each_value_comes_from) {
  optical("2018-05-01", 1000, 3000);
  optical("2018-05-02", 1000, 3000);
  optical("2018-05-03", 1000, 3000, 8);
  radar("2018-05-04", -12);
  composite(options_, {folder_ / "cube.tif", folder_ / "counts.tif", {}, false}, {.threads = 2});
  const DatasetPtr counts = open_raster(folder_ / "counts.tif");
  ASSERT_EQ(counts->GetRasterCount(), 4);
  EXPECT_STREQ(counts->GetRasterBand(1)->GetDescription(), "LOOKS_NDVI_2018-05-01");
  EXPECT_STREQ(counts->GetRasterBand(3)->GetDescription(), "LOOKS_VH_2018-05-01");
  std::vector<int> first;
  for (int band = 1; band <= 4; ++band) {
    unsigned char value = 0;
    ASSERT_EQ(counts->GetRasterBand(band)->RasterIO(GF_Read, 4, 4, 1, 1, &value, 1, 1, GDT_Byte, 0, 0, nullptr),
              CE_None);
    first.push_back(value);
  }
  EXPECT_EQ(first, (std::vector<int>{2, 0, 1, 0}));
}

TEST_F(Composite, pixels_outside_the_polygon_are_missing) {
  optical("2018-05-01", 1000, 3000);
  std::ofstream(folder_ / "area.geojson") << R"({"type":"Polygon","coordinates":
    [[[3.0,50.5],[3.001,50.5],[3.001,50.7],[3.0,50.7],[3.0,50.5]]]})";
  options_.area = folder_ / "area.geojson";
  const CompositeSummary summary = composite(options_, {folder_ / "part.tif", {}, {}, false}, {.threads = 2});
  EXPECT_GT(summary.rows, 2000);  // the polygon is larger than the image
  EXPECT_EQ(summary.cols, 8);
  EXPECT_LT(summary.observed_share, 0.01);
  EXPECT_GT(summary.observed_share, 0);
}

TEST_F(Composite, an_area_beside_the_data_is_an_error) {
  optical("2018-05-01", 1000, 3000);
  options_.area = "10,50,10.001,50.001";
  expect_refused(ErrorKind::bad_input, "outside the area");
}

TEST_F(Composite, images_beside_the_first_are_an_error_unless_an_area_is_given) {
  optical("2018-05-01", 1000, 3000);
  write_optical(folder_ / "s2/2018-05-02", small_grid(12, 16, 10, 520000), 1000, 3000, 4);
  expect_refused(ErrorKind::bad_input, "outside the grid of the first");
  options_.area_crs = "EPSG:32631";
  options_.area = "500000,5599880,500160,5600000";
  EXPECT_FLOAT_EQ(made().ndvi.at(0, 0, 0), 0.5F);
}

TEST_F(Composite, a_truncated_image_is_an_error_that_names_it_and_leaves_no_output) {
  grid_ = small_grid(100, 100);
  optical("2018-05-01", 1000, 3000);
  optical("2018-05-11", 1000, 3000);
  const std::string broken = folder_ / "s2/2018-05-11/B08.tif";
  fs::resize_file(broken, fs::file_size(broken) / 2);
  expect_refused(ErrorKind::io, broken);
  fs::resize_file(broken, 0);
  expect_refused(ErrorKind::io, broken);
}

TEST_F(Composite, an_image_without_crs_is_an_error_that_names_it) {
  optical("2018-05-01", 1000, 3000);
  Grid bare = grid_;
  bare.crs_wkt.clear();
  write_flat(folder_ / "s2/2018-05-01/B08.tif", bare, 3000, FileType::uint16);
  expect_refused(ErrorKind::bad_input, "B08.tif has no coordinate reference system");
}

TEST_F(Composite, outputs_are_not_overwritten_unasked) {
  optical("2018-05-01", 1000, 3000);
  run("once.tif");
  expect_error(ErrorKind::usage, "exists already", [&] { run("once.tif"); });
}

}  // namespace
}  // namespace undercast
