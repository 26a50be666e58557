// SPDX-License-Identifier: Apache-2.0
#include "io/field_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/field_layer.h"
#include "io/point_layer.h"

namespace undercast {
namespace {

constexpr const char* kSquare =
    "POLYGON ((500010 5599900, 500110 5599900, 500110 5599990, 500010 5599990, "
    "500010 5599900))";

class FieldFileTest : public testing::Test {
 protected:
  std::vector<Field> read(const std::string& path, const std::string& id = {}) const {
    return FieldFile({path, id, 0}).read(grid_);
  }
  testing::AssertionResult refuses(const std::string& path, const std::vector<std::string>& parts,
                                   const std::string& id = {}) const {
    return throws_error([&] { read(path, id); }, ErrorKind::bad_input, parts);
  }
  std::string file(const std::string& name) const { return folder_ / name; }

  TemporaryFolder folder_;
  Grid grid_{crs_to_wkt("EPSG:32631"), {500000, 10, 0, 5600000, 0, -10}, 40, 60};
};

TEST_F(FieldFileTest, finds_the_column_of_ids_by_its_name) {
  const std::string path = write_fields(file("a.gpkg"), {{"north 7", kSquare}});
  EXPECT_EQ(read(path).front().id, "north 7");
  EXPECT_EQ(read(path, "parcel").front().id, "north 7");
  EXPECT_NEAR(read(path).front().area_px, 90, 1e-6);
  EXPECT_TRUE(refuses(path, {"has no column crop", "parcel"}, "crop"));
}

TEST_F(FieldFileTest, names_ids_that_are_missing_or_not_unique) {
  EXPECT_TRUE(refuses(write_fields(file("a.gpkg"), {{"7", kSquare}, {"8", kSquare}, {"7", kSquare}}),
                      {"has the id 7 twice", "features 1 and 3", "--id"}));
  EXPECT_TRUE(refuses(write_fields(file("b.gpkg"), {{"7", kSquare}, {"", kSquare}}), {"feature 2 has no parcel"}));
}

TEST_F(FieldFileTest, refuses_files_without_fields_that_it_can_place) {
  EXPECT_TRUE(refuses(write_fields(file("a.gpkg"), {{"7", kSquare}}, ""), {"no coordinate reference system", "a_srs"}));
  EXPECT_TRUE(refuses(write_fields(file("b.gpkg"), {}), {"holds no field"}));
  write_gpkg(file("points.gpkg"), [](OGRLayer& layer) { add_feature(layer, 3, [](OGRFeature&) {}); });
  EXPECT_TRUE(refuses(file("points.gpkg"), {"has no layer of polygons"}));
  std::ofstream(file("text.gpkg")) << "id,date\n";
  EXPECT_TRUE(refuses(file("text.gpkg"), {"cannot read the fields", "GeoPackage"}));
  EXPECT_TRUE(refuses(file("none.gpkg"), {"none.gpkg"}));
}

TEST_F(FieldFileTest, of_another_hemisphere_says_where_both_lie) {
  const std::string far = "POLYGON ((23.1 -30.2, 23.2 -30.2, 23.2 -30.1, 23.1 -30.2))";
  EXPECT_TRUE(refuses(write_fields(file("a.gpkg"), {{"7", far}}, "EPSG:4326"),
                      {"no field", "23.1 to 23.2", "EPSG:4326", "EPSG:32631"}));
}

}  // namespace
}  // namespace undercast
