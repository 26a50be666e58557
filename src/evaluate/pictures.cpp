// SPDX-License-Identifier: Apache-2.0
#include "evaluate/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/named_beside.h"
#include "core/quantile.h"
#include "io/atomic_file.h"
#include "io/footprint.h"
#include "picture/bars.h"
#include "picture/density.h"
#include "picture/maps.h"

namespace undercast {
namespace {

// Holds the summaries of one protocol, in order.
using Protocol = std::vector<const Summary*>;

std::vector<Protocol> by_protocol(const std::vector<Summary>& summaries) {
  std::vector<Protocol> protocols;
  for (const Summary& summary : summaries) {
    const auto found = std::find_if(protocols.begin(), protocols.end(), [&](const Protocol& protocol) {
      return protocol.front()->protocol == summary.protocol;
    });
    if (found != protocols.end())
      found->push_back(&summary);
    else
      protocols.push_back({&summary});
  }
  return protocols;
}

double value_of(const Score& score, BarScale scale) {
  const bool known = scale == BarScale::rmse ? score.count() > 0 : score.has_bounds();
  if (!known) return std::numeric_limits<double>::quiet_NaN();
  return scale == BarScale::rmse ? score.rmse() : score.coverage();
}

std::string bars(const std::string& title, BarScale scale, const std::vector<Protocol>& protocols) {
  std::vector<GapBars> panels;
  for (const Protocol& protocol : protocols) {
    GapBars panel{protocol.front()->protocol, groupings()[kByGap].groups, {}, {}};
    for (const Score& score : protocol.front()->pooled.by[kByGap])
      panel.counts.push_back(score.count() + score.missing());
    for (const Summary* summary : protocol) {
      GapBars::Method method{label(*summary), {}};
      for (const Score& score : summary->pooled.by[kByGap]) method.values.push_back(value_of(score, scale));
      panel.methods.push_back(std::move(method));
    }
    panels.push_back(std::move(panel));
  }
  return draw_bars_by_gap(title, scale, panels);
}

std::string densities(const std::vector<Protocol>& protocols, const std::string& index) {
  std::vector<DensityRow> rows;
  for (const Protocol& protocol : protocols) {
    DensityRow row{protocol.front()->protocol, {}};
    for (const Summary* summary : protocol) {
      const Score& all = summary->pooled.all;
      row.panels.push_back({label(*summary),
                            fmt::format("RMSE {:.3f}  bias {:+.3f}  R² {:.2f}", all.rmse(), all.bias(), all.r2()),
                            ErrorImages::kDensityCells, summary->pooled.images.density()});
    }
    rows.push_back(std::move(row));
  }
  return draw_densities(fmt::format("Estimated against true {}, hidden values", index), rows);
}

// Returns a round end of the scale that few pixels exceed.
double error_limit(std::vector<float> errors) {
  std::erase_if(errors, [](float error) { return std::isnan(error); });
  if (errors.empty()) return 0.1;
  std::sort(errors.begin(), errors.end());
  return std::max(0.04, 0.04 * std::ceil(quantile(errors, 0.98) / 0.04));
}

std::string maps(const std::vector<Protocol>& protocols, const Grid& grid, const std::string& index) {
  constexpr std::size_t kColumns = 4;
  std::vector<float> all;
  std::vector<MapSheet> sheets;
  for (const Protocol& protocol : protocols)
    for (std::size_t i = 0; i < protocol.size(); ++i) {
      const Summary& summary = *protocol[i];
      if (i % kColumns == 0) {
        MapRow row{"", MapScale::error, {}};
        sheets.push_back(
            {fmt::format("{}: mean absolute error of each pixel's hidden {}", summary.protocol, index), {}, {row}});
        sheets.back().pixel_size_m = metres_per_pixel(grid).across;
        sheets.back().room_for = std::min(kColumns, protocol.size());
      }
      const std::vector<float> errors = summary.pooled.images.mean_absolute(static_cast<std::size_t>(grid.pixels()));
      all.insert(all.end(), errors.begin(), errors.end());
      sheets.back().columns.push_back(label(summary));
      sheets.back().rows.front().panels.push_back({grid.rows, grid.cols, errors});
    }
  const double limit = error_limit(std::move(all));
  for (MapSheet& sheet : sheets) sheet.difference_limit = limit;
  return draw_maps(sheets);
}

}  // namespace

PicturePaths::PicturePaths(const std::string& plot) {
  if (plot.empty()) return;
  error = plot;
  coverage = named_beside(plot, "coverage");
  density = named_beside(plot, "density");
  map = named_beside(plot, "map");
}

void write_evaluation_pictures(const PicturePaths& paths, const std::vector<Summary>& summaries, const CubeLayout& cube,
                               bool overwrite) {
  const std::vector<Protocol> protocols = by_protocol(summaries);
  const std::string& index = cube.index.name;
  write_text_file(paths.error,
                  bars(fmt::format("Error on hidden {} by length of the gap [days]", index), BarScale::rmse, protocols),
                  overwrite);
  write_text_file(paths.coverage,
                  bars("Truths within the bounds by length of the gap [days]", BarScale::coverage, protocols),
                  overwrite);
  write_text_file(paths.density, densities(protocols, index), overwrite);
  if (cube.grid.rows > 1) write_text_file(paths.map, maps(protocols, cube.grid, index), overwrite);
}

}  // namespace undercast
