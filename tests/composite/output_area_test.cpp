// SPDX-License-Identifier: Apache-2.0
#include "composite/output_area.h"

#include <ogr_geometry.h>

#include <fstream>
#include <numeric>

#include "composite/small_inputs.h"
#include "core/temporary_folder.h"
#include "io/crs.h"

namespace undercast {
namespace {

const Grid& first() {
  static const Grid grid = small_grid(100, 100);
  return grid;
}

int pixels_inside(const OutputArea& area) {
  const auto pixels = inside(area, area.grid.whole());
  return std::accumulate(pixels.begin(), pixels.end(), 0);
}

TEST(OutputArea, without_options_the_cube_has_the_first_images_grid) {
  EXPECT_EQ(output_area({}, first()).grid, first());
}

TEST(OutputArea, bounds_in_metres_snap_outward_to_the_images_pixels) {
  CompositeOptions options;
  options.area_crs = "EPSG:32631";
  options.area = "500103, 5599500 ,500200,5599599";
  const Grid grid = output_area(options, first()).grid;
  EXPECT_DOUBLE_EQ(grid.affine[0], 500100);
  EXPECT_DOUBLE_EQ(grid.affine[3], 5599600);
  EXPECT_EQ(grid.cols, 10);
  EXPECT_EQ(grid.rows, 10);
}

TEST(OutputArea, bounds_are_longitude_and_latitude_unless_said_otherwise) {
  CompositeOptions options;
  options.area = "3.001,50.545,3.005,50.548";
  const Grid grid = output_area(options, first()).grid;
  EXPECT_NEAR(grid.cols * 10, 0.004 * 111320 * 0.635, 20);
  EXPECT_NEAR(grid.rows * 10, 0.003 * 111200, 20);
  EXPECT_NEAR(grid.affine[0], 500071, 10);
}

TEST(OutputArea, a_resolution_puts_pixel_edges_on_its_multiples) {
  CompositeOptions options;
  options.resolution = 30;
  const Grid grid = output_area(options, small_grid(100, 100, 10, 500010, 5600010)).grid;
  EXPECT_DOUBLE_EQ(std::remainder(grid.affine[0], 30), 0);
  EXPECT_DOUBLE_EQ(std::remainder(grid.affine[3], 30), 0);
  EXPECT_LE(grid.affine[0], 500010);
  EXPECT_GE(grid.affine[0] + grid.cols * 30, 501010);
}

TEST(OutputArea, another_crs_covers_the_first_image) {
  CompositeOptions options;
  options.crs = "EPSG:32632";
  const Grid grid = output_area(options, first()).grid;
  EXPECT_TRUE(same_crs(grid.crs_wkt, crs_to_wkt("EPSG:32632")));
  EXPECT_DOUBLE_EQ(grid.affine[1], 10);
  EXPECT_GT(grid.cols, 100);
  EXPECT_LT(grid.cols, 120);
  options.crs = "EPSG:4326";
  expect_error(ErrorKind::usage, "other units", [&] { output_area(options, first()); });
  options.resolution = 0.0001;
  EXPECT_GT(output_area(options, first()).grid.cols, 100);
}

TEST(OutputArea, pixels_outside_a_polygon_are_outside) {
  const TemporaryFolder folder;
  // A triangle, half of its bounds.
  std::ofstream(folder / "area.geojson")
      << R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},
    "geometry":{"type":"Polygon","coordinates":[[[3.001,50.545],[3.009,50.545],[3.001,50.549],[3.001,50.545]]]}}]})";
  CompositeOptions options;
  options.area = folder / "area.geojson";
  const OutputArea area = output_area(options, first());
  EXPECT_NEAR(pixels_inside(area), 0.5 * static_cast<double>(area.grid.pixels()),
              0.05 * static_cast<double>(area.grid.pixels()));
  int in_parts = 0;
  for (const Window& window : split(area.grid.whole(), 13)) {
    const auto pixels = inside(area, window);
    in_parts += std::accumulate(pixels.begin(), pixels.end(), 0);
  }
  EXPECT_EQ(in_parts, pixels_inside(area));
}

TEST(OutputArea, a_polygon_bends_between_two_crs_as_four_numbers_do) {
  const TemporaryFolder folder;
  CompositeOptions options;
  options.crs = "EPSG:32631";
  options.resolution = 10;
  options.area = "2.5,50,3.5,50.02";  // half way its edges lie some 100 m south of the lines between its corners
  const Grid of_numbers = output_area(options, {}).grid;
  options.area = folder / "strip.geojson";
  std::ofstream(options.area)
      << R"({"type":"Polygon","coordinates":[[[2.5,50],[3.5,50],[3.5,50.02],[2.5,50.02],[2.5,50]]]})";
  EXPECT_EQ(output_area(options, {}).grid, of_numbers);
}

