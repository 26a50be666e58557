// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// A step of a formula in postfix order. A number or a band is pushed onto a stack; an operation
/// replaces the last `operands` values of it by one.
struct FormulaStep {
  enum class Kind { number, band, operation };

  Kind kind;
  double number = 0;
  std::string name = {};  ///< "B04"; "+", "^", "?:", "tanh"; "-" of one operand changes its sign, "+" does nothing
  int operands = 0;
  bool operator==(const FormulaStep&) const = default;
};

}  // namespace undercast
