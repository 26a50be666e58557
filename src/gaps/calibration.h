// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <vector>

#include "gaps/gap_bins.h"

namespace undercast {

/// Share of the errors that lie within the bounds.
inline constexpr double kCoverage = 0.9;
/// How many standard deviations of a normal error lie between a value and its bound.
inline constexpr double kBoundInSd = 1.6448536;

/// Turns a method's spread into bounds: half their distance is the spread times a factor for the
/// date's kind and the gap's length. A factor is a quantile of errors relative to the spread, on
/// values that were hidden from the method (split-conformal, one quantile for each kind and bin:
/// Vovk et al. 2005; Lei et al. 2018).
struct Calibration {
  using Factors = std::array<double, kGapBins.size()>;
  std::array<Factors, kDateKinds> factor{};

  double of(DateObserved kind, std::size_t gap_bin) const { return factor[static_cast<std::size_t>(kind)][gap_bin]; }
};

/// Gathers errors, and finds the factors. On unobserved dates, errors within a date are correlated,
/// so the effective sample is small. The factor is chosen by leave-one-date-out: the quantile whose
/// coverage, averaged over the left-out dates, is kCoverage (cross-conformal prediction by groups:
/// Vovk 2015, Dunn et al. 2023). If the method states a spread, which differs by gap length
/// already, one factor serves all lengths: the few dates of a bin would say more about those dates
/// than about the length.
class CalibrationSample {
 public:
  /// Adds the error of an estimate on a step, with the spread that the method stated (1 where it
  /// states none).
  void add(DateObserved kind, std::size_t gap_bin, int step, double error, double spread);
  /// Whether there are enough errors for any bin.
  bool enough() const;
  /// A bin with too few errors has the factor of the nearest bin of its kind that has enough, the
  /// larger factor of two equally near ones. A kind without any such bin has the factors of the
  /// other kind. Call only if `enough()`.
  Calibration fit() const;

 private:
  struct Ratio {
    double size;
    int step;
  };
  using Ratios = std::array<std::vector<Ratio>, kGapBins.size()>;

  static std::vector<Ratio> together(const Ratios& bins);
  static bool has_enough(const std::vector<Ratio>& ratios);
  static double quantile(std::vector<Ratio> ratios, DateObserved kind);
  /// Share of all errors that lie within the quantile of the other dates' errors.
  static double coverage_of_new_dates(const std::vector<Ratio>& sorted, double share);

  std::array<Ratios, kDateKinds> ratios_;
  bool states_spread_ = false;
};

}  // namespace undercast
