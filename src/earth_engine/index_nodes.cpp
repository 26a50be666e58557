// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/index_nodes.h"

#include <fmt/format.h>

#include <map>
#include <numbers>
#include <optional>
#include <set>
#include <string>

#include "core/error.h"
#include "earth_engine/image_nodes.h"

namespace undercast {
namespace {

// B04 in formulas, B4 in Earth Engine.
std::string name_in_collection(std::string band) {
  if (band[1] == '0') band.erase(1, 1);
  return band;
}

// COPERNICUS/S2_SR_HARMONIZED holds digital numbers of at least 0, without an offset.
EeNode reflectance(const EeNode& image, const std::string& band) {
  constexpr double kScale = 0.0001;
  return ee_pair("multiply", ee_bilinear(ee_band(image, name_in_collection(band))), ee_number(kScale));
}

// Image.divide gives 0 where it divides by 0.
EeNode quotient(const EeNode& dividend, const EeNode& divisor) {
  return ee_masked(ee_pair("divide", dividend, divisor), ee_pair("neq", divisor, ee_number(0)));
}

// Image.where would need values of both choices.
EeNode choice(const EeNode& condition, const EeNode& if_true, const EeNode& if_false) {
  return EeNode::call("Image.unmask", {{"input", ee_masked(if_true, condition)},
                                       {"value", ee_masked(if_false, ee_single("not", condition))},
                                       {"sameFootprint", EeNode::constant(false)}});
}

std::optional<EeNode> of_one(const std::string& name, const EeNode& value) {
  static const std::set<std::string> same_names{"sin",  "cos",  "tan",   "asin", "acos", "atan", "sinh",
                                                "cosh", "tanh", "log10", "log",  "exp",  "sqrt", "abs"};
  static const std::map<std::string, std::string> names{{"ln", "log"}, {"sign", "signum"}, {"rint", "round"}};
  if (name == "+") return value;
  if (name == "-") return ee_pair("multiply", value, ee_number(-1));
  if (name == "log2") return ee_pair("multiply", ee_single("log", value), ee_number(std::numbers::log2e));
  if (same_names.contains(name)) return ee_single(name, value);
  if (const auto known = names.find(name); known != names.end()) return ee_single(known->second, value);
  return {};
}

std::optional<EeNode> of_two(const std::string& name, const EeNode& a, const EeNode& b) {
  static const std::map<std::string, std::string> names{{"+", "add"},  {"-", "subtract"}, {"*", "multiply"},
                                                        {"^", "pow"},  {"<", "lt"},       {">", "gt"},
                                                        {"&&", "and"}, {"||", "or"},      {"atan2", "atan2"}};
  if (name == "/") return quotient(a, b);
  if (const auto known = names.find(name); known != names.end()) return ee_pair(known->second, a, b);
  return {};
}

// min, max, sum and avg.
std::optional<EeNode> of_any_number(const std::string& name, const std::vector<EeNode>& values) {
  static const std::map<std::string, std::string> names{{"min", "min"}, {"max", "max"}, {"sum", "add"}, {"avg", "add"}};
  const auto known = names.find(name);
  if (known == names.end()) return {};
  EeNode all = values.front();
  for (std::size_t i = 1; i < values.size(); ++i) all = ee_pair(known->second, all, values[i]);
  return name == "avg" ? ee_pair("divide", all, ee_number(static_cast<double>(values.size()))) : all;
}

EeNode operation_of(const EeIndex& index, const std::string& name, const std::vector<EeNode>& values) {
  std::optional<EeNode> node = of_any_number(name, values);
  if (!node && values.size() == 1) node = of_one(name, values[0]);
  if (!node && values.size() == 2) node = of_two(name, values[0], values[1]);
  if (!node && name == "?:") node = choice(values[0], values[1], values[2]);
  if (node) return *node;
  throw Error(ErrorKind::usage, fmt::format("--index {}: Earth Engine has no function {}", index.index.name, name),
              "write the formula without it, or choose a STAC archive as --source");
}

EeNode formula_of_image(const EeIndex& index, const EeNode& image) {
  std::vector<EeNode> stack;
  for (const FormulaStep& step : index.formula) {
    if (step.kind == FormulaStep::Kind::number) {
      stack.push_back(ee_number(step.number));
    } else if (step.kind == FormulaStep::Kind::band) {
      stack.push_back(reflectance(image, step.name));
    } else {
      const std::vector<EeNode> operands(stack.end() - step.operands, stack.end());
      stack.erase(stack.end() - step.operands, stack.end());
      stack.push_back(operation_of(index, step.name, operands));
    }
  }
  return stack.back();
}

// A value that is no number fails both comparisons.
EeNode within(const ValueRange& range, const EeNode& value) {
  const double least = range.least, most = range.most, beyond = ValueRange::kRounding;
  const EeNode is_inside =
      ee_pair("and", ee_pair("gte", value, ee_number(least - beyond)), ee_pair("lte", value, ee_number(most + beyond)));
  return EeNode::call(
      "Image.clamp",
      {{"input", ee_masked(value, is_inside)}, {"low", EeNode::constant(least)}, {"high", EeNode::constant(most)}});
}

}  // namespace

void check_index(const EeIndex& index) {
  if (index.index != SpectralIndex()) formula_of_image(index, ee_number(0));
}

EeNode ee_index_of_image(const EeIndex& index, const EeNode& image, const EeNode& clear) {
  if (index.index != SpectralIndex())
    return ee_renamed(ee_masked(within(index.index.range, formula_of_image(index, image)), clear), {index.index.name});
  const EeNode ndvi = EeNode::call("Image.normalizedDifference",
                                   {{"input", ee_masked(image, clear)}, {"bandNames", EeNode::constant({"B8", "B4"})}});
  return ee_renamed(ndvi, {index.index.name});
}

}  // namespace undercast
