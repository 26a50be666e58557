// SPDX-License-Identifier: Apache-2.0
#include "report/field_charts.h"

#include <algorithm>
#include <numeric>

#include "fields/shown_outline.h"
#include "io/footprint.h"
#include "report/pixel_charts.h"

namespace undercast {
namespace {

// So many fields make a page of a few MB, which a browser draws at once.
constexpr std::size_t kMostFields = 1000;

std::vector<std::size_t> largest_of(const std::vector<Field>& fields) {
  std::vector<std::size_t> chosen(fields.size());
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  if (chosen.size() <= kMostFields) return chosen;
  std::stable_sort(chosen.begin(), chosen.end(),
                   [&](std::size_t a, std::size_t b) { return fields[a].area_px > fields[b].area_px; });
  chosen.resize(kMostFields);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace

nlohmann::json field_charts(const FieldSeries& series, const Grid& grid) {
  const PixelMetres pixel = metres_per_pixel(grid);
  const double hectares_of_pixel = pixel.across * pixel.down / 1e4;
  nlohmann::json charts = nlohmann::json::array();
  for (const std::size_t i : largest_of(series.fields)) {
    const Field& field = series.fields[i];
    const auto values_of = [&](float FieldValue::*statistic) {
      nlohmann::json values = nlohmann::json::array();
      for (int step = 0; step < series.time.size(); ++step)
        values.push_back(rounded(static_cast<double>(series.of(i, step).*statistic)));
      return values;
    };
    charts.push_back({{"id", field.id},
                      {"flag", name_of(field.flag)},
                      {"hectares", rounded(field.area_px * hectares_of_pixel)},
                      {"outline", shown_outline(field.polygon)},
                      {"mean", values_of(&FieldValue::mean)},
                      {"lower", values_of(&FieldValue::lower)},
                      {"upper", values_of(&FieldValue::upper)},
                      {"observed", values_of(&FieldValue::observed)}});
  }
  return {{"total", series.fields.size()}, {"fields", std::move(charts)}};
}

}  // namespace undercast
