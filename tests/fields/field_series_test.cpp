// SPDX-License-Identifier: Apache-2.0
#include "fields/field_series.h"

#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/expect_error.h"
#include "core/random.h"
#include "core/temporary_folder.h"
#include "io/field_layer.h"
#include "io/raster_file.h"
#include "small_cube.h"

namespace undercast {
namespace {

constexpr const char* kMultipart =
    "MULTIPOLYGON (((500013 5599981, 500122 5599974, 500147 5599869, 500031 5599858, 500013 5599981), "
    "(500052 5599953, 500096 5599949, 500088 5599913, 500052 5599953)), "
    "((500161 5599943, 500197 5599951, 500190 5599903, 500161 5599943)))";

// A cube of 40 x 60 pixels of 10 m, its bounds, and fields.
class FieldSeriesTest : public testing::Test {
 protected:
  FieldSeriesTest() : cube_(small_cube(40, 60, 5, 0, 0, 3)) {
    cube_.grid.crs_wkt = crs_to_wkt("EPSG:32631");
    cube_.grid.affine = {500000, 10, 0, 5600000, 0, -10};
    write("filled.tif", cube_.ndvi);
  }

  void write(const std::string& name, const Variable& ndvi) {
    Cube cube = cube_;
    cube.ndvi = ndvi;
    std::filesystem::remove(folder_ / name);
    write_cube(folder_ / name, cube);
  }

  // Writes bounds: pixels are filled where is_filled() says so.
  template <class Filled>
  void write_bounds(Filled is_filled) {
    Variable lower = cube_.ndvi, upper = cube_.ndvi;
    for (int step = 0; step < lower.steps(); ++step)
      for (int row = 0; row < lower.rows; ++row)
        for (int col = 0; col < lower.cols; ++col)
          if (is_filled(row, col)) lower.at(step, row, col) -= 0.1F, upper.at(step, row, col) += 0.05F;
    write("lower.tif", lower);
    write("upper.tif", upper);
  }

  FieldSeries read(const std::string& fields, FieldSelection selection = {}, RunContext run = {.threads = 2}) {
    const bool has_bounds = std::filesystem::exists(folder_ / "lower.tif");
    FilledPaths paths{folder_ / "filled.tif"};
    if (has_bounds) paths.lower = folder_ / "lower.tif", paths.upper = folder_ / "upper.tif";
    const FilledFiles files(paths, {});
    selection.path = fields;
    FieldFile file(selection);
    return field_series(files, file.read(cube_.grid), run);
  }

