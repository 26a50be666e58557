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

/// Gathers errors, and finds the factors. Where nobody was seen, a date's errors go together: there the finite-sample
/// correction counts dates instead of values (hierarchical conformal prediction: Lee, Barber and Willett 2023).
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

  static bool has_enough(const std::vector<Ratio>& ratios);
  static double quantile(std::vector<Ratio> ratios, GapKind kind);

  std::array<Ratios, kGapKinds> ratios_;
};

}  // namespace undercast
