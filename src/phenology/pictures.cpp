// SPDX-License-Identifier: Apache-2.0
#include "phenology/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/date.h"
#include "core/quantile.h"

namespace undercast {
namespace {

constexpr int kLargestMap_px = 1024;
constexpr std::size_t kSeasons = 4;

struct Row {
  const char *band, *label;
};
constexpr std::array<Row, 3> kRows{{{"SOS_", "start"}, {"PEAK_", "peak"}, {"EOS_", "end"}}};

// A name such as SOS_2018_1 has a prefix, 4 digits, an underscore and a number.
bool is_date_band(const std::string& name, const std::string& prefix) {
  return name.rfind(prefix, 0) == 0 && name.size() > prefix.size() + 5 &&
         name.find_first_not_of("0123456789", prefix.size()) == prefix.size() + 4;
}

// Returns the days between which 95 % of the dates lie, widened to whole months of 30 days.
std::pair<double, double> range_of(std::vector<float> days) {
  if (days.empty()) return {1, 366};
  std::sort(days.begin(), days.end());
  const double first = 30 * std::floor((quantile(days, 0.025) - 1) / 30) + 1;
  return {first, std::max(30 * std::ceil((quantile(days, 0.975) - 1) / 30) + 1, first + 30)};
}

}  // namespace

PhenologyPicture::PhenologyPicture(const Grid& grid, const std::vector<BandInfo>& bands, bool epoch)
    : pixel_size_m_(grid.pixel_width()),
      step_((std::max(grid.rows, grid.cols) + kLargestMap_px - 1) / kLargestMap_px),
      epoch_(epoch),
      rows_(kRows.size()) {
  const MapPanel empty{(grid.rows + step_ - 1) / step_, (grid.cols + step_ - 1) / step_, {}};
  for (std::size_t row = 0; row < kRows.size(); ++row)
    for (std::size_t band = 0; band < bands.size(); ++band) {
      const std::string& name = bands[band].description;
      const std::size_t at = std::string(kRows[row].band).size();
      if (!is_date_band(name, kRows[row].band)) continue;
      const std::string season = fmt::format("{}, season {}", name.substr(at, 4), name.substr(at + 5));
      Map& map = rows_[row].emplace_back(Map{band, std::stoi(name.substr(at, 4)), season, empty});
      map.panel.values.assign(static_cast<std::size_t>(empty.rows) * empty.cols, kMissing);
    }
}

void PhenologyPicture::take(const Window& window, const std::vector<float>& values) {
  for (std::vector<Map>& row : rows_)
    for (Map& map : row) {
      const float* image = values.data() + map.band * static_cast<std::size_t>(window.pixels());
      const auto days_before = static_cast<float>(first_day_of_year(map.year).time_since_epoch().count() - 1);
      for (int r = (window.row + step_ - 1) / step_; r * step_ < window.row_end(); ++r)
        for (int c = (window.col + step_ - 1) / step_; c * step_ < window.col_end(); ++c)
          map.panel.values[static_cast<std::size_t>(r) * map.panel.cols + c] =
              image[static_cast<std::size_t>(r * step_ - window.row) * window.cols + (c * step_ - window.col)] -
              (epoch_ ? days_before : 0);
    }
}

std::string PhenologyPicture::draw(const std::string& title) const {
  MapSheet sheet;
  sheet.title = title;
  sheet.nothing = "no season";
  sheet.pixel_size_m = pixel_size_m_ * step_;
  const auto some = [](const Map& map) {
    return std::any_of(map.panel.values.begin(), map.panel.values.end(), [](float v) { return !std::isnan(v); });
  };
  std::vector<std::size_t> shown;
  for (std::size_t season = 0; season < rows_[0].size() && shown.size() < kSeasons; ++season)
    if (some(rows_[0][season])) shown.push_back(season);
  if (shown.empty()) shown.push_back(0);
  for (const std::size_t season : shown) sheet.columns.push_back(rows_[0][season].season);
  for (std::size_t row = 0; row < kRows.size(); ++row) {
    MapRow maps{kRows[row].label, MapScale::day_of_year, {}};
    std::vector<float> days;
    for (const std::size_t season : shown) {
      const MapPanel& panel = rows_[row][season].panel;
      maps.panels.push_back(panel);
      std::copy_if(panel.values.begin(), panel.values.end(), std::back_inserter(days),
                   [](float v) { return !std::isnan(v); });
    }
    std::tie(maps.first_day, maps.last_day) = range_of(std::move(days));
    sheet.rows.push_back(std::move(maps));
  }
  return draw_maps(sheet);
}

}  // namespace undercast