TEST(OutputArea, areas_that_cannot_be_understood_are_errors) {
  const TemporaryFolder folder;
  CompositeOptions options;
  const auto expect_refused = [&](ErrorKind kind, const std::string& part) {
    expect_error(kind, part, [&] { output_area(options, first()); });
  };
  options.area = "3,50,2,51";
  expect_refused(ErrorKind::usage, "has no extent");
  options.area = "3,50,4";
  expect_refused(ErrorKind::bad_input, "cannot read the area");
  options.area = "3,50,4,100";
  expect_refused(ErrorKind::bad_input, "cannot be brought to EPSG:32631: a part of it has no place there");
  options.area = folder / "absent.gpkg";
  expect_refused(ErrorKind::bad_input, "cannot read the area");
  options.area = folder / "points.geojson";
  std::ofstream(options.area) << R"({"type":"Point","coordinates":[3,50]})";
  expect_refused(ErrorKind::bad_input, "no polygon");
  options.area = folder / "local.csv";
  std::ofstream(options.area) << "id,WKT\n1,\"POLYGON ((0 0,1 0,1 1,0 0))\"\n";
  expect_refused(ErrorKind::bad_input, "no coordinate reference system");
  options.area = folder / "virtual.geojson";  // it would have other files read
  std::ofstream(options.area) << "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>" << folder / "points.geojson"
                              << "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>";
  expect_refused(ErrorKind::bad_input, "cannot read the area");
  options.area = folder / "tiny.geojson";
  std::ofstream(options.area)
      << R"({"type":"Polygon","coordinates":[[[3,50],[3.000001,50],[3.000001,50.000001],[3,50]]]})";
  expect_refused(ErrorKind::bad_input, "the middle of no pixel");
  options.area = "3,50,4,51";
  options.crs = "EPSG:4978";
  options.resolution = 10;
  expect_refused(ErrorKind::usage, "neither projected nor geographic");
  options.crs = "";
  options.area_crs = "nonsense";
  expect_refused(ErrorKind::usage, "'nonsense' is not a coordinate reference system");
  options.area_crs = "EPSG:4326";
  options.resolution = 0.001;
  expect_refused(ErrorKind::usage, "the cube would be");
}

TEST(UtmZone, is_the_zone_of_the_areas_middle_across_the_antimeridian_too) {
  CompositeOptions options;
  for (const auto& [area, zone] : {std::pair{"3,50,4,51", "EPSG:32631"},
                                   {"-70,-33,-69,-32", "EPSG:32719"},
                                   {"179.4,-17,180.4,-16", "EPSG:32760"},
                                   {"179.8,-17,180.8,-16", "EPSG:32701"}}) {
    options.area = area;
    EXPECT_EQ(utm_zone_of_area(options), zone) << area;
    options.crs = zone;
    options.resolution = 100;
    EXPECT_NEAR(output_area(options, {}).grid.rows, 1110, 30) << area;
  }
  // As RFC 7946 wants it: cut in two.
  const TemporaryFolder folder;
  options = {};
  options.area = folder / "fiji.geojson";
  std::ofstream(options.area) << R"({"type": "MultiPolygon", "coordinates": [
    [[[179.9, -17], [180, -17], [180, -16.9], [179.9, -16.9], [179.9, -17]]],
    [[[-180, -17], [-179.8, -17], [-179.8, -16.9], [-180, -16.9], [-180, -17]]]]})";
  EXPECT_EQ(utm_zone_of_area(options), "EPSG:32701");
  for (const auto& [crs, resolution] : {std::pair{"EPSG:32701", 100.0}, {"EPSG:4326", 0.001}}) {
    options.crs = crs;
    options.resolution = resolution;
    const OutputArea area = output_area(options, {});
    EXPECT_NEAR(area.grid.cols, options.crs == "EPSG:4326" ? 300 : 320, 5);
    EXPECT_GT(pixels_inside(area), 0.94 * static_cast<double>(area.grid.pixels()));
  }
  options.area = "50,89,51,90";
  expect_error(ErrorKind::usage, "has no UTM zone", [&] { utm_zone_of_area(options); });
}

}  // namespace
}  // namespace undercast
