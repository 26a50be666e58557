// SPDX-License-Identifier: Apache-2.0
#include "anomaly/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "io/footprint.h"
#include "io/overview_reader.h"
#include "picture/charts.h"

namespace undercast {
namespace {

constexpr int kAnomalyMap_px = 512, kMaps = 4;

// The date with the largest share below usual in each quarter of the dates.
std::set<int> dates_shown(const AnomalySummary& found) {
  const auto count = static_cast<int>(found.dates.size());
  std::set<int> shown;
  for (int quarter = 0; quarter < kMaps; ++quarter) {
    const auto from = found.dates.begin() + count * quarter / kMaps,
               to = found.dates.begin() + count * (quarter + 1) / kMaps;
    if (from == to) continue;
    const auto most = std::max_element(
        from, to, [](const DateDepartures& a, const DateDepartures& b) { return a.share_below() < b.share_below(); });
    shown.insert(static_cast<int>(most - found.dates.begin()));
  }
  return shown;
}

// The scene's mean and the usual one, with the deviations of single pixels around it.
Chart chart_of(const UsualYear& usual, const AnomalySummary& found, const SpectralIndex& index) {
  Curve year{fmt::format("{}", usual.year()), CurveStyle::line, 1, usual.dates().middle_days(), {}, {}, {}, false};
  Curve other{"usual", CurveStyle::dashed_line, 0, year.days, {}, {}, {}, false};
  for (const DateDepartures& date : found.dates) {
    const double n = date.known > 0 ? static_cast<double>(date.known) : static_cast<double>(kMissing);
    year.values.push_back(date.sum / n);
    other.values.push_back(date.usual_sum / n);
    other.lower.push_back((date.usual_sum - date.sd_sum) / n);
    other.upper.push_back((date.usual_sum + date.sd_sum) / n);
  }
  return {"Mean of the scene; the band is one standard deviation of a pixel in a usual year",
          {other, year},
          IndexScale(index)};
}

}  // namespace

std::string anomaly_picture(const std::string& z_path, const UsualYear& usual, const AnomalySummary& found,
                            double confidence, const std::function<DatedImage(int date)>& filled) {
  const CubeFile& any = *filled(0).cube;
  const Grid& grid = any.layout().grid;
  const int step = (std::max(grid.rows, grid.cols) + kAnomalyMap_px - 1) / kAnomalyMap_px;
  const int rows = (grid.rows + step - 1) / step, cols = (grid.cols + step - 1) / step;
  const RasterPart whole{0, 0, static_cast<double>(grid.rows), static_cast<double>(grid.cols)};
  OverviewReader scores(z_path);
  MapSheet sheet;
  sheet.title = fmt::format("{} against {} other years", usual.year(), usual.usual_years().size());
  sheet.nothing = "not known";
  sheet.pixel_size_m = metres_per_pixel(grid).across * step;
  sheet.index = IndexScale(any.layout().index);
  sheet.rows = {{any.layout().index.name, MapScale::ndvi, {}},
                {"departure", MapScale::z_score, {}},
                {fmt::format("below usual ({:g} %)", 100 * confidence), MapScale::z_score, {}}};
  for (const int date : dates_shown(found)) {
    const auto [cube, band] = filled(date);
    MapPanel ndvi{rows, cols, OverviewReader(*cube).read({band}, whole, rows, cols)};
    MapPanel z{rows, cols, scores.read({date + 1}, whole, rows, cols)};
    MapPanel below = z;
    for (float& value : below.values)
      if (static_cast<double>(value) >= threshold_below(confidence)) value = 0;
    sheet.columns.push_back(fmt::format("{}, {:.0f} % below", to_string(usual.dates()[date].start),
                                        100 * found.dates[static_cast<std::size_t>(date)].share_below()));
    sheet.rows[0].panels.push_back(std::move(ndvi));
    sheet.rows[1].panels.push_back(std::move(z));
    sheet.rows[2].panels.push_back(std::move(below));
  }
  return draw_quicklook(sheet, {chart_of(usual, found, any.layout().index)});
}

}  // namespace undercast
