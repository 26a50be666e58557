// SPDX-License-Identifier: Apache-2.0
#include "composite/index_formula.h"

#include <fmt/format.h>
#include <muParser.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

#include "core/error.h"
#include "core/letters.h"
#include "core/ndvi.h"

namespace undercast {
namespace {

// Most points of the lattice of reflectances on which the range of a formula is found.
constexpr int kLatticePoints = 100'000, kMostLevels = 101;

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

[[noreturn]] void refuse_index(const std::string& text, const std::string& why, const std::string& remedy) {
  throw Error(ErrorKind::usage, fmt::format("--index {}: {}", printable(text), why), remedy);
}

// Cuts "B08/B04 in 0..30" into the formula and the range.
bool take_range(const std::string& text, std::string& formula, ValueRange& range) {
  const std::size_t at = formula.rfind(" in ");
  if (at == std::string::npos) return false;
  const std::string ends = trimmed(formula.substr(at + 4));
  const std::size_t dots = std::min(ends.find(".."), ends.size());
  const auto reads = [](const std::string& number, float& value) {
    const auto [stop, failure] = std::from_chars(number.data(), number.data() + number.size(), value);
    return failure == std::errc() && stop == number.data() + number.size();
  };
  if (dots == ends.size() || !reads(ends.substr(0, dots), range.least) || !reads(ends.substr(dots + 2), range.most) ||
      !(range.least < range.most && std::isfinite(range.most - range.least)))
    refuse_index(text, fmt::format("'{}' is no range", printable(ends)),
                 "write the least and the greatest value, such as SR=B08/B04 in 0..30");
  formula = trimmed(formula.substr(0, at));
  return true;
}

void require_name(const std::string& text, const std::string& name) {
  const bool is_word = !name.empty() && std::isalpha(static_cast<unsigned char>(name.front())) != 0 &&
                       std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  static const std::vector<std::string> kTaken{"VH", "VV", "RED", "NIR", "NDV", "LOOKS", "PROVENANCE", "ALL"};
  const auto& bands = sentinel2_bands();
  const auto is_in = [&](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), upper(name)) != names.end();
  };
  if (!is_word) refuse_index(text, "an index needs a name of letters and digits", "write NAME=FORMULA");
  if (is_in(kTaken) || is_in(bands)) refuse_index(text, fmt::format("{} is another thing's name", name), "rename it");
  if (known_index(name) != nullptr)
    refuse_index(text, fmt::format("the program defines {} itself", known_index(name)->index.name),
                 "ask for it by its name alone, or give your formula another name");
}

}  // namespace

const std::vector<std::string>& sentinel2_bands() {
  static const std::vector<std::string> bands{"B01", "B02", "B03", "B04", "B05", "B06",
                                              "B07", "B08", "B8A", "B09", "B11", "B12"};
  return bands;
}

// A parsed formula; its parser refers to the values here, so it never moves.
class IndexFormula::Expression {
 public:
  Expression(const std::string& text, const std::string& formula) {
    parser_.SetArgSep(';');  // commas separate the indices of a list
    parser_.SetExpr(formula);
    try {
      for (const auto& used : parser_.GetUsedVar()) names_.push_back(used.first);
      values_.resize(names_.size());
      for (std::size_t i = 0; i < names_.size(); ++i) parser_.DefineVar(names_[i], &values_[i]);
      require_bands(text);
      parser_.Eval();
      if (parser_.GetNumResults() != 1)
        refuse_index(text, "the formula has several values", "write it without ';' outside of a function's brackets");
    } catch (const mu::Parser::exception_type& failure) {
      refuse_index(text, printable(failure.GetMsg()), "write a formula over bands, such as GNDVI=(B08-B03)/(B08+B03)");
    }
  }

  std::vector<double>& values() { return values_; }
  const std::vector<std::string>& names() const { return names_; }
  double value() const { return parser_.Eval(); }

 private:
  void require_bands(const std::string& text) const {
    const auto& bands = sentinel2_bands();
    for (const std::string& name : names_)
      if (std::find(bands.begin(), bands.end(), name) == bands.end())
        refuse_index(text, fmt::format("{} is no band of Sentinel-2 L2A", name),
                     fmt::format("the bands are {}", fmt::join(bands, ", ")));
    if (names_.empty()) refuse_index(text, "the formula uses no band", "such as GNDVI=(B08-B03)/(B08+B03)");
  }

  mu::Parser parser_;
  std::vector<std::string> names_;
  std::vector<double> values_;
};

