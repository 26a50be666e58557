// SPDX-License-Identifier: Apache-2.0
#include "core/json.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"

namespace undercast {
namespace {

using nlohmann::json;

const JsonSource kSource{"answer.json", ErrorKind::remote, "ask again"};

testing::AssertionResult is_refused(const std::string& text, const std::string& why) {
  return throws_error([&] { parse_json(text, kSource); }, ErrorKind::remote, {"answer.json", why, "ask again"});
}

TEST(Json, is_parsed_as_the_library_parses_it) {
  const std::string text = R"({"a": [1, -2, 2.5, "x", null, true], "b": {"c": {}}, "d": []})";
  EXPECT_EQ(parse_json(text, kSource), json::parse(text));
  const json value = json::parse(text);
  const std::vector<std::uint8_t> bytes = json::to_ubjson(value, true, true);
  EXPECT_EQ(parse_ubjson({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, kSource), value);
}

TEST(Json, that_is_none_is_an_error_of_its_source) {
  EXPECT_TRUE(is_refused("", "empty"));
  EXPECT_TRUE(is_refused("<html>", "byte 1"));
  EXPECT_TRUE(is_refused(R"({"a": 1} x)", "byte"));
  EXPECT_TRUE(is_refused("1e999", "byte"));
}

TEST(Json, that_names_a_key_twice_is_refused) {
  EXPECT_TRUE(is_refused(R"({"seed": 1, "x": {"seed": 2}, "seed": 3})", "'seed' twice"));
  EXPECT_EQ(parse_json(R"({"seed": 1, "x": {"seed": 2}})", kSource)["x"]["seed"], 2);
}

TEST(Json, that_is_too_deep_is_refused_without_exhausting_the_stack) {
  EXPECT_TRUE(is_refused(std::string(10'000'000, '['), "levels deep"));
  const std::string deep(10'000'000, '[');  // UBJSON begins a list so, too
  EXPECT_TRUE(throws_error([&] { parse_ubjson(deep, kSource); }, ErrorKind::remote, {"levels deep"}));
}

TEST(Json, in_binary_that_states_more_values_than_it_holds_is_refused) {
  // A list of 2^62 nulls, which take no bytes.
  const std::string bytes("[$Z#L\x40\0\0\0\0\0\0\0", 13);
  EXPECT_TRUE(throws_error([&] { parse_ubjson(bytes, kSource); }, ErrorKind::remote, {"answer.json"}));
}

TEST(Json, with_bytes_that_are_not_utf8_is_written) {
  EXPECT_EQ(to_text(json{{"file", "a\xff.tif"}}), "{\"file\":\"a\xef\xbf\xbd.tif\"}");
}

TEST(JsonValue, names_the_key_that_is_missing_or_of_another_type) {
  const json content = json::parse(R"({"training": {"step": "many", "scenes": ["a", 1]}})");
  const JsonValue value(content, {"the header of m.uc"});
  const JsonValue training = value.at("training");
  EXPECT_TRUE(throws_error([&] { training.at("seed"); }, ErrorKind::bad_input,
                           {"the header of m.uc: 'training.seed' is missing"}));
  EXPECT_TRUE(throws_error([&] { training.at("step").as<int>(); }, ErrorKind::bad_input,
                           {"'training.step' is \"many\", expected a whole number"}));
  EXPECT_TRUE(throws_error([&] { training.at("scenes").items()[1].as<std::string>(); }, ErrorKind::bad_input,
                           {"'training.scenes.1' is 1, expected a text"}));
  EXPECT_TRUE(throws_error([&] { training.get("step", 1.5); }, ErrorKind::bad_input, {"expected a number"}));
  EXPECT_TRUE(throws_error([&] { value.at("training").at("step").members(); }, ErrorKind::bad_input, {"an object"}));
}

TEST(JsonValue, refuses_numbers_that_do_not_fit) {
  const json content = json::parse(R"({"big": 3000000000, "negative": -1, "broken": 8.5, "huge": 1e300})");
  const JsonValue value(content, {"x"});
  EXPECT_FALSE(value.find_as<int>("big"));
  EXPECT_EQ(value.find_as<long long>("big"), 3'000'000'000);
  EXPECT_FALSE(value.find_as<std::size_t>("negative"));
  EXPECT_EQ(value.find_as<int>("negative"), -1);
  EXPECT_FALSE(value.find_as<int>("broken"));
  EXPECT_FALSE(value.find_as<int>("huge"));
  EXPECT_EQ(value.find_as<double>("huge"), 1e300);
  EXPECT_FALSE(value.find_as<float>("huge"));
}

TEST(JsonValue, takes_lists_of_one_type_and_arrays_of_their_length) {
  const json content = json::parse(R"({"two": [1, 2], "mixed": [1, "x"]})");
  const JsonValue value(content, {"x"});
  EXPECT_EQ(value.at("two").as<std::vector<int>>(), (std::vector<int>{1, 2}));
  EXPECT_EQ((value.find_as<std::array<double, 2>>("two")), (std::array<double, 2>{1, 2}));
  EXPECT_FALSE((value.find_as<std::array<double, 3>>("two")));
  EXPECT_FALSE(value.find_as<std::vector<int>>("mixed"));
}

TEST(JsonValue, takes_null_for_unknown) {
  const json content = json::parse(R"({"cloud": null})");
  const JsonValue value(content, {"x"});
  EXPECT_FALSE(value.find("cloud"));
  EXPECT_EQ(value.get("cloud", 7), 7);
}

}  // namespace
}  // namespace undercast
