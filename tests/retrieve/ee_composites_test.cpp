// SPDX-License-Identifier: Apache-2.0
// The graph against those that Google's own client made: ../shared/earth-engine, compared by its canonical hash.
#include "retrieve/ee_composites.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>

#include "composite/small_inputs.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

const std::string kOracles = std::string(UNDERCAST_SHARED_DATA) + "/../earth-engine";

EeNode text(const std::string& value) { return EeNode::constant(value); }

EeNode renamed(const EeNode& image, std::vector<std::string> names) {
  return EeNode::call("Image.rename", {{"input", image}, {"names", EeNode::constant(std::move(names))}});
}

class EeGraph : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kOracles + "/expr_check.py")) GTEST_SKIP() << kOracles << " is absent";
    recipe_.boxes = {{30.0, 31.0, 30.1, 31.08}};
    recipe_.first = parse_date("2023-01-01");
    recipe_.last = parse_date("2023-12-31");
    recipe_.scl_keep = {2, 4, 5, 6, 7, 11};
    recipe_.power_mean = false;
    const TimeAxis axis = make_periods(recipe_.first, recipe_.last, 8);
    periods_.assign(axis.begin(), axis.end());
  }
  // What the validator says of a file: hash and remarks.
  static std::string check(const std::string& path) {
    const std::string command = fmt::format("python3 '{}/expr_check.py' '{}' 2>&1", kOracles, path);
    FILE* pipe = ::popen(command.c_str(), "r");
    std::string output(4096, '\0');
    output.resize(std::fread(output.data(), 1, output.size(), pipe));
    ::pclose(pipe);
    return output;
  }
  static std::string hash_in(const std::string& line) {
    return line.substr(std::min<std::size_t>(53, line.size()), 16);
  }
  void expect_oracle(const std::string& oracle, const EeNode& graph) {
    const std::string path = folder_ / "graph.json";
    write_text_file(path, graph.expression().dump(), true);
    const std::string ours = check(path), theirs = check(kOracles + "/" + oracle);
    EXPECT_NE(ours.find(" ok\n"), std::string::npos) << ours;
    EXPECT_EQ(hash_in(ours).size(), 16U);
    EXPECT_EQ(hash_in(ours), hash_in(theirs)) << oracle;
  }
  EeNode clipped(const EeNode& image) {
    return EeNode::call("Image.clip", {{"input", image}, {"geometry", ee_area(recipe_)}});
  }
  // The client's own stack ends with a clip where this program cuts at its grid.
  EeNode filled_and_clipped(const EeNode& image) {
    const EeNode missing = EeNode::call("Image.constant", {{"value", EeNode::constant(kEeMissing)}});
    const EeNode filled = EeNode::call(
        "Image.unmask", {{"input", image}, {"value", missing}, {"sameFootprint", EeNode::constant(false)}});
    return EeNode::call("Image.toFloat", {{"value", clipped(filled)}});
  }
  EeNode stack(const EeNode& images, std::vector<std::string> names) {
    return renamed(EeNode::call("ImageCollection.toBands", {{"collection", images}}), std::move(names));
  }
  EeNode unrolled_stack() {
    std::vector<EeNode> images;
    for (const Period& period : periods_) {
      images.push_back(ee_ndvi_composite(recipe_, period));
      images.push_back(ee_backscatter_composite(recipe_, period, "VH"));
    }
    return filled_and_clipped(
        stack(EeNode::call("ImageCollection.fromImages", {{"images", EeNode::list(std::move(images))}}),
              ee_band_names(recipe_, 46)));
  }

  EeRecipe recipe_;
  std::vector<Period> periods_;
  TemporaryFolder folder_;
};

TEST_F(EeGraph, of_one_period_is_the_clients) {
  expect_oracle("oracle_1_ndvi_single.json", renamed(ee_ndvi_composite(recipe_, periods_[20]), {"NDVI_20"}));
  expect_oracle("oracle_1b_ndvi_single_unguarded.json",
                renamed(ee_ndvi_composite(recipe_, periods_[20], false), {"NDVI_20"}));
}

TEST_F(EeGraph, of_a_year_is_the_clients) { expect_oracle("oracle_2_stack46.min.json", unrolled_stack()); }

TEST_F(EeGraph, that_is_sent_differs_from_the_clients_in_the_clip_alone) {
  nlohmann::json ours = ee_stack(recipe_, periods_).expression();
  nlohmann::json& values = ours["values"];
  nlohmann::json& last = values[ours["result"].get<std::string>()]["functionInvocationValue"];
  ASSERT_EQ(last["functionName"], "Image.toFloat");
  const nlohmann::json area = ee_area(recipe_).expression();
  for (const auto& [key, value] : area["values"].items()) values["area" + key] = value;
  values["clip"] = {{"functionInvocationValue",
                     {{"functionName", "Image.clip"},
                      {"arguments",
                       {{"input", last["arguments"]["value"]},
                        {"geometry", {{"valueReference", "area" + area["result"].get<std::string>()}}}}}}}};
  last["arguments"]["value"] = {{"valueReference", "clip"}};
  write_text_file(folder_ / "clipped.json", ours.dump(), true);
  EXPECT_EQ(hash_in(check(folder_ / "clipped.json")), hash_in(check(kOracles + "/oracle_2_stack46.min.json")));
}

TEST_F(EeGraph, of_added_bands_is_the_clients) {
  std::optional<EeNode> all;
  for (std::size_t i = 0; i < periods_.size(); ++i)
    for (const EeNode& image :
         {renamed(ee_ndvi_composite(recipe_, periods_[i]), {fmt::format("NDVI_{:02}", i)}),
          renamed(ee_backscatter_composite(recipe_, periods_[i], "VH"), {fmt::format("VH_{:02}", i)})})
      all = all ? EeNode::call("Image.addBands", {{"dstImg", *all}, {"srcImg", image}}) : image;
  expect_oracle("oracle_2b_stack46_addbands.min.json", filled_and_clipped(*all));
}

