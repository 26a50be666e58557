// SPDX-License-Identifier: Apache-2.0
#include "composite/formula_steps.h"

#include <fmt/format.h>
#include <muParser.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "core/error.h"

namespace undercast {
namespace {

double changed_sign(double value) { return -value; }
double same_sign(double value) { return value; }

// The names of what muParser's code calls by address.
std::map<void*, std::string> names_of_functions(const mu::Parser& parser) {
  std::map<void*, std::string> names;
  for (const auto& [name, function] : parser.GetFunDef()) names[function.GetAddr()] = name;
  names[reinterpret_cast<void*>(&changed_sign)] = "-";
  names[reinterpret_cast<void*>(&same_sign)] = "+";
  return names;
}

FormulaStep operation(const std::string& name, int operands) {
  return {FormulaStep::Kind::operation, 0, name, operands};
}

const std::map<mu::ECmdCode, const char*>& binary_operators() {
  static const std::map<mu::ECmdCode, const char*> names{{mu::cmLT, "<"},  {mu::cmGT, ">"},    {mu::cmADD, "+"},
                                                         {mu::cmSUB, "-"}, {mu::cmMUL, "*"},   {mu::cmDIV, "/"},
                                                         {mu::cmPOW, "^"}, {mu::cmLAND, "&&"}, {mu::cmLOR, "||"}};
  return names;
}

}  // namespace

std::vector<FormulaStep> steps_of(const IndexFormula& index) {
  mu::Parser parser;
  parser.SetArgSep(';');
  parser.EnableOptimizer(false);  // its code has instructions that are no operation of the formula
  parser.ClearInfixOprt();
  parser.DefineInfixOprt("-", changed_sign);
  parser.DefineInfixOprt("+", same_sign);
  const std::vector<std::string>& bands = index.bands();
  std::vector<double> values(bands.size());
  for (std::size_t band = 0; band < bands.size(); ++band) parser.DefineVar(bands[band], &values[band]);
  parser.SetExpr(index.formula());
  parser.Eval();
  const std::map<void*, std::string> functions = names_of_functions(parser);
  std::vector<FormulaStep> steps;
  const mu::SToken* const code = parser.GetByteCode().GetBase();
  for (const mu::SToken* token = code; token->Cmd != mu::cmEND; ++token) {
    if (const auto known = binary_operators().find(token->Cmd); known != binary_operators().end()) {
      steps.push_back(operation(known->second, 2));
    } else if (token->Cmd == mu::cmVAL) {
      steps.push_back({FormulaStep::Kind::number, token->Val.data2});
    } else if (token->Cmd == mu::cmVAR) {
      steps.push_back({FormulaStep::Kind::band, 0, bands[static_cast<std::size_t>(token->Val.ptr - values.data())]});
    } else if (token->Cmd == mu::cmENDIF) {
      steps.push_back(operation("?:", 3));
    } else if (token->Cmd == mu::cmFUNC) {
      // The number of arguments is negative where a function takes any number of them.
      const std::string& name = functions.at(reinterpret_cast<void*>(token->Fun.cb._pRawFun));
      steps.push_back(operation(name, std::abs(token->Fun.argc)));
    } else if (token->Cmd != mu::cmIF && token->Cmd != mu::cmELSE) {
      throw Error(ErrorKind::internal, fmt::format("muParser's code {} is unknown", static_cast<int>(token->Cmd)));
    }
  }
  return steps;
}

}  // namespace undercast
