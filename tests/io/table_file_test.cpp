// SPDX-License-Identifier: Apache-2.0
// Tables of GeoPackages, which GDAL reads.
#include "io/table_file.h"

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"
#include "io/point_layer.h"
#include "io/point_table.h"
#include "small_cube.h"

namespace undercast {
namespace {

class PointLayer : public testing::Test {
 protected:
  Cube read(const std::string& path) { return read_point_table(path, {}, ByteSize("1G")); }
  TemporaryFolder folder_;
  std::string path_ = folder_ / "plots.gpkg";
};

TEST_F(PointLayer, has_dates_in_columns_of_their_own_type) {
  for (const OGRFieldType type : {OFTDate, OFTDateTime, OFTString}) {
    const std::string path = folder_ / OGRFieldDefn::GetFieldTypeName(type) + ".gpkg";
    write_gpkg(path, [&](OGRLayer& layer) {
      add_column(layer, "Plot", OFTInteger);
      add_column(layer, "Date", type);
      add_column(layer, "NDVI", OFTReal);
      for (const int plot : {7, 8})
        for (const int day : {1, 9})
          add_feature(layer, plot, [&](OGRFeature& feature) {
            feature.SetField(0, plot);
            feature.SetField(1, fmt::format("2018-01-{:02}{}", day, type == OFTDateTime ? "T10:56:31Z" : "").c_str());
            if (day == plot + 1 || plot == 7) feature.SetField(2, 0.1 * plot + 0.01 * day);
          });
    });
    const Cube cube = read(path);
    EXPECT_EQ(cube.ndvi.time, make_periods(parse_date("2018-01-01"), parse_date("2018-01-16"), 8)) << path;
    EXPECT_TRUE(same_values(cube.ndvi.values, {0.71F, kMissing, 0.79F, 0.89F})) << path;
  }
}

TEST_F(PointLayer, with_a_column_for_each_date_needs_no_other_id_than_the_number_of_its_features) {
  write_gpkg(path_, [&](OGRLayer& layer) {
    add_column(layer, "NDVI_20180101", OFTReal);
    add_column(layer, "NDVI_20180109", OFTReal);
    for (const double ndvi : {0.25, 0.5})
      add_feature(layer, 1, [&](OGRFeature& feature) { feature.SetField(0, ndvi); });
  });
  EXPECT_TRUE(same_values(read(path_).ndvi.values, {0.25F, 0.5F, kMissing, kMissing}));
}

TEST_F(PointLayer, is_refused_by_feature_and_column) {
  write_gpkg(path_, [&](OGRLayer& layer) {
    add_column(layer, "id", OFTString);
    add_column(layer, "date", OFTString);
    add_column(layer, "ndvi", OFTString);
    for (const char* ndvi : {"0.5", "0,5"})
      add_feature(layer, 1, [&](OGRFeature& feature) {
        feature.SetField(0, "a");
        feature.SetField(1, ndvi[1] == '.' ? "2018-01-01" : "2018-01-09");
        feature.SetField(2, ndvi);
      });
  });
  EXPECT_TRUE(throws_error([&] { read(path_); }, ErrorKind::bad_input,
                           {"plots.gpkg, feature 2", "'0,5' in ndvi, which has a decimal comma"}));
}

TEST_F(PointLayer, must_be_the_only_one_of_its_file) {
  write_gpkg(path_, [](OGRLayer&) {});
  {
    DatasetPtr file(GDALDataset::Open(path_.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE));
    ASSERT_NE(file->CreateLayer("roads", nullptr, wkbNone, nullptr), nullptr);
  }
  EXPECT_TRUE(throws_error([&] { read(path_); }, ErrorKind::bad_input, {"2 layers (plots, roads)", "ogr2ogr"}));
  write_text_file(folder_ / "torn.gpkg", "SQLite format 3", false);
  EXPECT_TRUE(throws_error([&] { read(folder_ / "torn.gpkg"); }, ErrorKind::io, {"torn.gpkg"}));
  EXPECT_TRUE(throws_error([&] { read(folder_ / "none.gpkg"); }, ErrorKind::io, {"none.gpkg"}));
}

TEST_F(PointLayer, is_no_raster_of_a_geopackage) {
  write_gpkg(path_, [](OGRLayer&) {});
  EXPECT_TRUE(is_table_file(path_));
  const std::string raster = folder_ / "raster.gpkg";
  {
    DatasetPtr file(
        GetGDALDriverManager()->GetDriverByName("GPKG")->Create(raster.c_str(), 8, 8, 1, GDT_Byte, nullptr));
    double affine[] = {0, 10, 0, 0, 0, -10};
    ASSERT_EQ(file->SetGeoTransform(affine), CE_None);
    ASSERT_EQ(file->GetRasterBand(1)->Fill(7), CE_None);
  }
  EXPECT_FALSE(is_table_file(raster));
}

TEST(TableName, must_be_one_that_this_gdal_can_write) {
  EXPECT_TRUE(throws_error([] { require_table_name("filled.tif"); }, ErrorKind::usage, {"filled.tif", ".gpkg"}));
  for (const char* name : {"a.csv", "a.TSV", "a.gpkg"}) require_table_name(name);
  gdal_setup();
  if (GetGDALDriverManager()->GetDriverByName("Parquet") != nullptr) return;
  EXPECT_TRUE(throws_error([] { require_table_name("a.parquet"); }, ErrorKind::usage, {"no Parquet driver"}));
  EXPECT_TRUE(throws_error([] { TableFile("a.parquet", ByteSize("1G")); }, ErrorKind::usage, {"no Parquet driver"}));
}

}  // namespace
}  // namespace undercast
