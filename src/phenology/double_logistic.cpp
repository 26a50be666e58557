// SPDX-License-Identifier: Apache-2.0
#include "phenology/double_logistic.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <unsupported/Eigen/LevenbergMarquardt>
#include <utility>

#include "core/logistic.h"

namespace undercast {
namespace {

constexpr int kParameters = DoubleLogistic::kParameters;
// All parameters but the dates have priors: both bases, the top, and the logarithms of both rates.
constexpr int kPriors = 5;
constexpr int kWithPrior[kPriors] = {0, 1, 2, 5, 6};
constexpr double kPriorSd[kPriors] = {0.1, 0.1, 0.1, 1, 1};
constexpr int kEvaluations = 200;
// Beyond these limits no data can distinguish a rate from a step or a straight line.
constexpr double kSlowest = 0.005, kFastest = 2;

using Vector = Eigen::VectorXd;

DoubleLogistic from_parameters(const Vector& p, double origin) {
  return {p[0], p[1], p[2], origin + p[3], origin + p[4], std::exp(p[5]), std::exp(p[6])};
}

// The residuals of the values come first, then the residuals of the priors, all in standard
// deviations.
struct Residuals : Eigen::DenseFunctor<double> {
  const SeasonCurve& course;
  std::span<const double> sd;
  Vector start;

  Residuals(const SeasonCurve& values, std::span<const double> deviations, Vector starting_point)
      : DenseFunctor(kParameters, static_cast<int>(values.days.size()) + kPriors),
        course(values),
        sd(deviations),
        start(std::move(starting_point)) {}

  double origin() const { return course.days.front(); }

  int operator()(const Vector& p, Vector& out) const {
    const DoubleLogistic curve = from_parameters(p, origin());
    const auto n = static_cast<Eigen::Index>(sd.size());
    for (Eigen::Index i = 0; i < n; ++i) out[i] = (curve.at(course.days[i]) - course.values[i]) / sd[i];
    for (int k = 0; k < kPriors; ++k) out[n + k] = (p[kWithPrior[k]] - start[kWithPrior[k]]) / kPriorSd[k];
    return 0;
  }

  int df(const Vector& p, Eigen::MatrixXd& out) const {
    const DoubleLogistic curve = from_parameters(p, origin());
    const auto n = static_cast<Eigen::Index>(sd.size());
    out.setZero();
    for (Eigen::Index i = 0; i < n; ++i) {
      const DoubleLogistic::Gradient gradient = curve.gradient_at(course.days[i]);
      for (int k = 0; k < kParameters; ++k) out(i, k) = gradient[static_cast<std::size_t>(k)] / sd[i];
    }
    for (int k = 0; k < kPriors; ++k) out(n + k, kWithPrior[k]) = 1 / kPriorSd[k];
    return 0;
  }
};

// The logistic curve passes from 20 to 80 % of its rise in ln(16) / rate days.
double rate_between(double day_20, double day_80) {
  return std::clamp(std::log(16.0) / std::max(day_80 - day_20, 1e-6), kSlowest, 0.5);
}

Vector starting_point(const SeasonCurve& course) {
  const double before = course.values.front(), after = course.values.back(), top = course.values[course.peak];
  const auto rise = [&](double share) { return course.rises_to(before + share * (top - before)); };
  const auto fall = [&](double share) { return course.falls_to(after + share * (top - after)); };
  const double origin = course.days.front();
  Vector p(kParameters);
  p << before, after, top, rise(0.5) - origin, fall(0.5) - origin, std::log(rate_between(rise(0.2), rise(0.8))),
      std::log(rate_between(fall(0.8), fall(0.2)));
  return p;
}

}  // namespace

double DoubleLogistic::at(double day) const {
  const double up = logistic(rise * (day - start)), down = logistic(fall * (end - day));
  return top * (up + down - 1) + before * (1 - up) + after * (1 - down);
}

DoubleLogistic::Gradient DoubleLogistic::gradient_at(double day) const {
  const double up = logistic(rise * (day - start)), down = logistic(fall * (end - day));
  const double by_up = (top - before) * up * (1 - up), by_down = (top - after) * down * (1 - down);
  return {1 - up,
          1 - down,
          up + down - 1,
          -rise * by_up,
          fall * by_down,
          rise * (day - start) * by_up,
          fall * (end - day) * by_down};
}

std::optional<FittedSeason> fit_double_logistic(const SeasonCurve& course, std::span<const double> sd) {
  if (course.days.size() <= DoubleLogistic::kParameters) return std::nullopt;
  Vector p = starting_point(course);
  Residuals residuals(course, sd, p);
  Eigen::LevenbergMarquardt<Residuals> solver(residuals);
  solver.setMaxfev(kEvaluations);
  solver.setXtol(1e-7);
  solver.setFtol(1e-10);
  const auto status = solver.minimize(p);
  using Status = Eigen::LevenbergMarquardtSpace::Status;
  if (status == Status::ImproperInputParameters || status == Status::TooManyFunctionEvaluation || !p.allFinite())
    return std::nullopt;

  FittedSeason fitted{from_parameters(p, residuals.origin()), {}, 0};
  const DoubleLogistic& c = fitted.curve;
  if (!(std::max(c.before, c.after) < c.top && course.days.front() <= c.start && c.start < c.end &&
        c.end <= course.days.back() && std::min(c.rise, c.fall) >= kSlowest && std::max(c.rise, c.fall) <= kFastest))
    return std::nullopt;
  // At the optimum parameters follow a value y_i as (J'J)^-1 J_i' / sd_i, J being the residuals'
  // Jacobian.
  Eigen::MatrixXd jacobian(residuals.values(), kParameters);
  residuals.df(p, jacobian);
  const Eigen::MatrixXd gain =
      (jacobian.transpose() * jacobian).ldlt().solve(jacobian.transpose());  // [parameter, residual]
  if (!gain.allFinite()) return std::nullopt;
  double squares = 0;
  for (std::size_t i = 0; i < sd.size(); ++i) {
    auto& influence = fitted.influence.emplace_back();
    for (int k = 0; k < kParameters; ++k)
      influence[static_cast<std::size_t>(k)] = gain(k, static_cast<Eigen::Index>(i)) / sd[i];
    squares += std::pow(c.at(course.days[i]) - course.values[i], 2);
  }
  fitted.rmse = std::sqrt(squares / static_cast<double>(sd.size()));
  return fitted;
}

std::optional<SeasonCurve> daily_course(const DoubleLogistic& curve, double first_day, double last_day) {
  SeasonCurve course;
  const int days = static_cast<int>(std::floor(last_day - first_day));
  for (int i = 0; i <= days; ++i) {
    course.days.push_back(first_day + i);
    course.values.push_back(curve.at(first_day + i));
  }
  const auto top = std::max_element(course.values.begin(), course.values.end());
  if (top == course.values.begin() || top + 1 >= course.values.end()) return std::nullopt;
  course.peak = static_cast<std::size_t>(top - course.values.begin());
  return course;
}

}  // namespace undercast