TEST_F(EeGraph, of_a_loop_on_the_server_is_the_clients) {
  const auto advance = [](const EeNode& date, const EeNode& delta) {
    return EeNode::call("Date.advance", {{"date", date}, {"delta", delta}, {"unit", text("day")}});
  };
  const EeNode eight = EeNode::constant(8);
  const EeNode period = EeNode::function("number", [&](const EeNode& number) {
    const EeNode days = EeNode::call("Number.multiply", {{"left", number}, {"right", eight}});
    const EeNode start = advance(EeNode::call("Date", {{"value", text("2023-01-01")}}), days);
    const EeNode range = EeNode::call("DateRange", {{"start", start}, {"end", advance(start, eight)}});
    const EeNode within =
        EeNode::call("Filter.dateRangeContains", {{"leftValue", range}, {"rightField", text("system:time_start")}});
    const auto composite = [&](const EeNode& images, const EeNode& function, const char* reducer, const char* band) {
      const EeNode of_period = EeNode::call("Collection.filter", {{"collection", images}, {"filter", within}});
      const EeNode mapped = EeNode::call("Collection.map", {{"collection", of_period}, {"baseAlgorithm", function}});
      const EeNode merged =
          EeNode::call("ImageCollection.merge", {{"collection1", mapped}, {"collection2", ee_guard(band)}});
      return EeNode::call(reducer, {{"collection", merged}});
    };
    return EeNode::call(
        "Image.addBands",
        {{"dstImg", composite(ee_optical_images(recipe_, {}), ee_ndvi_of_image(recipe_), "reduce.median", "NDVI")},
         {"srcImg",
          composite(ee_radar_images(recipe_, {}), ee_backscatter_of_image(recipe_, "VH"), "reduce.mean", "VH")}});
  });
  const EeNode numbers = EeNode::call("List.sequence", {{"start", EeNode::constant(0)}, {"end", EeNode::constant(45)}});
  const EeNode images = EeNode::call("List.map", {{"list", numbers}, {"baseAlgorithm", period}});
  expect_oracle("oracle_4_stack46_serverloop.min.json",
                filled_and_clipped(stack(EeNode::call("ImageCollection.fromImages", {{"images", images}}),
                                         ee_band_names(recipe_, 46))));
}

TEST_F(EeGraph, with_cloud_probability_is_the_clients) {
  recipe_.cloud_mask = EeCloudMask::cloud_probability;
  expect_oracle("oracle_5_ndvi_cloudprob.json", renamed(ee_ndvi_composite(recipe_, {}), {"NDVI"}));
}

TEST_F(EeGraph, of_look_counts_is_the_clients) {
  expect_oracle("oracle_7_window_counts.min.json", ee_look_counts(recipe_, periods_));
}

TEST_F(EeGraph, of_an_export_is_the_clients) {
  const EeNode crs = EeNode::call("Projection", {{"crs", text("EPSG:32636")}});
  const EeNode transform = EeNode::constant({10, 0, 300000, 0, -10, 3500040});
  expect_oracle("oracle_8_export_expression_s1s2_2023.json",
                clipped(EeNode::call("Image.reproject",
                                     {{"image", unrolled_stack()}, {"crs", crs}, {"crsTransform", transform}})));
}

TEST_F(EeGraph, of_every_choice_is_valid) {
  const std::string path = folder_ / "graph.json";
  for (const EeCloudMask mask :
       {EeCloudMask::scene_class, EeCloudMask::cloud_score, EeCloudMask::cloud_probability, EeCloudMask::qa60})
    for (const bool more : {false, true}) {
      EeRecipe recipe = recipe_;
      recipe.cloud_mask = mask;
      recipe.vv = recipe.power_mean = recipe.maximum = recipe.bilinear_radar = more;
      recipe.orbit = more ? "ascending" : "both";
      if (more) recipe.vh_floor_db = -30, recipe.cloud_dilation_m = 20, recipe.boxes.push_back({-180, 1, -179, 2});
      write_text_file(path, ee_stack(recipe, periods_).expression().dump(), true);
      EXPECT_NE(check(path).find(" ok\n"), std::string::npos) << check(path);
    }
}

TEST(EeRecipe, by_qa60_is_refused_where_that_band_is_empty) {
  EeRecipe recipe;
  recipe.cloud_mask = EeCloudMask::qa60;
  const auto check = [&](const char* first, const char* last) {
    recipe.first = parse_date(first), recipe.last = parse_date(last);
    check_recipe(recipe);
  };
  check("2021-01-01", "2022-01-24");
  check("2024-02-28", "2024-12-31");
  for (const auto& [first, last] : {std::pair{"2022-01-01", "2022-01-25"}, {"2024-02-27", "2024-12-31"}})
    expect_error(ErrorKind::usage, "QA60 is empty", [&] { check(first, last); });
}

TEST(EeExpression, sends_once_what_is_used_twice) {
  const EeNode a = EeNode::call("Image.constant", {{"value", EeNode::constant(1)}});
  const EeNode same = EeNode::call("Image.constant", {{"value", EeNode::constant(1)}});
  const auto expression = EeNode::call("Image.add", {{"image1", a}, {"image2", same}}).expression();
  EXPECT_EQ(expression["values"].size(), 2U);
  EXPECT_EQ(expression, EeNode::call("Image.add", {{"image1", same}, {"image2", a}}).expression());
}

}  // namespace
}  // namespace undercast
