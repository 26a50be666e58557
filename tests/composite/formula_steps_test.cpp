// SPDX-License-Identifier: Apache-2.0
#include "composite/formula_steps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/cube.h"
#include "core/random.h"

namespace undercast {
namespace {

double value_of_step(const std::string& name, const std::vector<double>& of) {
  const double a = of[0], b = of.back();
  if (name == "?:") return a != 0 ? of[1] : b;
  if (name == "min") return *std::min_element(of.begin(), of.end());
  if (name == "tanh") return std::tanh(a);
  if (name == "ln" || name == "log") return std::log(a);
  if (name == "atan2") return std::atan2(a, b);
  if (name == "+") return of.size() == 1 ? a : a + b;
  if (name == "-") return of.size() == 1 ? -a : a - b;
  if (name == "*") return a * b;
  if (name == "/") return a / b;
  if (name == "^") return std::pow(a, b);
  if (name == "<") return a < b ? 1 : 0;
  if (name == ">") return a > b ? 1 : 0;
  if (name == "&&") return a != 0 && b != 0 ? 1 : 0;
  ADD_FAILURE() << name;
  return 0;
}

double value_of_steps(const std::vector<FormulaStep>& steps, const std::vector<std::string>& bands,
                      const std::vector<double>& reflectances) {
  std::vector<double> stack;
  for (const FormulaStep& step : steps) {
    const auto band = std::find(bands.begin(), bands.end(), step.name) - bands.begin();
    if (step.kind == FormulaStep::Kind::number) stack.push_back(step.number);
    if (step.kind == FormulaStep::Kind::band) stack.push_back(reflectances.at(static_cast<std::size_t>(band)));
    if (step.kind != FormulaStep::Kind::operation) continue;
    const std::vector<double> of(stack.end() - step.operands, stack.end());
    stack.resize(stack.size() - of.size());
    stack.push_back(value_of_step(step.name, of));
  }
  EXPECT_EQ(stack.size(), 1U);
  return stack.back();
}

TEST(FormulaSteps, compute_what_the_formula_computes) {
  Random random(4);
  for (const char* text :
       {"NDVI", "EVI2", "NDRE", "NDMI", "kNDVI", "A=B08-B04-B03-B02", "A=B08*B08*B08+2*B04+B04+1", "A=-B08^2+3*(-B04)",
        "A=B08^B04^2", "A=+B08-+B04", "A=min(B02;B03;B04)", "A=B04<B08&&B03<B08?B08-B04:B04-B08",
        "A=B04<0.2?B08<0.5?B02:B03:B08/(B04+1)", "A=atan2(B08;B04)+tanh(2*B08)", "A=ln(1+B08)*_pi+1.5e-1"}) {
    IndexFormula formula(text);
    const std::vector<FormulaStep> steps = steps_of(formula);
    for (int i = 0; i < 50; ++i) {
      std::vector<double> reflectances(formula.bands().size());
      for (double& reflectance : reflectances) reflectance = 0.02 + 0.96 * random.uniform();
      const float expected = formula.of(reflectances);
      ASSERT_FALSE(is_missing(expected)) << text;
      EXPECT_NEAR(value_of_steps(steps, formula.bands(), reflectances), expected, 1e-3) << text;
      const double unbounded = value_of_steps(steps, formula.bands(), reflectances);
      if (formula.index().range.least < unbounded && unbounded < formula.index().range.most)
        EXPECT_NEAR(unbounded, expected, 1e-6) << text;
    }
  }
}

TEST(FormulaSteps, are_in_postfix_order) {
  using Kind = FormulaStep::Kind;
  const std::vector<FormulaStep> expected{
      {Kind::band, 0, "B08"}, {Kind::operation, 0, "-", 1}, {Kind::number, 3}, {Kind::operation, 0, "*", 2}};
  EXPECT_TRUE(steps_of(IndexFormula("A=-B08*3")) == expected);
}

}  // namespace
}  // namespace undercast
