// SPDX-License-Identifier: Apache-2.0
#include "composite/index_formula.h"

#include <cmath>
#include <thread>

#include "composite/small_inputs.h"
#include "core/cube.h"
#include "core/ndvi.h"
#include "core/random.h"

namespace undercast {
namespace {

void expect_refused(const std::string& text, const std::string& part) {
  expect_error(ErrorKind::usage, part, [&] { IndexFormula formula(text); });
}

TEST(IndexFormula, known_indices_are_what_their_sources_define) {
  IndexFormula ndvi("NDVI"), evi2("evi2"), kndvi("kNDVI"), ndre("NDRE"), ndmi("NDMI");
  EXPECT_EQ(evi2.index().name, "EVI2");
  EXPECT_EQ(ndvi.bands(), (std::vector<std::string>{"B04", "B08"}));
  EXPECT_EQ(ndre.bands(), (std::vector<std::string>{"B05", "B8A"}));
  EXPECT_EQ(ndmi.bands(), (std::vector<std::string>{"B11", "B8A"}));
  Random random(1);
  for (int i = 0; i < 100; ++i) {
    const double red = random.uniform(), nir = random.uniform();
    const std::vector<double> bands{red, nir};
    EXPECT_EQ(ndvi.of(bands), ndvi_of(red, nir));
    EXPECT_FLOAT_EQ(evi2.of(bands), static_cast<float>(2.5 * (nir - red) / (nir + 2.4 * red + 1)));
    EXPECT_FLOAT_EQ(kndvi.of(bands), static_cast<float>(std::tanh(std::pow((nir - red) / (nir + red), 2))));
    EXPECT_FLOAT_EQ(ndre.of(bands), ndvi_of(red, nir));
    EXPECT_FLOAT_EQ(ndmi.of(bands), ndvi_of(red, nir));
  }
}

// A definition of the user's own gets the range that the program states for the index it knows.
TEST(IndexFormula, the_range_of_a_formula_is_that_of_its_definition) {
  for (const char* name : {"NDVI", "EVI2", "NDRE", "NDMI", "kNDVI"}) {
    const IndexFormula known(name), own("OWN=" + known.formula());
    EXPECT_NEAR(own.index().range.least, known.index().range.least, 1e-6) << name;
    EXPECT_NEAR(own.index().range.most, known.index().range.most, 1e-6) << name;
  }
  EXPECT_EQ(IndexFormula("SR=B08/B04 in 0..30").index().range, (ValueRange{0, 30}));
  EXPECT_EQ(IndexFormula("D = B08 - B04").index().range, (ValueRange{-1, 1}));
}

TEST(IndexFormula, a_value_outside_the_range_or_without_a_band_is_missing) {
  IndexFormula ratio("SR=B08/B04 in 0..30");
  EXPECT_FLOAT_EQ(ratio.of(std::vector{0.1, 0.5}), 5);
  EXPECT_TRUE(is_missing(ratio.of(std::vector{0.01, 0.5}))) << "50 is outside";
  EXPECT_TRUE(is_missing(ratio.of(std::vector{0.0, 0.5})));
  EXPECT_TRUE(is_missing(ratio.of(std::vector{-0.1, -0.5}))) << "negative reflectances count as 0";
  IndexFormula least("LEAST=min(B02;B03)");
  EXPECT_TRUE(is_missing(least.of(std::vector<double>{std::nan(""), 0.5})));
}

TEST(IndexFormula, a_copy_computes_by_itself) {
  IndexFormula first("EVI2");
  IndexFormula second(first);
  const float before = first.of(std::vector{0.1, 0.5});
  second.of(std::vector{0.3, 0.3});
  EXPECT_EQ(first.of(std::vector{0.1, 0.5}), before);
  // They compute at the same time, as the readers of several threads do.
  const float other = IndexFormula("EVI2").of(std::vector{0.05, 0.6});
  const auto count_wrong = [](IndexFormula& formula, const std::vector<double>& bands, float expected) {
    int wrong = 0;
    for (int i = 0; i < 20000; ++i) wrong += formula.of(bands) != expected;
    return wrong;
  };
  int wrong_in_copy = 0;
  std::jthread beside([&] { wrong_in_copy = count_wrong(second, {0.05, 0.6}, other); });
  EXPECT_EQ(count_wrong(first, {0.1, 0.5}, before), 0);
  beside.join();
  EXPECT_EQ(wrong_in_copy, 0);
}

TEST(IndexFormula, a_formula_that_cannot_be_computed_is_refused_at_once) {
  expect_refused("GNDVI", "no index of this name is known");
  expect_refused("GNDVI=(B8-B3)/(B8+B3)", "B3 is no band of Sentinel-2");
  expect_refused("X=B10", "B10 is no band");
  expect_refused("GNDVI=(B08-B03", "Missing parenthesis");
  expect_refused("X=", "--index X=");
  expect_refused("X=B08/(B04-B04)", "divides by zero everywhere");
  expect_refused("SR=B08/B04", "no bounds for reflectances from 0 to 1");
  expect_refused("X=B08/B04 in 3..0", "is no range");
  expect_refused("X=1+1", "uses no band");
  expect_refused("X=B08-B08", "one value");
  expect_refused("X=(B08=1)", "'=' within a formula is not allowed");
  expect_refused("X=(B08>=0.1)*B04", "'=' within a formula is not allowed");
  expect_refused("X=B08;B04", "several values");
  expect_refused("all=B08-B04", "another thing's name");
  expect_refused("EVI2=B08-B04", "defines EVI2 itself");
  expect_refused("VH=B08-B04", "another thing's name");
  expect_refused("A_B=B08-B04", "letters and digits");
  expect_error(ErrorKind::usage, "two indices", [] { index_formulas({"NDVI", "ndvi"}); });
  expect_error(ErrorKind::usage, "no index", [] { index_formulas({}); });
}

}  // namespace
}  // namespace undercast
