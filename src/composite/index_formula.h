// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/spectral_index.h"

namespace undercast {

/// The bands of Sentinel-2 L2A that formulas may use: B01 to B12 without B10.
const std::vector<std::string>& sentinel2_bands();

/// An index and how it is computed from reflectances. A copy may be used by another thread.
class IndexFormula {
 public:
  /// `text` names a known index ("EVI2"), or defines one: "GNDVI=(B08-B03)/(B08+B03)", where it is
  /// unbounded with its range: "SR=B08/B04 in 0..30". muParser reads the formula. Throws
  /// Error(usage) for unknown names and bands, and for a formula that has no value or no bounds
  /// over reflectances in [0, 1].
  explicit IndexFormula(const std::string& text);
  IndexFormula(const IndexFormula& other);
  IndexFormula(IndexFormula&&) noexcept;
  IndexFormula& operator=(const IndexFormula&) = delete;
  IndexFormula& operator=(IndexFormula&&) noexcept;
  ~IndexFormula();

  const SpectralIndex& index() const { return index_; }
  /// The formula without the range.
  const std::string& formula() const { return formula_; }
  /// The bands that it uses.
  const std::vector<std::string>& bands() const { return bands_; }
  /// The index of reflectances in the order of bands(); negative ones count as 0, as in ndvi_of().
  /// NaN where one is NaN, where the formula has no value, and where it lies outside the range.
  float of(std::span<const double> reflectances);

 private:
  class Expression;

  void find_range();

  SpectralIndex index_;
  std::string formula_;
  std::vector<std::string> bands_;
  bool is_ndvi_ = false;  ///< its bands are red and near infrared, and ndvi_of() computes it
  std::unique_ptr<Expression> expression_;
};

/// The indices of --index, in its order. Throws Error(usage) as IndexFormula does, and when two
/// have one name.
std::vector<IndexFormula> index_formulas(const std::vector<std::string>& texts);

/// The place of the first index that uses red (B04), if any does.
std::optional<std::size_t> first_with_red(const std::vector<IndexFormula>& indices);

/// The bands that any of the indices uses, in alphabetical order.
std::vector<std::string> bands_of(const std::vector<IndexFormula>& indices);

}  // namespace undercast
