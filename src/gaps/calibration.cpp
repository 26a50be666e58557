// SPDX-License-Identifier: Apache-2.0
#include "gaps/calibration.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace undercast {
namespace {

// Errors in one block of pixels are correlated, so a quantile needs more of them than its rank
// alone would.
constexpr std::size_t kLeastErrors = 100;

}  // namespace

std::vector<CalibrationSample::Ratio> CalibrationSample::together(const Ratios& bins) {
  std::vector<Ratio> all;
  for (const std::vector<Ratio>& bin : bins) all.insert(all.end(), bin.begin(), bin.end());
  return all;
}

bool CalibrationSample::has_enough(const std::vector<Ratio>& ratios) { return ratios.size() >= kLeastErrors; }

double CalibrationSample::quantile(std::vector<Ratio> ratios, DateObserved kind) {
  std::sort(ratios.begin(), ratios.end(), [](const Ratio& a, const Ratio& b) { return a.size < b.size; });
  const auto values = static_cast<double>(ratios.size());
  const auto at_share = [&](double share) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * values - 1e-9));
    return ratios[std::clamp(rank, std::size_t{1}, ratios.size()) - 1].size;
  };
  // The rank counts one more value beyond all others: a new error is equally likely to take any
  // rank among the known.
  if (kind == DateObserved::partly) return at_share(kCoverage * (1 + 1 / values));
  double least = kCoverage, most = 1;
  constexpr int kHalvings = 10;
  for (int i = 0; i < kHalvings; ++i) {
    const double share = (least + most) / 2;
    (coverage_of_new_dates(ratios, share) < kCoverage ? least : most) = share;
  }
  return at_share(most);
}

double CalibrationSample::coverage_of_new_dates(const std::vector<Ratio>& sorted, double share) {
  std::map<int, std::size_t> values_of, passed_of;
  for (const Ratio& ratio : sorted) ++values_of[ratio.step];
  std::size_t covered = 0, place = 0;
  for (const Ratio& ratio : sorted) {
    std::size_t& passed = passed_of[ratio.step];
    const auto others = static_cast<double>(sorted.size() - values_of[ratio.step]);
    if (place - passed < static_cast<std::size_t>(std::ceil(share * others - 1e-9))) ++covered;
    ++passed;
    ++place;
  }
  return static_cast<double>(covered) / static_cast<double>(sorted.size());
}

void CalibrationSample::add(DateObserved kind, std::size_t gap_bin, int step, double error, double spread) {
  ratios_[static_cast<std::size_t>(kind)][gap_bin].push_back({std::abs(error) / spread, step});
  states_spread_ |= spread != 1;
}

bool CalibrationSample::enough() const {
  return std::any_of(ratios_.begin(), ratios_.end(),
                     [](const Ratios& bins) { return std::any_of(bins.begin(), bins.end(), has_enough); });
}

Calibration CalibrationSample::fit() const {
  Calibration calibration;
  constexpr auto kBins = static_cast<int>(kGapBins.size());
  for (std::size_t kind = 0; kind < kDateKinds; ++kind) {
    const bool any = std::any_of(ratios_[kind].begin(), ratios_[kind].end(), has_enough);
    const std::size_t from = any ? kind : 1 - kind;
    if (static_cast<DateObserved>(from) == DateObserved::not_at_all && states_spread_) {
      calibration.factor[kind].fill(quantile(together(ratios_[from]), DateObserved::not_at_all));
      continue;
    }
    Calibration::Factors own{};
    for (std::size_t bin = 0; bin < own.size(); ++bin)
      if (has_enough(ratios_[from][bin])) own[bin] = quantile(ratios_[from][bin], static_cast<DateObserved>(from));
    const auto factor_of = [&](int bin) { return bin >= 0 && bin < kBins ? own[bin] : 0.0; };
    for (int bin = 0; bin < kBins; ++bin) {
      double& factor = calibration.factor[kind][bin];
      for (int distance = 0; distance < kBins && factor == 0; ++distance)
        factor = std::max(factor_of(bin - distance), factor_of(bin + distance));
    }
  }
  return calibration;
}

}  // namespace undercast
