// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "phenology/season_curve.h"

namespace undercast {

/// This is the double-logistic curve of Beck et al. (2006, Remote Sensing of Environment 100, eq.
/// 3), with a base of its own on each side like the two halves of Zhang et al. (2003, Remote
/// Sensing of Environment 84), since a winter crop leaves bare soil. With up = 1 / (1 + exp(-rise
/// (t - start))) and down = 1 / (1 + exp(fall (t - end))),
///     NDVI(t) = top (up + down - 1) + before (1 - up) + after (1 - down).
struct DoubleLogistic {
  static constexpr std::size_t kParameters = 7;
  using Gradient = std::array<double, kParameters>;

  double before = 0, after = 0, top = 0;
  double start = 0, end = 0;  ///< days of the inflections
  double rise = 0, fall = 0;  ///< rates, 1/day

  double at(double day) const;
  /// Returns the derivatives by before, after, top, start, end, ln rise, ln fall.
  Gradient gradient_at(double day) const;
};

/// A curve fitted to the values of one season.
struct FittedSeason {
  DoubleLogistic curve;
  /// Holds for each fitted value the derivatives of the parameters by it, in the order of
  /// gradient_at().
  std::vector<DoubleLogistic::Gradient> influence;
  double rmse = 0;
};

/// Fits by least squares with weights 1 / sd^2. The fit starts from the course's minima and peak
/// and the dates on which it passes 20, 50 and 80 % of its rise and fall. Normal priors around this
/// start hold parameters that the dates leave open: their sd is 0.1 NDVI for both bases and the
/// top, and 1 for the logarithms of both rates. Returns nothing for fewer than 8 values, and where
/// the fit does not converge or does not rise and then fall within the course.
std::optional<FittedSeason> fit_double_logistic(const SeasonCurve& course, std::span<const double> sd);

/// Returns the curve on each day from `first_day` to `last_day`, or nothing where it has no peak
/// between them.
std::optional<SeasonCurve> daily_course(const DoubleLogistic& curve, double first_day, double last_day);

}  // namespace undercast
