// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <optional>

#include "core/cube.h"
#include "gaps/gap_bins.h"

namespace undercast {

/// A number for each kind of date and bin of gap lengths.
template <class Number>
using ByGap = std::array<std::array<Number, kGapBins.size()>, kDateKinds>;

/// How many values are missing, in pixels that are observed on some date.
ByGap<long long> missing_by_gap(const Variable& observed);

/// Adds the numbers of another cube.
void add(const ByGap<long long>& more, ByGap<long long>& sum);

/// A method's errors on hidden values.
struct ErrorsByGap {
  ByGap<double> mean_squares{};
  ByGap<long long> values{};

  void add(DateObserved kind, std::size_t gap_bin, double error);
};

/// What errors on hidden values say about the values that are filled.
struct ExpectedError {
  double rmse = 0;
  double unlike_hidden = 0;  ///< share of the filled values in a bin where nothing was hidden
};

/// The squared errors on hidden values, weighted by how many values of each bin are to be filled:
/// hidden values lie in shorter gaps than those that are really missing. A bin where nothing was
/// hidden takes the largest error of its nearest bins. Returns nothing where nothing is missing, or
/// nothing was hidden.
std::optional<ExpectedError> expected_error(const ErrorsByGap& errors, const ByGap<long long>& missing);

/// Says what share of the missing values no hidden value resembles; nothing if there is hardly one.
std::string describe_unlike(double share);
/// Says the expected error, and first what it does not know. `of_training_scenes`: whether the hidden
/// values are of the scenes that a model was trained on, and not of the cube itself.
std::string describe(const ExpectedError& expected, bool of_training_scenes = false);

}  // namespace undercast
