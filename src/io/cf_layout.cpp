// SPDX-License-Identifier: Apache-2.0
#include "io/cf_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/cf_grid_mapping.h"
#include "io/crs.h"

namespace undercast {
namespace {

using nlohmann::json;

constexpr int kChunkValues = 1 << 20;

struct AxisWords {
  const char *name, *axis, *latitude_or_longitude, *direction, *degrees;
};
constexpr AxisWords kDown{"y", "Y", "latitude", "northing", "degrees_north"};
constexpr AxisWords kAcross{"x", "X", "longitude", "easting", "degrees_east"};

json meaning_of(const AxisWords& words, double metres) {
  if (metres == 0)
    return {{"long_name", words.latitude_or_longitude},
            {"standard_name", words.latitude_or_longitude},
            {"units", words.degrees}};
  return {{"long_name", words.direction},
          {"standard_name", fmt::format("projection_{}_coordinate", words.name)},
          {"units", metres == 1 ? "m" : fmt::format("{} m", metres)}};
}

// An axis of the grid, whose coordinates are the middles of the pixels. Without a CRS they mean
// nothing that is known.
CfVariable axis_of(const AxisWords& words, const std::string& crs, double first_edge, double step, int count) {
  CfVariable axis{words.name, {words.name}, GDT_Float64, {{"axis", words.axis}}};
  if (!crs.empty()) axis.attributes.update(meaning_of(words, metres_per_unit(crs)));
  for (int i = 0; i < count; ++i) axis.values.push_back(first_edge + (i + 0.5) * step);
  return axis;
}

void add_space(const Grid& grid, CfLayout& layout) {
  layout.dimensions.insert({{"y", grid.rows}, {"x", grid.cols}});
  layout.variables.push_back(axis_of(kDown, grid.crs_wkt, grid.affine[3], grid.affine[5], grid.rows));
  layout.variables.push_back(axis_of(kAcross, grid.crs_wkt, grid.affine[0], grid.affine[1], grid.cols));
  if (grid.crs_wkt.empty()) return;
  layout.variables.push_back({kGridMapping, {}, GDT_Int32, cf_grid_mapping(grid), {0}});
  layout.attributes["coordinates"] = kGridMapping;  // xarray then makes it a coordinate, where rioxarray looks
}

// A date is the first day of its period, as in the names of bands; the bounds say the whole period.
void add_time(const TimeAxis& time, CfLayout& layout) {
  layout.dimensions.insert({{"time", time.size()}, {"nv", 2}});
  std::vector<double> days, bounds;
  for (const Period& period : time) {
    days.push_back(static_cast<double>(period.start.time_since_epoch().count()));
    bounds.insert(bounds.end(), {days.back(), days.back() + period.length_days});
  }
  layout.variables.push_back({"time",
                              {"time"},
                              GDT_Int32,
                              {{"axis", "T"},
                               {"long_name", "first day of the period"},
                               {"standard_name", "time"},
                               {"units", "days since 1970-01-01"},
                               {"calendar", "standard"},
                               {"bounds", "time_bnds"}},
                              days});
  layout.variables.push_back({"time_bnds", {"time", "nv"}, GDT_Int32, json::object(), bounds});
}

}  // namespace

int chunk_side(int dates) { return dates <= 64 ? 256 : dates <= 512 ? 128 : 64; }

CfLayout cf_layout(const CubeLayout& cube, const std::vector<ExportVariable>& variables, json attributes) {
  CfLayout layout;
  layout.attributes = std::move(attributes);
  layout.attributes["Conventions"] = "CF-1.10";
  const Grid& grid = cube.grid;
  const int dates = cube.ndvi.size(), side = chunk_side(dates);
  add_time(cube.ndvi, layout);
  add_space(grid, layout);
  const auto rows = static_cast<GUInt64>(std::min(side, grid.rows)),
             cols = static_cast<GUInt64>(std::min(side, grid.cols));
  const auto steps = static_cast<GUInt64>(std::min(dates, kChunkValues / (side * side)));
  for (const ExportVariable& variable : variables) {
    const bool is_float = variable.type == PixelType::float32;
    CfVariable added{variable.name,
                     {"y", "x"},
                     is_float ? GDT_Float32 : GDT_Byte,
                     variable.attributes,
                     {},
                     {rows, cols},
                     is_float ? std::nan("") : 255};
    if (!grid.crs_wkt.empty()) added.attributes["grid_mapping"] = kGridMapping;
    if (variable.varies()) {
      added.dimensions.insert(added.dimensions.begin(), "time");
      added.chunk.insert(added.chunk.begin(), steps);
    }
    layout.variables.push_back(added);
  }
  return layout;
}

}  // namespace undercast
