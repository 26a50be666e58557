// SPDX-License-Identifier: Apache-2.0
#include "cli/evaluate_pictures.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "picture/charts.h"

namespace undercast::cli {

std::string evaluation_picture(const std::vector<Summary>& summaries) {
  std::vector<GapErrors> panels;
  for (const Summary& summary : summaries) {
    auto panel = std::find_if(panels.begin(), panels.end(),
                              [&](const GapErrors& errors) { return errors.protocol == summary.protocol; });
    if (panel == panels.end()) {
      panels.push_back({summary.protocol, {}, {}, {}});
      panel = panels.end() - 1;
      for (std::size_t bin = 0; bin < kGapBins.size(); ++bin) {
        panel->bins.emplace_back(kGapBins[bin]);
        panel->counts.push_back(summary.pooled.by[kByGap][bin].count());
      }
    }
    GapErrors::Method method{summary.method + (summary.saw_hidden_values ? " (*)" : ""), {}};
    for (const Score& score : summary.pooled.by[kByGap])
      method.rmse.push_back(score.count() > 0 ? score.rmse() : std::numeric_limits<double>::quiet_NaN());
    panel->methods.push_back(std::move(method));
  }
  return draw_error_by_gap("Error on hidden NDVI by length of the gap [days]", panels);
}

}  // namespace undercast::cli
