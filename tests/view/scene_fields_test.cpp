// SPDX-License-Identifier: Apache-2.0
#include "view/scene_fields.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"
#include "io/field_layer.h"
#include "view/scene_files.h"

namespace undercast {
namespace {

using nlohmann::json;

// A scene with three fields, one of which lies outside.
class SceneFields : public testing::Test {
 protected:
  static GivenFields given(const std::string& path) {
    GivenFields fields;
    fields.outlines = path;
    return fields;
  }

  SceneFiles files_{40, 50, 4};
  std::string path_ =
      write_fields(files_.folder / "fields.gpkg",
                   {{"a", "POLYGON ((500020 5599980, 500120 5599980, 500120 5599900, 500020 5599900, 500020 5599980))"},
                    {"b", "POLYGON ((500200 5599900, 500300 5599800, 500200 5599800, 500200 5599900))"},
                    {"far", "POLYGON ((600200 5599900, 600300 5599800, 600200 5599800, 600200 5599900))"}});
  FilledPaths paths_{files_.filled_path, files_.cube_path};
  ViewedScene scene_{paths_, "", {}, given(path_)};
};

TEST_F(SceneFields, give_the_outline_of_each_field_in_pixels) {
  const json fields = fields_json(scene_).at("fields");
  ASSERT_EQ(fields.size(), 3U);
  EXPECT_EQ(fields[0].at("id"), "a");
  const json ring = fields[0].at("outline")[0][0];
  ASSERT_EQ(ring.size(), 8U);
  for (std::size_t i = 0; i < ring.size(); i += 2) {
    EXPECT_TRUE(ring[i] == 2 || ring[i] == 12) << ring.dump();
    EXPECT_TRUE(ring[i + 1] == 2 || ring[i + 1] == 10) << ring.dump();
  }
  EXPECT_TRUE(fields[2].at("outline").empty());
}

TEST_F(SceneFields, are_coloured_by_what_the_files_give) {
  const json values = fields_json(scene_).at("values");
  ASSERT_EQ(values.size(), 1U) << "neither bounds nor provenance are given";
  EXPECT_EQ(values[0].at("name"), "mean");
  FilledPaths with_bounds = paths_;
  with_bounds.lower = with_bounds.upper = files_.filled_path;
  const ViewedScene scene(with_bounds, "", {}, given(path_));
  std::vector<std::string> names;
  const json all = fields_json(scene).at("values");
  for (const json& value : all) names.push_back(value.at("name"));
  EXPECT_EQ(names, (std::vector<std::string>{"mean", "width", "observed"}));
}

TEST_F(SceneFields, have_the_means_of_the_table_of_fields) {
  const FilledFiles files(paths_, {});
  const FieldSeries table = read_field_series(files, given(path_), {});
  for (int step = 0; step < 4; ++step) {
    const json means = field_values_json(scene_, step).at("mean");
    ASSERT_EQ(means.size(), 3U);
    for (std::size_t field = 0; field < 2; ++field) {
      EXPECT_EQ(means[field].get<float>(), table.of(field, step).mean);
      EXPECT_EQ(series_of_field(scene_, static_cast<int>(field)).columns[0].values[static_cast<std::size_t>(step)],
                table.of(field, step).mean);
    }
    EXPECT_TRUE(means[2].is_null());
  }
  const PlaceSeries place = series_of_field(scene_, 1);
  EXPECT_EQ(place.title, "field b");
  EXPECT_EQ(to_csv(place).substr(0, to_csv(place).find('\n')),
            "date,mean,median,sd,observed,pixels,lower,upper,low_trust");
}

TEST_F(SceneFields, that_do_not_exist_are_refused) {
  for (const int field : {-1, 3})
    EXPECT_TRUE(throws_error([&] { series_of_field(scene_, field); }, ErrorKind::usage, {"there is no field"}));
  for (const int step : {-1, 4})
    EXPECT_TRUE(throws_error([&] { field_values_json(scene_, step); }, ErrorKind::usage, {"there is no date"}));
}

TEST_F(SceneFields, outside_of_the_cube_are_refused_as_the_table_refuses_them) {
  const std::string away = write_fields(files_.folder / "away.gpkg", {{"a", "POLYGON ((0 0, 9 0, 9 9, 0 0))"}});
  EXPECT_TRUE(throws_error([&] { ViewedScene(paths_, "", {}, given(away)); }, ErrorKind::bad_input,
                           {"no field of", "away.gpkg", "lies within the cube"}));
}

}  // namespace
}  // namespace undercast
