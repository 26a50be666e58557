// SPDX-License-Identifier: Apache-2.0
// The graphs compute the same as the graphs of Google's own client, whose hashes stand here. Where
// ../shared has the client's graphs and the list of algorithms, hashes and table are checked
// against them.
#include "earth_engine/composites.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "composite/small_inputs.h"
#include "earth_engine/algorithms.h"
#include "earth_engine/expression_reader.h"
#include "io/atomic_file.h"

namespace undercast {
namespace {

// A JSON file of ../shared/earth-engine, or null.
nlohmann::json shared_json(const std::string& name) {
  const std::string path = std::string(UNDERCAST_SHARED_DATA) + "/../earth-engine/" + name;
  return std::filesystem::exists(path) ? nlohmann::json::parse(read_text_file(path)) : nlohmann::json();
}

EeNode text(const std::string& value) { return EeNode::constant(value); }

EeNode renamed(const EeNode& image, std::vector<std::string> names) {
  return EeNode::call("Image.rename", {{"input", image}, {"names", EeNode::constant(std::move(names))}});
}

class EeGraph : public testing::Test {
 protected:
  EeGraph() {
    recipe_.boxes = {{30.0, 31.0, 30.1, 31.08}};
    recipe_.first = parse_date("2023-01-01");
    recipe_.last = parse_date("2023-12-31");
    recipe_.scl_keep = {2, 4, 5, 6, 7, 11};
    recipe_.power_mean = false;
    const TimeAxis axis = make_periods(recipe_.first, recipe_.last, 8);
    periods_.assign(axis.begin(), axis.end());
  }
  // `file` holds the client's graph, whose hash is `meaning`.
  static void expect_the_clients(const std::string& file, const std::string& meaning, const EeNode& graph) {
    const nlohmann::json ours = graph.expression(), theirs = shared_json(file);
    EXPECT_EQ(fault_of(ours), "");
    EXPECT_EQ(meaning_of(ours), meaning);
    if (!theirs.is_null()) EXPECT_EQ(meaning_of(theirs.value("expression", theirs)), meaning) << file;
  }
  EeNode clipped(const EeNode& image) {
    return EeNode::call("Image.clip", {{"input", image}, {"geometry", ee_area(recipe_)}});
  }
  // The client's stack ends with a clip, whereas this program cuts the stack at its grid.
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
      images.push_back(ee_index_composite(recipe_, period));
      images.push_back(ee_backscatter_composite(recipe_, period, "VH"));
    }
    return filled_and_clipped(
        stack(EeNode::call("ImageCollection.fromImages", {{"images", EeNode::list(std::move(images))}}),
              ee_band_names(recipe_, 46)));
  }

  EeRecipe recipe_;
  std::vector<Period> periods_;
};

TEST_F(EeGraph, of_one_period_is_the_clients) {
  expect_the_clients("oracle_1_ndvi_single.json", "352715a300785632",
                     renamed(ee_index_composite(recipe_, periods_[20]), {"NDVI_20"}));
  expect_the_clients("oracle_1b_ndvi_single_unguarded.json", "874357e67aa02228",
                     renamed(ee_index_composite(recipe_, periods_[20], false), {"NDVI_20"}));
}

TEST_F(EeGraph, of_a_year_is_the_clients) {
  expect_the_clients("oracle_2_stack46.min.json", "82d532c52bb2afb0", unrolled_stack());
}

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
  EXPECT_EQ(meaning_of(ours), meaning_of(unrolled_stack().expression()));
}

TEST_F(EeGraph, of_added_bands_is_the_clients) {
  std::optional<EeNode> all;
  for (std::size_t i = 0; i < periods_.size(); ++i)
    for (const EeNode& image :
         {renamed(ee_index_composite(recipe_, periods_[i]), {fmt::format("NDVI_{:02}", i)}),
          renamed(ee_backscatter_composite(recipe_, periods_[i], "VH"), {fmt::format("VH_{:02}", i)})})
      all = all ? EeNode::call("Image.addBands", {{"dstImg", *all}, {"srcImg", image}}) : image;
  expect_the_clients("oracle_2b_stack46_addbands.min.json", "6639283a0cb8de95", filled_and_clipped(*all));
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
          EeNode::call("ImageCollection.merge", {{"collection1", mapped}, {"collection2", ee_guard({band})}});
      return EeNode::call(reducer, {{"collection", merged}});
    };
    return EeNode::call(
        "Image.addBands",
        {{"dstImg", composite(ee_optical_images(recipe_, {}), ee_indices_of_image(recipe_), "reduce.median", "NDVI")},
         {"srcImg",
          composite(ee_radar_images(recipe_, {}), ee_backscatter_of_image(recipe_, "VH"), "reduce.mean", "VH")}});
  });
  const EeNode numbers = EeNode::call("List.sequence", {{"start", EeNode::constant(0)}, {"end", EeNode::constant(45)}});
  const EeNode images = EeNode::call("List.map", {{"list", numbers}, {"baseAlgorithm", period}});
  expect_the_clients("oracle_4_stack46_serverloop.min.json", "93eefd807a6b5edd",
                     filled_and_clipped(stack(EeNode::call("ImageCollection.fromImages", {{"images", images}}),
                                              ee_band_names(recipe_, 46))));
}

