// SPDX-License-Identifier: Apache-2.0
#include "io/options_json.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"
#include "core/version.h"

namespace undercast {
namespace {

struct Options {
  bool radar = true;
  int period_days = 8;
  double scale = 0.5;
  std::string statistic = "median";
  std::vector<int> classes = {4, 5, 6};
  AssetList assets;

  void each(const OptionVisitor& visit) {
    visit("radar", &radar, {.text = "use radar"});
    visit("period", &period_days, {.text = "length of a composite", .unit = "days", .min = 1, .max = 366});
    visit("scale", &scale, {.text = "factor", .min = 0, .max = 1});
    visit("statistic", &statistic, {.text = "of a period", .min = 0, .max = 0, .choices = {"median", "max"}});
    visit("classes", &classes, {.text = "classes kept", .min = 0, .max = 11});
    visit("assets", &assets, {.text = "files"});
  }
};

Options from(const std::string& text) {
  Options options;
  options_from_json(options, nlohmann::json::parse(text), "run.json, section composite");
  return options;
}

TEST(OptionsJson, what_is_written_reads_back_the_same) {
  Options options = from(R"({"radar": false, "period": 10, "scale": 0.1, "statistic": "max", "classes": [4],
                             "assets": [{"date": "2018-05-11", "B04": "red.tif"}]})");
  EXPECT_FALSE(options.radar);
  EXPECT_EQ(options.period_days, 10);
  EXPECT_EQ(options.scale, 0.1);
  EXPECT_EQ(options.statistic, "max");
  EXPECT_EQ(options.classes, std::vector<int>{4});
  EXPECT_EQ(options.assets.at(0).at("B04"), "red.tif");
  EXPECT_EQ(options_to_json(from(options_to_json(options).dump())), options_to_json(options));
}

TEST(OptionsJson, a_single_value_is_a_list_of_one) {
  EXPECT_EQ(from(R"({"classes": 4})").classes, std::vector<int>{4});
  EXPECT_THROW(from(R"({"classes": "4"})"), Error);
}

TEST(OptionsJson, what_is_not_named_keeps_its_value) {
  EXPECT_EQ(options_to_json(from("{}")), options_to_json(Options{}));
  EXPECT_EQ(from(R"({"period": 5})").statistic, "median");
}

TEST(OptionsJson, an_unknown_key_is_named_with_the_keys_there_are) {
  EXPECT_TRUE(throws_error([] { from(R"({"preiod": 8})"); }, ErrorKind::usage,
                           {"run.json", "'preiod' is not an option", "period", "statistic"}));
}

TEST(OptionsJson, a_value_of_the_wrong_type_is_named_with_its_meaning) {
  for (const char* text : {R"({"period": "8"})", R"({"period": true})", R"({"period": 8.5})", R"({"period": null})",
                           R"({"period": [8]})", R"({"period": 99999999999})"})
    EXPECT_TRUE(throws_error([&] { from(text); }, ErrorKind::usage, {"period"})) << text;
  EXPECT_TRUE(throws_error([] { from(R"({"period": "8"})"); }, ErrorKind::usage,
                           {"'period' cannot be \"8\"", "length of a composite"}));
  for (const char* text : {R"({"radar": 1})", R"({"radar": "yes"})", R"({"statistic": 3})", R"({"classes": ["4"]})",
                           R"({"classes": [4.5]})", R"({"scale": true})", R"({"assets": ["red.tif"]})"})
    EXPECT_TRUE(throws_error([&] { from(text); }, ErrorKind::usage, {"cannot be"})) << text;
}

TEST(OptionsJson, a_value_out_of_range_is_named_with_the_range) {
  EXPECT_TRUE(throws_error([] { from(R"({"period": 0})"); }, ErrorKind::usage, {"--period is 0", "1 to 366"}));
  EXPECT_TRUE(throws_error([] { from(R"({"period": 367})"); }, ErrorKind::usage, {"--period is 367"}));
  EXPECT_TRUE(throws_error([] { from(R"({"scale": 1.5})"); }, ErrorKind::usage, {"--scale"}));
  EXPECT_TRUE(throws_error([] { from(R"({"classes": [4, 12]})"); }, ErrorKind::usage, {"--classes is 12"}));
  EXPECT_TRUE(
      throws_error([] { from(R"({"statistic": "mode"})"); }, ErrorKind::usage, {"'mode'", "one of median, max"}));
  double scale = std::nan("");
  EXPECT_THROW(check_option("scale", &scale, {.text = "factor", .min = 0, .max = 1}), Error);
}

TEST(OptionsJson, an_object_is_expected) {
  EXPECT_TRUE(throws_error([] { from("[1]"); }, ErrorKind::usage, {"run.json", "object"}));
}

TEST(OptionsJson, every_output_says_what_made_it) {
  const auto items = run_metadata("composite", options_to_json(Options{}));
  EXPECT_EQ(items.at("UNDERCAST_COMMAND"), "composite");
  EXPECT_EQ(items.at("UNDERCAST_VERSION"), kVersion);
  EXPECT_EQ(nlohmann::json::parse(items.at("UNDERCAST_OPTIONS")), options_to_json(Options{}));
}

TEST(OptionsJson, what_is_recorded_holds_no_secret_of_an_address) {
  Options options;
  options.statistic = "https://me:secret@example.org/stac?key=secret";
  EXPECT_EQ(manifest_of(options).at("statistic"), "https://example.org/stac");
}

}  // namespace
}  // namespace undercast
