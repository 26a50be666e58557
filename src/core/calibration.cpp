// SPDX-License-Identifier: Apache-2.0
#include "core/calibration.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace undercast {
namespace {

// Errors that share a block of pixels are alike, so a quantile needs more of them than its rank alone would.
constexpr std::size_t kLeastErrors = 100;

}  // namespace

bool CalibrationSample::has_enough(const std::vector<Ratio>& ratios) { return ratios.size() >= kLeastErrors; }

double CalibrationSample::quantile(std::vector<Ratio> ratios, GapKind kind) {
  std::set<int> dates;
  for (const Ratio& ratio : ratios) dates.insert(ratio.step);
  // As if one more value, or one more date of mean size, had been seen beyond all others: a new one is as likely to
  // take any rank among the known ones.
  const auto values = static_cast<double>(ratios.size());
  const double one_more = kind == GapKind::whole ? values / static_cast<double>(dates.size()) : 1;
  const auto rank = static_cast<std::size_t>(std::ceil(kCoverage * (values + one_more) - 1e-9));
  const auto at = ratios.begin() + static_cast<std::ptrdiff_t>(std::min(rank, ratios.size()) - 1);
  std::nth_element(ratios.begin(), at, ratios.end(), [](const Ratio& a, const Ratio& b) { return a.size < b.size; });
  return at->size;
}

void CalibrationSample::add(GapKind kind, std::size_t gap_bin, int step, double error, double spread) {
  ratios_[static_cast<std::size_t>(kind)][gap_bin].push_back({std::abs(error) / spread, step});
}

bool CalibrationSample::enough() const {
  return std::any_of(ratios_.begin(), ratios_.end(),
                     [](const Ratios& bins) { return std::any_of(bins.begin(), bins.end(), has_enough); });
}

Calibration CalibrationSample::fit() const {
  Calibration calibration;
  constexpr auto kBins = static_cast<int>(kGapBins.size());
  for (std::size_t kind = 0; kind < kGapKinds; ++kind) {
    const bool any = std::any_of(ratios_[kind].begin(), ratios_[kind].end(), has_enough);
    const std::size_t from = any ? kind : 1 - kind;
    const auto factor_of = [&](int bin) {
      const bool has = bin >= 0 && bin < kBins && has_enough(ratios_[from][static_cast<std::size_t>(bin)]);
      return has ? quantile(ratios_[from][static_cast<std::size_t>(bin)], static_cast<GapKind>(from)) : 0.0;
    };
    for (int bin = 0; bin < kBins; ++bin) {
      double& factor = calibration.factor[kind][static_cast<std::size_t>(bin)];
      for (int distance = 0; distance < kBins && factor == 0; ++distance)
        factor = std::max(factor_of(bin - distance), factor_of(bin + distance));
    }
  }
  return calibration;
}

}  // namespace undercast