  // The share of each pixel that a polygon covers, by GEOS.
  std::vector<double> shares_by_geos(const std::string& wkt) const {
    OGRGeometry* parsed = nullptr;
    OGRGeometryFactory::createFromWkt(wkt.c_str(), nullptr, &parsed);
    const std::unique_ptr<OGRGeometry> field(parsed);
    std::vector<double> shares;
    for (int row = 0; row < cube_.grid.rows; ++row)
      for (int col = 0; col < cube_.grid.cols; ++col) {
        OGRLinearRing ring;
        for (const auto& [dx, dy] : {std::pair{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}) {
          const auto [x, y] = cube_.grid.point(col + dx, row + dy);
          ring.addPoint(x, y);
        }
        OGRPolygon pixel;
        pixel.addRing(&ring);
        const std::unique_ptr<OGRGeometry> part(field->Intersection(&pixel));
        double area = 0;
        if (part && !part->IsEmpty() && part->getDimension() == 2) {
          const std::unique_ptr<OGRGeometry> all(OGRGeometryFactory::forceToMultiPolygon(part->clone()));
          area = all->toMultiPolygon()->get_Area();
        }
        shares.push_back(area / 100);
      }
    return shares;
  }

  TemporaryFolder folder_;
  Cube cube_;
};

TEST_F(FieldSeriesTest, statistics_agree_with_shares_of_pixels_that_geos_cuts) {
  const FieldSeries series = read(write_fields(folder_ / "fields.gpkg", {{"a", kMultipart}}));
  const std::vector<double> shares = shares_by_geos(kMultipart);
  for (int step = 0; step < cube_.ndvi.steps(); ++step) {
    double weight = 0, sum = 0, squares = 0;
    for (std::size_t pixel = 0; pixel < shares.size(); ++pixel) {
      const auto value = static_cast<double>(cube_.ndvi.image(step)[pixel]);
      weight += shares[pixel], sum += shares[pixel] * value, squares += shares[pixel] * value * value;
    }
    const FieldValue& value = series.of(0, step);
    EXPECT_NEAR(value.mean, sum / weight, 1e-6);
    EXPECT_NEAR(value.sd, std::sqrt(squares / weight - sum * sum / weight / weight), 1e-5);
    EXPECT_NEAR(value.pixels, weight, 1e-4);
  }
  EXPECT_EQ(series.touched[0], std::count_if(shares.begin(), shares.end(), [](double share) { return share > 1e-9; }));
  EXPECT_EQ(series.fields[0].flag, FieldFlag::none);
}

TEST_F(FieldSeriesTest, fields_of_another_crs_come_to_the_same_place) {
  OGRGeometry* parsed = nullptr;
  OGRGeometryFactory::createFromWkt(kMultipart, nullptr, &parsed);
  const std::unique_ptr<OGRGeometry> field(parsed);
  ASSERT_EQ(field->transform(transformation(parse_crs("EPSG:32631"), parse_crs("EPSG:4326")).get()), OGRERR_NONE);
  OGRWktOptions digits;
  digits.precision = 15;
  const FieldSeries here = read(write_fields(folder_ / "a.gpkg", {{"a", kMultipart}}));
  const FieldSeries there = read(write_fields(folder_ / "b.gpkg", {{"a", field->exportToWkt(digits)}}, "EPSG:4326"));
  for (int step = 0; step < cube_.ndvi.steps(); ++step)
    EXPECT_NEAR(there.of(0, step).mean, here.of(0, step).mean, 1e-5);
  EXPECT_NEAR(there.of(0, 0).pixels, here.of(0, 0).pixels, 1e-3);
}

TEST_F(FieldSeriesTest, a_buffer_leaves_out_a_margin_in_metres) {
  const std::string square =
      "POLYGON ((500100 5599700, 500300 5599700, 500300 5599900, 500100 5599900, 500100 5599700))";
  const std::string fields = write_fields(folder_ / "fields.gpkg", {{"a", square}});
  EXPECT_NEAR(read(fields).of(0, 0).pixels, 400, 1e-3);
  EXPECT_NEAR(read(fields, {.path = {}, .id = {}, .buffer_m = -15}).of(0, 0).pixels, 289, 1e-3);
  const FieldSeries nothing = read(fields, {.path = {}, .id = {}, .buffer_m = -100});
  EXPECT_EQ(nothing.fields[0].flag, FieldFlag::too_small);
  EXPECT_TRUE(is_missing(nothing.of(0, 0).mean));
}

TEST_F(FieldSeriesTest, fields_without_values_are_flagged_and_not_lost) {
  const FieldSeries series =
      read(write_fields(folder_ / "fields.gpkg",
                        {{"good", kMultipart},
                         {"none", ""},
                         {"hourglass",
                          "POLYGON ((500010 5599900, 500110 5599800, 500110 5599900, 500010 5599800, "
                          "500010 5599900))"},
                         {"far", "POLYGON ((600000 5599900, 600100 5599900, 600100 5599800, 600000 5599900))"},
                         {"cut",
                          "POLYGON ((499900 5599900, 500100 5599900, 500100 5599800, 499900 5599800, "
                          "499900 5599900))"},
                         {"tiny", "POLYGON ((500101 5599900, 500104 5599900, 500104 5599896, 500101 5599900))"}}));
  const FieldFlag expected[] = {FieldFlag::none,    FieldFlag::empty,          FieldFlag::crosses_itself,
                                FieldFlag::outside, FieldFlag::partly_outside, FieldFlag::too_small};
  ASSERT_EQ(series.fields.size(), std::size(expected));
  for (std::size_t field = 0; field < std::size(expected); ++field) {
    EXPECT_EQ(series.fields[field].flag, expected[field]) << series.fields[field].id;
    const bool has_values = field == 0 || field > 3;
    EXPECT_EQ(!is_missing(series.of(field, 2).mean), has_values) << series.fields[field].id;
  }
  EXPECT_NEAR(series.of(4, 0).pixels, 100, 1e-4);
}

TEST_F(FieldSeriesTest, neither_memory_nor_threads_change_a_value) {
  Cube large = small_cube(700, 600, 2, 0, 0, 5);
  large.grid.crs_wkt = cube_.grid.crs_wkt, large.grid.affine = cube_.grid.affine;
  cube_ = large;
  write("filled.tif", cube_.ndvi);
  std::vector<DrawnField> drawn;
  Random random(11);
  for (int i = 0; i < 60; ++i) {
    const double x = 500000 + random.uniform(0, 5500), y = 5600000 - random.uniform(0, 6500);
    const double size = random.uniform(30, 900);
    drawn.push_back(
        {std::to_string(i), fmt::format("POLYGON (({0} {1}, {2} {1}, {2} {3}, {0} {1}))", x, y, x + size, y - size)});
  }
  const std::string fields = write_fields(folder_ / "fields.gpkg", drawn);
  const FieldSeries once = read(fields, {}, {.threads = 1, .memory = ByteSize("9M")});
  const FieldSeries again = read(fields, {}, {.threads = 4, .memory = ByteSize("1G")});
  for (std::size_t i = 0; i < once.values.size(); ++i) {
    EXPECT_EQ(once.values[i].mean, again.values[i].mean);
    EXPECT_EQ(once.values[i].median, again.values[i].median);
    EXPECT_EQ(once.values[i].sd, again.values[i].sd);
  }
  EXPECT_TRUE(throws_error([&] { read(fields, {}, {.threads = 1, .memory = ByteSize("1M")}); }, ErrorKind::usage,
                           {"60 fields", "--memory is 1M"}));
}

TEST_F(FieldSeriesTest, an_observed_mean_is_its_own_bound) {
  write_bounds([](int, int) { return false; });
  const FieldSeries series = read(write_fields(folder_ / "fields.gpkg", {{"a", kMultipart}}));
  EXPECT_EQ(series.of(0, 1).lower, series.of(0, 1).mean);
  EXPECT_EQ(series.of(0, 1).upper, series.of(0, 1).mean);
  EXPECT_FLOAT_EQ(series.of(0, 1).observed, 1);
}

TEST_F(FieldSeriesTest, bounds_of_a_mean_do_not_shrink_with_the_root_of_its_pixels) {
  write_bounds([](int, int col) { return col >= 10; });
  const auto square = [](int col, int size) {
    return fmt::format("POLYGON (({0} 5599990, {1} 5599990, {1} {2}, {0} {2}, {0} 5599990))", 500000 + 10 * col,
                       500000 + 10 * (col + size), 5599990 - 10 * size);
  };
  const FieldSeries series = read(write_fields(
      folder_ / "fields.gpkg", {{"small", square(20, 5)}, {"large", square(20, 30)}, {"half", square(5, 10)}}));
  const auto width = [&](std::size_t field) {
    return static_cast<double>(series.of(field, 0).upper - series.of(field, 0).lower);
  };
  EXPECT_GT(width(1), 0.5 * width(0));
  EXPECT_LE(width(1), width(0));
  EXPECT_LT(width(0), 0.15 * 1.5);
  EXPECT_NEAR(series.of(2, 0).observed, 0.5, 1e-5);
  EXPECT_LT(width(2), width(0));
  EXPECT_NEAR((series.of(0, 0).mean - series.of(0, 0).lower) / (series.of(0, 0).upper - series.of(0, 0).mean), 2, 1e-3);
}

}  // namespace
}  // namespace undercast