TEST_F(EeGraph, with_cloud_probability_is_the_clients) {
  recipe_.cloud_mask = EeCloudMask::cloud_probability;
  expect_the_clients("oracle_5_ndvi_cloudprob.json", "d6ee6a5750aa44c1",
                     renamed(ee_index_composite(recipe_, {}), {"NDVI"}));
}

TEST_F(EeGraph, of_image_counts_is_the_clients) {
  expect_the_clients("oracle_7_window_counts.min.json", "288d8b50839f70eb", ee_image_counts(recipe_, periods_));
}

TEST_F(EeGraph, of_an_export_is_the_clients) {
  const EeNode crs = EeNode::call("Projection", {{"crs", text("EPSG:32636")}});
  const EeNode transform = EeNode::constant({10, 0, 300000, 0, -10, 3500040});
  expect_the_clients("oracle_8_export_expression_s1s2_2023.json", "ff3b27466e97c58d",
                     clipped(EeNode::call("Image.reproject",
                                          {{"image", unrolled_stack()}, {"crs", crs}, {"crsTransform", transform}})));
}

TEST_F(EeGraph, begins_with_radar_on_the_day_asked_for) {
  EeRecipe later = recipe_, radar_later = recipe_;
  later.first = radar_later.radar_first = parse_date("2023-07-01");
  EXPECT_EQ(ee_radar_images(radar_later, {}).expression(), ee_radar_images(later, {}).expression());
  EXPECT_EQ(ee_optical_images(radar_later, {}).expression(), ee_optical_images(recipe_, {}).expression());
}

TEST_F(EeGraph, of_every_choice_is_valid) {
  for (const EeCloudMask mask :
       {EeCloudMask::scene_class, EeCloudMask::cloud_score, EeCloudMask::cloud_probability, EeCloudMask::qa60})
    for (const bool more : {false, true}) {
      EeRecipe recipe = recipe_;
      recipe.cloud_mask = mask;
      recipe.vv = recipe.power_mean = recipe.maximum = recipe.bilinear_radar = more;
      recipe.orbit = more ? "ascending" : "both";
      if (more) recipe.relative_orbits = {37, 110};
      if (more) recipe.vh_floor_db = -30, recipe.cloud_dilation_m = 20, recipe.boxes.push_back({-180, 1, -179, 2});
      EXPECT_EQ(fault_of(ee_stack(recipe, periods_).expression()), "");
      EXPECT_EQ(fault_of(ee_radar_tracks(recipe).expression()), "");
      recipe.radar_collection = EeRadarCollection::opera;
      EXPECT_EQ(fault_of(ee_stack(recipe, periods_).expression()), "");
      EXPECT_EQ(fault_of(ee_radar_tracks(recipe).expression()), "");
      EXPECT_EQ(fault_of(ee_image_counts(recipe, periods_).expression()), "");
      EXPECT_EQ(fault_of(ee_optical_times(recipe).expression()), "");
    }
}

