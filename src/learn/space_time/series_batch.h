// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <vector>

#include "gaps/gap_bins.h"
#include "learn/features.h"

namespace undercast {

/// Holds series of pixels as the space-time network's input: B series, T dates, F features. NaN is
/// missing, everywhere.
struct SeriesBatch {
  std::size_t series = 0, steps = 0, width = 0;  ///< B, T, F
  std::vector<float> features;                   ///< [B, T, F] of learn/features.h
  std::vector<float> departure;                  ///< [B, T] visible NDVI minus its interpolation from the others
  std::vector<float> unobserved;                 ///< [B, T] 1 on an unobserved date, else 0
  std::vector<float> days;                       ///< [T] since the first date

  /// Returns some of the series, by number.
  SeriesBatch select(const std::vector<std::size_t>& chosen) const;
};

/// Selects rows of an array [B, length], by number.
template <class Value>
std::vector<Value> select_rows(const std::vector<Value>& all, std::size_t length,
                               const std::vector<std::size_t>& chosen) {
  std::vector<Value> selected;
  selected.reserve(chosen.size() * length);
  for (const std::size_t row : chosen) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(row * length);
    selected.insert(selected.end(), begin, begin + static_cast<std::ptrdiff_t>(length));
  }
  return selected;
}

/// Gathers the series of some of a window's pixels, in the order of `pixels`.
SeriesBatch series_of(const Features& features, const Variable& observed, const std::vector<DateObserved>& kinds,
                      const std::vector<std::size_t>& pixels, int threads);

}  // namespace undercast
