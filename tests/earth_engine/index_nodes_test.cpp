// SPDX-License-Identifier: Apache-2.0
// The graph of an index gives what composite computes from the same reflectances.
#include "earth_engine/index_nodes.h"

#include <cmath>
#include <map>

#include "composite/formula_steps.h"
#include "composite/small_inputs.h"
#include "core/cube.h"
#include "core/random.h"
#include "earth_engine/composites.h"
#include "earth_engine/expression_reader.h"
#include "earth_engine/pixel_of_graph.h"

namespace undercast {
namespace {

EeIndex index_of_text(const std::string& text) {
  const IndexFormula formula(text);
  return {formula.index(), steps_of(formula)};
}

nlohmann::json graph_of(const std::vector<std::string>& texts) {
  EeRecipe recipe;
  recipe.indices.clear();
  for (const std::string& text : texts) recipe.indices.push_back(index_of_text(text));
  return ee_indices_of_image(recipe).expression();
}

// B4 of Earth Engine is B04.
std::string name_in_formula(const std::string& band) { return band.size() == 2 ? "B0" + band.substr(1) : band; }

void expect_the_same(const std::string& text, int scene_class, const std::map<std::string, double>& numbers,
                     const nlohmann::json& graph) {
  IndexFormula formula(text);
  std::vector<double> reflectances;
  for (const std::string& band : formula.bands()) reflectances.push_back(0.0001 * numbers.at(band));
  const float expected = scene_class == 4 ? formula.of(reflectances) : kMissing;
  const double found = pixel_of_function(graph, "", formula.index().name, [&](const std::string& band) {
    return band == "SCL" ? scene_class : numbers.at(name_in_formula(band));
  });
  EXPECT_EQ(std::isnan(found), is_missing(expected)) << text;
  if (!std::isnan(found) && !is_missing(expected)) EXPECT_NEAR(found, expected, 2e-6) << text;
}

TEST(EeIndexNodes, give_what_composite_computes) {
  const std::vector<std::string> texts{"NDVI",
                                       "EVI2",
                                       "NDRE",
                                       "NDMI",
                                       "kNDVI",
                                       "OWN=(B08-B04)/(B08+B04)",
                                       "SR=B08/B04 in 0..30",
                                       "CHOICE=B04<B03&&B02<0.3?B08/(B03-B04):-sqrt(B12) in -9..9",
                                       "EITHER=B04<0.1||B11>0.2?1-B08^2:abs(B05-B06)",
                                       "MANY=min(B02;B03;B04)+max(B05;B06)-avg(B07;B08;B09)/sum(B01;1)",
                                       "CURVED=ln(1+B02)+log2(1+B03)+log10(1+B04)+exp(-B05)+atan2(B08;1+B04)",
                                       "ROUND=rint(3*B08)+sign(B04-0.2)+cosh(B02)-sinh(B03)"};
  const nlohmann::json of_all = graph_of(texts);
  EXPECT_EQ(fault_of(of_all), "");
  std::vector<nlohmann::json> of_each;
  for (const std::string& text : texts) of_each.push_back(graph_of({text}));
  Random random(9);
  for (int pixel = 0; pixel < 300; ++pixel) {
    std::map<std::string, double> numbers;
    for (const std::string& band : sentinel2_bands())
      numbers[band] = random.below(8) == 0 ? 0 : random.below(random.below(4) == 0 ? 30000 : 5000);
    const int scene_class = pixel % 5 == 0 ? 9 : 4;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      expect_the_same(texts[i], scene_class, numbers, of_each[i]);
      if (pixel < 20) expect_the_same(texts[i], scene_class, numbers, of_all);  // it takes longer
    }
  }
}

TEST(EeIndexNodes, bring_the_bands_of_other_indices_to_the_grid_as_composite_does) {
  EXPECT_EQ(graph_of({"NDVI"}).dump().find("Image.resample"), std::string::npos);
  const std::string graph = graph_of({"NDMI"}).dump();
  EXPECT_NE(graph.find("Image.resample"), std::string::npos);
  EXPECT_NE(graph.find("bilinear"), std::string::npos);
}

TEST(EeIndexNodes, refuse_a_function_that_the_service_does_not_have) {
  expect_error(ErrorKind::usage, "--index X: Earth Engine has no function asinh",
               [] { check_index(index_of_text("X=asinh(B08)")); });
  check_index(index_of_text("X=tanh(B08)"));
}

}  // namespace
}  // namespace undercast
