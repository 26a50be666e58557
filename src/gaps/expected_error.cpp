// SPDX-License-Identifier: Apache-2.0
#include "gaps/expected_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gaps/interpolation.h"

namespace undercast {
namespace {

constexpr double kNotWorthSaying = 0.005;

// The mean squared errors of a kind's bins; bins without any take the largest of their nearest ones.
std::array<double, kGapBins.size()> complete(const std::array<double, kGapBins.size()>& squares,
                                             const std::array<long long, kGapBins.size()>& counts) {
  std::array<double, kGapBins.size()> all{};
  constexpr auto kBins = static_cast<int>(kGapBins.size());
  const auto square_of = [&](int bin) { return bin >= 0 && bin < kBins && counts[bin] > 0 ? squares[bin] : 0.0; };
  for (int bin = 0; bin < kBins; ++bin)
    for (int distance = 0; distance < kBins && all[bin] == 0; ++distance)
      all[bin] = std::max(square_of(bin - distance), square_of(bin + distance));
  return all;
}

}  // namespace

void ErrorsByGap::add(DateObserved kind, std::size_t gap_bin, double error) {
  double& mean = mean_squares[static_cast<std::size_t>(kind)][gap_bin];
  long long& count = values[static_cast<std::size_t>(kind)][gap_bin];
  ++count;
  mean += (error * error - mean) / static_cast<double>(count);
}

void add(const ByGap<long long>& more, ByGap<long long>& sum) {
  for (std::size_t kind = 0; kind < kDateKinds; ++kind)
    for (std::size_t bin = 0; bin < kGapBins.size(); ++bin) sum[kind][bin] += more[kind][bin];
}

ByGap<long long> missing_by_gap(const Variable& observed) {
  ByGap<long long> missing{};
  const std::vector<DateObserved> kinds = date_kinds(observed);
  const std::vector<float> gaps = gap_days(observed);
  for (std::size_t i = 0; i < gaps.size(); ++i)
    if (is_missing(observed.values[i]) && std::isfinite(gaps[i]))
      ++missing[static_cast<std::size_t>(kinds[i / observed.pixels()])][bin_of_gap(gaps[i])];
  return missing;
}

std::optional<ExpectedError> expected_error(const ErrorsByGap& errors, const ByGap<long long>& missing) {
  const auto& [squares, counts] = errors;
  double sum = 0;
  long long count = 0, unlike = 0;
  for (std::size_t kind = 0; kind < kDateKinds; ++kind) {
    auto all = complete(squares[kind], counts[kind]);
    const auto of_other = complete(squares[1 - kind], counts[1 - kind]);
    for (std::size_t bin = 0; bin < kGapBins.size(); ++bin) {
      sum += static_cast<double>(missing[kind][bin]) * (all[bin] > 0 ? all[bin] : of_other[bin]);
      count += missing[kind][bin];
      if (counts[kind][bin] == 0) unlike += missing[kind][bin];
    }
  }
  if (count == 0 || sum == 0 || !std::isfinite(sum)) return std::nullopt;
  const auto of_all = static_cast<double>(count);
  return ExpectedError{std::sqrt(sum / of_all), static_cast<double>(unlike) / of_all};
}

std::string describe_unlike(double share) {
  if (share < kNotWorthSaying) return "";
  return fmt::format("{:.0f} % of the missing values lie in gaps that no hidden value resembles. ", 100 * share);
}

std::string describe(const ExpectedError& expected, bool of_training_scenes) {
  return describe_unlike(expected.unlike_hidden) +
         fmt::format(
             "Expected RMSE of the missing values {:.4f}: the errors on hidden values{}, weighted by how many values "
             "are missing in gaps of each length",
             expected.rmse, of_training_scenes ? " of the model's training scenes" : "");
}

}  // namespace undercast
