// SPDX-License-Identifier: Apache-2.0
#include "report/words.h"

#include <gtest/gtest.h>

#include "io/crs.h"
#include "small_cube.h"

namespace undercast {
namespace {

using nlohmann::json;

// 10 x 10 pixels on 4 dates; the second date is missing everywhere, and filled with 0.5.
struct DescribedScene {
  CubeLayout layout = small_layout(10, 10, 4);
  SceneCounts counts{4, false};

  DescribedScene() {
    layout.grid.crs_wkt = crs_to_wkt("EPSG:32631");
    layout.grid.affine = {500000, 10, 0, 5600000, 0, -10};
    Variable observed(layout.ndvi, 10, 10);
    for (int step = 0; step < 4; ++step) std::fill_n(observed.image(step), 100, step == 1 ? kMissing : 0.5F);
    counts.observed.add(observed);
  }
};

json accuracy(const char* method) {
  const json scored{{"name", method}, {"rmse_all", 0.05}, {"coverage_all", 0.9}, {"saw_hidden_values", false}};
  const json linear{{"name", "linear"}, {"rmse_all", 0.1}, {"coverage_all", nullptr}, {"saw_hidden_values", false}};
  return {{"protocols", {{{"name", "blocks-short"}, {"methods", {linear, scored}}}}}, {"expected", json::object()}};
}

TEST(ReportSummary, says_what_was_missing_and_how_it_was_filled) {
  const DescribedScene scene;
  const std::vector<std::string> words = summary_in_words(scene.layout, scene.counts, "linear", nullptr);
  EXPECT_EQ(words,
            (std::vector<std::string>{
                "4 dates from 2018-01-01 to 2018-01-25 over 0.1 × 0.1 km, in pixels of 10 m: 400 NDVI values, of which "
                "25 % were missing.",
                "On 1 of the dates more than 95 % of the values were missing; the longest gap between two observations "
                "of a pixel is 16 days.",
                "The gaps were filled by linear; every observed value is unchanged."}));
}

TEST(ReportSummary, compares_the_method_that_filled_the_cube_with_linear_interpolation) {
  const DescribedScene scene;
  EXPECT_EQ(summary_in_words(scene.layout, scene.counts, "trees", accuracy("trees")).back(),
            "On observed values that were hidden for the test (blocks-short), the RMSE of trees is 0.050 NDVI, 0.50 "
            "times the error of linear interpolation; its 90 % bounds hold 90 % of these values.");
}

TEST(ReportSummary, says_where_the_evaluation_lacks_the_method_that_filled_the_cube) {
  const DescribedScene scene;
  const std::string last = summary_in_words(scene.layout, scene.counts, "space-time", accuracy("trees")).back();
  EXPECT_NE(last.find("the evaluation has no score for space-time, which filled this cube."), std::string::npos)
      << last;
}

TEST(ReportSummary, says_what_error_to_expect_before_what_was_tested) {
  const DescribedScene scene;
  json scores = accuracy("trees");
  scores["expected"]["trees"] = {{"rmse", 0.123}, {"unlike_hidden", 0.4}};
  const std::vector<std::string> words = summary_in_words(scene.layout, scene.counts, "trees", scores);
  EXPECT_EQ(
      words.at(words.size() - 2),
      "40 % of the missing values lie in gaps that no hidden value resembles. The expected RMSE of trees on the "
      "missing values is 0.123: its errors on hidden values, weighted by how many values are missing in gaps of each "
      "length.");
}

TEST(KeyFigures, show_the_missing_share_first) {
  const DescribedScene scene;
  const json figures = key_figures(scene.layout, scene.counts, "trees", accuracy("trees"));
  EXPECT_EQ(figures[0], json({{"value", "25 %"}, {"label", "of the values were missing"}}));
  EXPECT_EQ(figures.back(), json({{"value", "90 %"}, {"label", "of test values lay within the 90 % bounds"}}));
}

}  // namespace
}  // namespace undercast
