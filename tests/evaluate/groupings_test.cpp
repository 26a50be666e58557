// SPDX-License-Identifier: Apache-2.0
#include "evaluate/groupings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "evaluate/score.h"
#include "evaluate/table.h"
#include "gaps/holdout.h"
#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

// Linear interpolation of what a hold-out leaves visible.
FilledWindow interpolated(const Variable& visible) {
  FilledWindow filled{interpolate_linearly(visible), visible, gap_days(visible),
                      std::vector<Provenance>(visible.values.size(), Provenance::interpolated)};
  for (std::size_t i = 0; i < visible.values.size(); ++i)
    if (std::isfinite(visible.values[i])) filled.provenance[i] = Provenance::observed;
  return filled;
}

std::string group_of(std::size_t grouping, const ScoredValue& value) {
  return groupings()[grouping].groups.at(groupings()[grouping].group_of(value));
}

TEST(Groupings, put_each_hidden_value_into_exactly_one_group) {
  const Cube cube = small_cube(32, 32, 60, 0, 0.4, 1);
  for (const std::string& protocol : protocol_names()) {
    const Holdout holdout = make_holdout(cube.ndvi, protocol, 3);
    const Variable visible = hide(cube, holdout).ndvi;
    const std::vector<DateObserved> kinds = date_kinds(visible);
    const Scores scores = score({cube.ndvi, holdout.scored, holdout.hidden, kinds}, interpolated(visible));
    const auto hidden = std::count(holdout.scored.begin(), holdout.scored.end(), 1);
    EXPECT_EQ(scores.all.count() + scores.all.missing(), hidden) << protocol;
    for (std::size_t g = 0; g < kGroupings; ++g) {
      Score sum;
      for (const Score& group : scores.by[g]) sum.add(group);
      EXPECT_EQ(sum.count(), scores.all.count()) << protocol << ", " << groupings()[g].key;
      EXPECT_EQ(sum.missing(), scores.all.missing());
      EXPECT_NEAR(sum.rmse(), scores.all.rmse(), 1e-12);
    }
  }
}

TEST(Groupings, are_named_once_and_have_named_groups) {
  std::set<std::string> keys;
  for (const Grouping& grouping : groupings()) {
    EXPECT_TRUE(keys.insert(grouping.key).second);
    EXPECT_EQ(std::set<std::string>(grouping.groups.begin(), grouping.groups.end()).size(), grouping.groups.size());
  }
}

TEST(Groupings, know_the_seasons_of_their_months) {
  const char* expected[] = {"DJF", "DJF", "MAM", "MAM", "MAM", "JJA", "JJA", "JJA", "SON", "SON", "SON", "DJF"};
  for (unsigned month = 1; month <= 12; ++month) {
    const Date date(std::chrono::year(2018) / std::chrono::month(month) / 15);
    EXPECT_EQ(group_of(1, {date, 20, 8}), expected[month - 1]) << month;
  }
}

TEST(Groupings, part_suspect_truths_from_the_others) {
  EXPECT_EQ(group_of(3, {parse_date("2018-05-01"), 20, 8}), "not suspect");
  EXPECT_EQ(group_of(3, {parse_date("2018-05-01"), 20, 8, DateObserved::partly, true}), "suspect");
}

TEST(Groupings, count_an_edge_to_the_nearer_bin) {
  const auto bin = [](float days) { return group_of(2, {parse_date("2018-05-01"), 20, days}); };
  EXPECT_EQ(bin(1), "0-8");
  EXPECT_EQ(bin(8), "0-8");
  EXPECT_EQ(bin(8.5F), "9-16");
  EXPECT_EQ(bin(64), "33-64");
  EXPECT_EQ(bin(65), ">64");
  EXPECT_EQ(bin(std::numeric_limits<float>::infinity()), ">64");
}

TEST(Summaries, show_every_grouping_in_json_and_markdown) {
  const Cube cube = small_cube(32, 32, 60, 0, 0.4, 1);
  const Holdout holdout = make_holdout(cube.ndvi, "blocks-long", 3);
  Calibration calibration;
  for (auto& factors : calibration.factor) factors.fill(0.1);
  const Variable visible = hide(cube, holdout).ndvi;
  const std::vector<DateObserved> kinds = date_kinds(visible);
  const std::vector<std::uint8_t> none(holdout.scored.size());
  const Result result{
      "m", "p", 0, false, score({cube.ndvi, holdout.scored, none, kinds}, interpolated(visible), calibration), 1};
  const std::vector<Summary> summaries = summarise({result});
  const nlohmann::json pooled = to_json({result}, summaries).at("summary").at(0).at("pooled");
  const std::string text = to_markdown(summaries);
  for (const Grouping& grouping : groupings()) {
    long long count = 0;
    for (const std::string& group : grouping.groups) {
      const auto of_group = pooled.at(grouping.key).at(group).at("count").get<long long>();
      count += of_group;
      if (&grouping == &groupings()[kByDateAndGap] && of_group == 0) continue;
      EXPECT_NE(text.find(" " + group + " "), std::string::npos) << group;
    }
    EXPECT_EQ(count, pooled.at("all").at("count").get<long long>());
  }
  EXPECT_TRUE(pooled.at("by_gap_days").at("33-64").contains("width"));
}

}  // namespace
}  // namespace undercast