IndexFormula::IndexFormula(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    const KnownIndex* known = known_index(trimmed(text));
    if (known == nullptr)
      refuse_index(text, "no index of this name is known",
                   fmt::format("known are {}; define others, such as GNDVI=(B08-B03)/(B08+B03)", known_index_names()));
    index_ = known->index;
    formula_ = known->formula;
    is_ndvi_ = index_ == SpectralIndex();
  } else {
    index_.name = trimmed(text.substr(0, equals));
    require_name(text, index_.name);
    formula_ = trimmed(text.substr(equals + 1));
    if (formula_.find('=') != std::string::npos)
      refuse_index(text, "'=' within a formula is not allowed",
                   "write the formula without it, < and > for comparisons");
  }
  const bool has_range = equals == std::string::npos || take_range(text, formula_, index_.range);
  expression_ = std::make_unique<Expression>(text, formula_);
  bands_ = expression_->names();
  if (!has_range) find_range();
}

IndexFormula::IndexFormula(const IndexFormula& other)
    : index_(other.index_),
      formula_(other.formula_),
      bands_(other.bands_),
      is_ndvi_(other.is_ndvi_),
      expression_(std::make_unique<Expression>(other.formula_, other.formula_)) {}
IndexFormula::IndexFormula(IndexFormula&&) noexcept = default;
IndexFormula& IndexFormula::operator=(IndexFormula&&) noexcept = default;
IndexFormula::~IndexFormula() = default;

// The extremes over a lattice that holds the corners of the cube of reflectances, which are the
// extremes of any formula that rises or falls with each band alone.
void IndexFormula::find_range() {
  const auto bands = static_cast<double>(bands_.size());
  const int levels = std::clamp(static_cast<int>(std::pow(kLatticePoints, 1 / bands)), 2, kMostLevels);
  const auto points = std::lround(std::pow(levels, bands));
  std::vector<double>& values = expression_->values();
  double least = std::numeric_limits<double>::infinity(), most = -least;
  bool has_infinite = false;
  for (long point = 0; point < points; ++point) {
    long rest = point;
    for (double& reflectance : values) {
      reflectance = static_cast<double>(rest % levels) / (levels - 1);
      rest /= levels;
    }
    const double value = expression_->value();
    has_infinite = has_infinite || std::isinf(value);
    if (!std::isfinite(value)) continue;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  const std::string text = index_.name + "=" + formula_;
  if (least > most)
    refuse_index(text, "the formula has no value for any reflectance: it divides by zero everywhere",
                 "correct the formula");
  if (has_infinite)
    refuse_index(text, "the formula has no bounds for reflectances from 0 to 1: it divides by values down to 0",
                 fmt::format("say which values count: --index \"{} in 0..30\"", text));
  if (!(least < most)) refuse_index(text, "the formula has one value for all reflectances", "correct the formula");
  index_.range = {static_cast<float>(least), static_cast<float>(most)};
}

float IndexFormula::of(std::span<const double> reflectances) {
  if (is_ndvi_) return ndvi_of(reflectances[0], reflectances[1]);
  // std::max(NaN, 0) is NaN, as wanted; NaN would pass through min() and max() of a formula.
  std::vector<double>& values = expression_->values();
  for (std::size_t band = 0; band < values.size(); ++band) {
    if (std::isnan(reflectances[band])) return kMissing;
    values[band] = std::max(reflectances[band], 0.0);
  }
  const auto value = static_cast<float>(expression_->value());
  return std::isfinite(value) && index_.range.holds(value) ? index_.range.clamp(value) : kMissing;
}

std::vector<IndexFormula> index_formulas(const std::vector<std::string>& texts) {
  std::vector<IndexFormula> formulas;
  for (const std::string& text : texts) {
    IndexFormula formula(text);
    for (const IndexFormula& other : formulas)
      if (upper(other.index().name) == upper(formula.index().name))
        refuse_index(text, "two indices have this name", "leave one out, or rename it");
    formulas.push_back(std::move(formula));
  }
  if (formulas.empty())
    throw Error(ErrorKind::usage, "--index names no index",
                fmt::format("known are {}, such as --index NDVI", known_index_names()));
  return formulas;
}

std::optional<std::size_t> first_with_red(const std::vector<IndexFormula>& indices) {
  for (std::size_t index = 0; index < indices.size(); ++index)
    for (const std::string& band : indices[index].bands())
      if (band == "B04") return index;
  return std::nullopt;
}

std::vector<std::string> bands_of(const std::vector<IndexFormula>& indices) {
  std::set<std::string> bands;
  for (const IndexFormula& index : indices) bands.insert(index.bands().begin(), index.bands().end());
  return {bands.begin(), bands.end()};
}

}  // namespace undercast
