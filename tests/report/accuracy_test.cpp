// SPDX-License-Identifier: Apache-2.0
#include "report/accuracy.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "gaps/gap_bins.h"

namespace undercast {
namespace {

using nlohmann::json;

// What evaluate writes of one method, with one bin of gaps that holds values.
json summary(const char* method, const char* protocol, double rmse) {
  json bins = json::object();
  for (const char* bin : kGapBins) bins[bin] = {{"count", 0}};
  bins[kGapBins[1]] = {{"count", 12}, {"rmse", rmse}};
  return {{"method", method},
          {"protocol", protocol},
          {"rmse_mean", rmse},
          {"rmse_sd", 0},
          {"pooled", {{"all", {{"count", 12}, {"rmse", rmse}, {"bias", 0.01}}}, {"by_gap_days", bins}}}};
}

TEST(Accuracy, leaves_out_protocols_that_hid_nothing) {
  json none = summary("linear", "clouds", 0.1);
  none["rmse_mean"] = none["rmse_sd"] = nullptr;  // as evaluate writes it
  const json scores{{"summary", {none, summary("linear", "blocks", 0.1)}}};
  const json accuracy = accuracy_of(JsonValue(scores, {"scores.json"}));
  ASSERT_EQ(accuracy.at("protocols").size(), 1U);
  EXPECT_EQ(accuracy.at("protocols")[0].at("name"), "blocks");
}

TEST(Accuracy, keeps_the_expected_errors_and_refuses_what_is_none) {
  json scores{{"summary", json::array()}, {"expected", {{"trees", {{"rmse", 0.1}, {"unlike_hidden", 0.2}}}}}};
  EXPECT_EQ(accuracy_of(JsonValue(scores, {"scores.json"})).at("expected"), scores.at("expected"));
  for (const json& wrong : {json{{"trees", 3}}, json{{"trees", {{"rmse", nullptr}}}}, json("x")}) {
    scores["expected"] = wrong;
    EXPECT_THROW(accuracy_of(JsonValue(scores, {"scores.json"})), Error) << wrong;
  }
}

TEST(Accuracy, gathers_the_methods_of_each_protocol) {
  const json scores{
      {"cube", "cube.tif"},
      {"summary",
       {summary("linear", "blocks", 0.1), summary("linear", "frames", 0.2), summary("trees", "blocks", 0.05)}}};
  const json accuracy = accuracy_of(JsonValue(scores, {"scores.json"}));
  ASSERT_EQ(accuracy.at("protocols").size(), 2U);
  const json& blocks = accuracy.at("protocols")[0];
  EXPECT_EQ(blocks.at("name"), "blocks");
  ASSERT_EQ(blocks.at("methods").size(), 2U);
  const json& trees = blocks.at("methods")[1];
  EXPECT_EQ(trees.at("name"), "trees");
  EXPECT_EQ(trees.at("rmse_all"), 0.05);
  EXPECT_EQ(trees.at("rmse"), json::parse("[null, 0.05, null, null, null, null, null, null, null]"));
  EXPECT_TRUE(trees.at("coverage_all").is_null());
  EXPECT_EQ(trees.at("saw_hidden_values"), false);
}

TEST(Accuracy, refuses_files_without_scores_by_name) {
  const TemporaryFolder folder;
  const auto refuses = [&](const std::string& text) {
    std::ofstream(folder / "scores.json") << text;
    return throws_error([&] { read_accuracy(folder / "scores.json", "cube.tif"); }, ErrorKind::bad_input,
                        {folder / "scores.json", "evaluate --json"});
  };
  EXPECT_TRUE(refuses("not JSON"));
  EXPECT_TRUE(refuses("[]"));
  EXPECT_TRUE(refuses(R"({"summary": [{"method": 1}]})"));
}

}  // namespace
}  // namespace undercast
