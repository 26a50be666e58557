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

// The middles of the pixels along an axis.
std::vector<double> middles(double first_edge, double step, int count) {
  std::vector<double> places;
  for (int i = 0; i < count; ++i) places.push_back(first_edge + (i + 0.5) * step);
  return places;
}

void add_space(const Grid& grid, CfLayout& layout) {
  const double metres = metres_per_unit(grid.crs_wkt);
  const bool in_degrees = metres == 0;
  const std::string unit = metres == 1 ? "m" : fmt::format("{} m", metres);
  layout.dimensions.insert({{"y", grid.rows}, {"x", grid.cols}});
  layout.variables.push_back({"y",
                              {"y"},
                              GDT_Float64,
                              {{"axis", "Y"},
                               {"long_name", in_degrees ? "latitude" : "northing"},
                               {"standard_name", in_degrees ? "latitude" : "projection_y_coordinate"},
                               {"units", in_degrees ? "degrees_north" : unit}},
                              middles(grid.affine[3], grid.affine[5], grid.rows)});
  layout.variables.push_back({"x",
                              {"x"},
                              GDT_Float64,
                              {{"axis", "X"},
                               {"long_name", in_degrees ? "longitude" : "easting"},
                               {"standard_name", in_degrees ? "longitude" : "projection_x_coordinate"},
                               {"units", in_degrees ? "degrees_east" : unit}},
                              middles(grid.affine[0], grid.affine[1], grid.cols)});
  layout.variables.push_back({kGridMapping, {}, GDT_Int32, cf_grid_mapping(grid), {0}});
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

CfLayout cf_layout(const ExportSource& source, json attributes) {
  CfLayout layout;
  layout.attributes = std::move(attributes);
  layout.attributes["Conventions"] = "CF-1.10";
  layout.attributes["coordinates"] = kGridMapping;  // xarray then makes it a coordinate, where rioxarray looks
  const Grid& grid = source.layout().grid;
  const int dates = source.layout().ndvi.size(), side = chunk_side(dates);
  add_time(source.layout().ndvi, layout);
  add_space(grid, layout);
  const auto rows = static_cast<GUInt64>(std::min(side, grid.rows)),
             cols = static_cast<GUInt64>(std::min(side, grid.cols));
  const auto steps = static_cast<GUInt64>(std::min(dates, kChunkValues / (side * side)));
  for (const ExportVariable& variable : source.variables()) {
    const bool is_float = variable.type == PixelType::float32;
    CfVariable added{variable.name,
                     {"y", "x"},
                     is_float ? GDT_Float32 : GDT_Byte,
                     variable.attributes,
                     {},
                     {rows, cols},
                     is_float ? std::nan("") : 255};
    added.attributes["grid_mapping"] = kGridMapping;
    if (variable.varies()) {
      added.dimensions.insert(added.dimensions.begin(), "time");
      added.chunk.insert(added.chunk.begin(), steps);
    }
    layout.variables.push_back(added);
  }
  return layout;
}

}  // namespace undercast
