// SPDX-License-Identifier: Apache-2.0
#include "report/field_charts.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

// Fields of 1, 2, ... pixels, each with its number as the mean of the first date.
FieldSeries fields_of_growing_size(int count) {
  FieldSeries series;
  series.time = make_periods(parse_date("2020-01-01"), parse_date("2020-01-16"), 8);
  series.touched.resize(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    Field field;
    field.id = std::to_string(i);
    field.area_px = i + 1;
    series.fields.push_back(field);
    FieldValue known;
    known.mean = static_cast<float>(i);
    series.values.push_back(known);
    series.values.emplace_back();
  }
  return series;
}

Grid grid_of_10_m() {
  Grid grid;
  grid.rows = grid.cols = 10;
  grid.affine = {500000, 10, 0, 5600000, 0, -10};
  return grid;
}

TEST(FieldCharts, hold_the_series_of_each_field_with_null_where_it_has_no_value) {
  const nlohmann::json charts = field_charts(fields_of_growing_size(3), grid_of_10_m());
  EXPECT_EQ(charts.at("total"), 3);
  ASSERT_EQ(charts.at("fields").size(), 3U);
  const nlohmann::json& last = charts.at("fields")[2];
  EXPECT_EQ(last.at("id"), "2");
  EXPECT_NEAR(last.at("hectares").get<double>(), 0.03, 1e-9);
  EXPECT_EQ(last.at("mean"), nlohmann::json::parse("[2.0, null]"));
  EXPECT_EQ(last.at("lower"), nlohmann::json::parse("[null, null]"));
}

TEST(FieldCharts, of_more_than_a_thousand_fields_hold_the_largest_in_the_order_of_their_file) {
  const nlohmann::json charts = field_charts(fields_of_growing_size(1500), grid_of_10_m());
  EXPECT_EQ(charts.at("total"), 1500);
  ASSERT_EQ(charts.at("fields").size(), 1000U);
  for (int i = 0; i < 1000; ++i)
    EXPECT_EQ(charts.at("fields")[static_cast<std::size_t>(i)].at("id"), std::to_string(500 + i));
}

}  // namespace
}  // namespace undercast
