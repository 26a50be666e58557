// SPDX-License-Identifier: Apache-2.0
#include "core/calibration.h"

#include <algorithm>
#include <cmath>

namespace undercast {
namespace {

// Errors that share a block of pixels are alike, so a quantile needs more of them than its rank alone would.
constexpr std::size_t kLeastErrors = 100;

double quantile(std::vector<double> ratios) {
  // The finite-sample correction: a new error is as likely to take any rank among the known ones.
  const auto rank = static_cast<std::size_t>(std::ceil(kCoverage * static_cast<double>(ratios.size() + 1)));
  const std::size_t at = std::min(rank, ratios.size()) - 1;
  std::nth_element(ratios.begin(), ratios.begin() + static_cast<std::ptrdiff_t>(at), ratios.end());
  return ratios[at];
}

bool has_enough(const std::vector<double>& ratios) { return ratios.size() >= kLeastErrors; }

}  // namespace

void CalibrationSample::add(GapKind kind, std::size_t gap_bin, double error, double spread) {
  ratios_[static_cast<std::size_t>(kind)][gap_bin].push_back(std::abs(error) / spread);
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
    const Ratios& ratios = ratios_[any ? kind : 1 - kind];
    const auto factor_of = [&](int bin) {
      const bool has = bin >= 0 && bin < kBins && has_enough(ratios[static_cast<std::size_t>(bin)]);
      return has ? quantile(ratios[static_cast<std::size_t>(bin)]) : 0.0;
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