TEST_F(EeGraph, of_opera_masks_each_burst_joins_those_of_a_pass_and_averages_the_mosaics) {
  recipe_.radar_collection = EeRadarCollection::opera;
  recipe_.power_mean = true;
  recipe_.relative_orbits = {37};
  const auto call = [](const std::string& name, EeNode::Arguments arguments) {
    return EeNode::call(name, std::move(arguments));
  };
  const auto number = [&](double value) { return call("Image.constant", {{"value", EeNode::constant(value)}}); };
  const auto before = [&](const char* end) {
    const EeNode days = call("DateRange", {{"start", text("2023-01-01")}, {"end", text(end)}});
    return call("Filter.dateRangeContains", {{"leftValue", days}, {"rightField", text("system:time_start")}});
  };
  const EeNode here = call("Filter.intersects", {{"leftField", text(".all")},
                                                 {"rightValue", call("Feature", {{"geometry", ee_area(recipe_)}})}});
  const EeNode has_vh =
      call("Filter.listContains", {{"leftField", text("system:band_names")}, {"rightValue", text("VH")}});
  const EeNode of_track =
      call("Filter.listContains", {{"leftValue", EeNode::constant({37})}, {"rightField", text("TRACK_NUMBER")}});
  EeNode bursts = call("ImageCollection.load", {{"id", text("OPERA/RTC/L2_V1/S1")}});
  for (const EeNode& condition : {here, before("2024-01-01"), has_vh, of_track, before("2023-01-09")})
    bursts = call("Collection.filter", {{"collection", bursts}, {"filter", condition}});
  const EeNode pass = text("ABSOLUTE_ORBIT_NUMBER");
  const EeNode passes = call("Collection.distinct",
                             {{"collection", bursts}, {"properties", EeNode::constant({"ABSOLUTE_ORBIT_NUMBER"})}});
  const EeNode joined =
      call("Join.apply", {{"join", call("Join.saveAll", {{"matchesKey", text("bursts")}})},
                          {"primary", passes},
                          {"secondary", bursts},
                          {"condition", call("Filter.equals", {{"leftField", pass}, {"rightField", pass}})}});
  const EeNode valid_vh = EeNode::function("burst", [&](const EeNode& burst) {
    const auto band = [&](const char* name) {
      return call("Image.select",
                  {{"input", burst}, {"bandSelectors", EeNode::constant(nlohmann::json::array({name}))}});
    };
    const EeNode valid = call("Image.eq", {{"image1", band("mask")}, {"image2", number(0)}});
    return call("Image.toFloat", {{"value", call("Image.updateMask", {{"image", band("VH")}, {"mask", valid}})}});
  });
  const EeNode mosaic = EeNode::function("pass", [&](const EeNode& one) {
    const EeNode list = call("Element.get", {{"object", one}, {"property", text("bursts")}});
    const EeNode images = call("ImageCollection.fromImages", {{"images", list}});
    return call("ImageCollection.mosaic",
                {{"collection", call("Collection.map", {{"collection", images}, {"baseAlgorithm", valid_vh}})}});
  });
  const EeNode mosaics = call("Collection.map", {{"collection", joined}, {"baseAlgorithm", mosaic}});
  const EeNode merged = call("ImageCollection.merge", {{"collection1", mosaics}, {"collection2", ee_guard({"VH"})}});
  const EeNode bels = call("Image.log10", {{"value", call("reduce.mean", {{"collection", merged}})}});
  EXPECT_EQ(meaning_of(ee_backscatter_composite(recipe_, periods_[0], "VH").expression()),
            meaning_of(call("Image.multiply", {{"image1", bels}, {"image2", number(10)}}).expression()));
}

TEST(EeAlgorithms, are_those_of_the_service) {
  EXPECT_EQ(algorithms_of({{"algorithms",
                            {{{"name", "algorithms/Image.unmask"},
                              {"arguments",
                               {{{"argumentName", "input"}},
                                {{"argumentName", "value"}, {"optional", true}},
                                {{"argumentName", "sameFootprint"}, {"optional", true}}}}}}}})
                .at("Image.unmask"),
            algorithms().at("Image.unmask"));
  const nlohmann::json list = shared_json("algorithms.json");
  if (list.is_null()) return;
  const Algorithms all = algorithms_of(list);
  for (const auto& [name, arguments] : algorithms()) EXPECT_EQ(arguments, all.at(name)) << name;
}

TEST(EeAlgorithms, refuse_what_they_do_not_know) {
  const auto fault = [](const std::string& name, EeNode::Arguments arguments) {
    return fault_of(EeNode::call(name, std::move(arguments)).expression());
  };
  const EeNode one = EeNode::call("Image.constant", {{"value", EeNode::constant(1)}});
  EXPECT_EQ(fault("Image.unmask", {{"input", one}}), "");
  EXPECT_EQ(fault("Image.unmask", {}), "Image.unmask: Parameter 'input' is required");
  EXPECT_EQ(fault("Image.unmask", {{"input", one}, {"by", one}}), "Image.unmask: Unrecognized argument 'by'");
  EXPECT_EQ(fault("Image.paint", {{"image", one}}), "Unknown function 'Image.paint'");
  EXPECT_EQ(fault_of({{"result", "0"}, {"values", {{"0", {{"valueReference", "1"}}}}}}), "Missing reference \"1\"");
}

TEST(EeAlgorithms, in_another_order_mean_something_else) {
  const EeNode a = EeNode::constant(1), b = EeNode::constant(2);
  const auto meaning = [](const EeNode& node) { return meaning_of(node.expression()); };
  EXPECT_NE(meaning(EeNode::list({a, b})), meaning(EeNode::list({b, a})));
  EXPECT_EQ(meaning(EeNode::list({a, b})), meaning(EeNode::constant({1.0, 2.0})));
  const auto identity = [](const EeNode& argument) { return argument; };
  EXPECT_EQ(meaning(EeNode::function("x", identity)), meaning(EeNode::function("y", identity)));
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
