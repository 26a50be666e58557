// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <vector>

#include "core/gap_bins.h"

namespace undercast {

/// Share of the errors that lie within the bounds.
inline constexpr double kCoverage = 0.9;

/// Turns a method's spread into bounds: half their distance is the factor of the gap's kind and length times the
/// spread. Split-conformal, one quantile a kind and bin (Vovk et al. 2005; Lei et al. 2018): of errors on values that
/// the method did not see, relative to its spread.
struct Calibration {
  using Factors = std::array<double, kGapBins.size()>;
  std::array<Factors, kGapKinds> factor{};

  double of(GapKind kind, std::size_t gap_bin) const { return factor[static_cast<std::size_t>(kind)][gap_bin]; }
};

/// Gathers errors, and finds the factors. Where nobody was seen, a date's errors go together, so fewer of them tell
/// less than their number says: there the factor is that quantile which, found without a date, holds nine tenths of
/// that date's errors in the mean over the dates (cross-conformal prediction by groups: Vovk 2015, Dunn et al. 2023).
/// It is one for all gap lengths if the method states a spread, which tells them apart already: a bin's own few dates
/// would tell more of those dates than of its length.
class CalibrationSample {
 public:
  /// An error of the estimate on a step, with the spread that the method stated (1 where it states none).
  void add(GapKind kind, std::size_t gap_bin, int step, double error, double spread);
  /// Whether there are enough errors for any bin.
  bool enough() const;
  /// A bin with too few errors of its own takes the factor of the nearest of its kind that has enough, the larger of
  /// two; a kind without any takes the other's. Call only where `enough()`.
  Calibration fit() const;

 private:
  struct Ratio {
    double size;
    int step;
  };
  using Ratios = std::array<std::vector<Ratio>, kGapBins.size()>;

  static std::vector<Ratio> together(const Ratios& bins);
  static bool has_enough(const std::vector<Ratio>& ratios);
  static double quantile(std::vector<Ratio> ratios, GapKind kind);
  /// Share of each date's errors that the quantile of the other dates' holds, over all dates.
  static double coverage_of_new_dates(const std::vector<Ratio>& sorted, double share);

  std::array<Ratios, kGapKinds> ratios_;
  bool states_spread_ = false;
};

}  // namespace undercast
