// SPDX-License-Identifier: Apache-2.0
#include "jobs/field_departures.h"

#include <gtest/gtest.h>

#include "core/temporary_folder.h"
#include "gaps/calibration.h"
#include "io/table_file.h"

namespace undercast {
namespace {

// Four years of composites, each a cube of its own, of two fields and one without values. The second
// field lacks `loss` in the last year; `half_width` is half the width of the bounds.
class FieldDepartures : public testing::Test {
 protected:
  static FieldSeries year(int year, float loss, float half_width) {
    FieldSeries series;
    series.time =
        make_periods(parse_date(std::to_string(year) + "-01-01"), parse_date(std::to_string(year) + "-12-31"), 8);
    for (const char* id : {"usual", "dry", "empty"}) {
      Field field;
      field.id = id;
      series.fields.push_back(field);
      for (int step = 0; step < series.time.size(); ++step) {
        FieldValue& value = series.values.emplace_back();
        if (field.id == "empty") continue;
        value.mean = 0.6F + 0.01F * static_cast<float>(year % 3) - (field.id == "dry" ? loss : 0);
        if (half_width > 0) value.lower = value.mean - half_width, value.upper = value.mean + half_width;
      }
    }
    return series;
  }

  AnomalySummary compare(float half_width) {
    std::vector<Period> periods;
    std::vector<FieldSeries> all;
    for (const int of : {2015, 2016, 2017, 2018}) {
      all.push_back(year(of, of == 2018 ? 0.3F : 0, half_width));
      periods.insert(periods.end(), all.back().time.begin(), all.back().time.end());
    }
    FieldsOfYears years(3, periods.size());
    for (const FieldSeries& series : all) years.add(series);
    EXPECT_EQ(years.sd(0).empty(), half_width == 0);
    if (half_width > 0) EXPECT_NEAR(years.sd(1).back(), static_cast<double>(half_width) / kBoundInSd, 1e-6);
    const UsualYear usual(TimeAxis(std::move(periods)), {});
    TableWriter writer({path_, "departures", {}, true}, departure_columns());
    const AnomalySummary found = write_field_departures(all.back().fields, years, usual, 0.95, writer);
    writer.finish();
    return found;
  }

  TemporaryFolder folder_;
  std::string path_ = folder_ / "departures.csv";
};

TEST_F(FieldDepartures, name_the_field_that_is_below_usual_on_each_date) {
  const AnomalySummary found = compare(0);
  EXPECT_DOUBLE_EQ(found.share_below(), 0.5) << "one of two fields with values";
  TableFile table(path_, ByteSize("1G"));
  ASSERT_EQ(table.rows(), 3 * 46);
  for (int row = 0; row < table.rows(); ++row) {
    const std::string id = table.text(row, 0);
    EXPECT_EQ(table.text(row, 6), id == "dry" ? "1" : id == "usual" ? "0" : "") << "row " << row;
    EXPECT_EQ(table.text(row, 7), id == "empty" ? "0" : "3");
    EXPECT_EQ(table.text(row, 5).empty(), id == "empty");
  }
  EXPECT_EQ(table.text(0, 1), "2018-01-01");
}

TEST_F(FieldDepartures, count_the_bounds_of_the_means) {
  EXPECT_GT(compare(0).share_below(), 0);
  EXPECT_EQ(compare(0.6F).share_below(), 0) << "a departure within the errors of the means is none";
}

}  // namespace
}  // namespace undercast
