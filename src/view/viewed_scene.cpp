// SPDX-License-Identifier: Apache-2.0
#include "view/viewed_scene.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>

#include "core/error.h"
#include "core/quantile.h"
#include "io/cube_summary.h"
#include "io/raster_bands.h"
#include "io/same_cube.h"
#include "picture/color_scale.h"

namespace undercast {
namespace {

constexpr int kSample_px = 256;
constexpr int kSampledWindow_px = 128, kSampledAcross = 4;

std::vector<int> all_bands(std::size_t count) {
  std::vector<int> bands(count);
  std::iota(bands.begin(), bands.end(), 1);
  return bands;
}

// Returns the 2nd and 98th percentile of a band, from an overview.
std::pair<double, double> range_of(OverviewReader& reader, const Grid& grid, int band) {
  std::vector<float> values =
      reader.read({band}, {0, 0, static_cast<double>(grid.rows), static_cast<double>(grid.cols)},
                  std::min(grid.rows, kSample_px), std::min(grid.cols, kSample_px));
  std::erase_if(values, [](float value) { return std::isnan(value); });
  if (values.empty()) return {0, 1};
  std::sort(values.begin(), values.end());
  const double low = quantile(values, 0.02), high = quantile(values, 0.98);
  return {low, high > low ? high : low + 1};
}

std::vector<double> missing_shares_of(CubeFile& cube) {
  const Grid& grid = cube.layout().grid;
  NdviCounts counts(cube.layout().ndvi.size());
  const auto starts = [](int size) {
    const int blocks = (size + kSampledWindow_px - 1) / kSampledWindow_px, count = std::min(blocks, kSampledAcross);
    std::vector<int> places;
    for (int i = 0; i < count; ++i) places.push_back((2 * i + 1) * blocks / (2 * count) * kSampledWindow_px);
    return places;
  };
  for (const int row : starts(grid.rows))
    for (const int col : starts(grid.cols)) {
      const Window window{row, col, std::min(kSampledWindow_px, grid.rows - row),
                          std::min(kSampledWindow_px, grid.cols - col)};
      counts.add(cube.read(window, false).ndvi);
    }
  return counts.missing_shares();
}

void require_upright(const Grid& grid, const std::string& path) {
  if (grid.affine[2] != 0 || grid.affine[4] != 0 || grid.affine[1] <= 0 || grid.affine[5] >= 0)
    throw Error(ErrorKind::bad_input, fmt::format("{} is turned: its rows do not run from west to east", path),
                "warp it onto an upright grid first, for example with gdalwarp");
}

ViewLayer index_layer(const char* id, const char* title, OverviewReader* reader, const CubeFile& cube) {
  const IndexScale scale(cube.layout().index);
  return {.id = id,
          .title = fmt::format("{} {}", title, scale.name),
          .lows = {scale.low},
          .highs = {scale.high},
          .values = reader,
          .bands = cube.ndvi_bands()};
}

}  // namespace

ViewedScene::ViewedScene(const FilledPaths& paths, const std::string& phenology_path, const CubeReadOptions& reading,
                         const GivenFields& fields, const RunContext& run)
    : name_(std::filesystem::path(paths.filled).filename().string()) {
  const FilledFiles files(paths, reading);
  const CubeFile& filled = *files.filled;
  grid_ = filled.layout().grid;
  index_ = filled.layout().index.name;
  time_ = filled.layout().ndvi;
  require_upright(grid_, paths.filled);
  OverviewReader* reader = open(filled);
  add_layer(index_layer("filled", "Filled", reader, filled), time_);
  series_.push_back({"filled", time_, reader, filled.ndvi_bands()});
  if (files.cube) add_cube(*files.cube);
  if (files.lower) add_bounds(*files.lower, *files.upper);
  if (files.provenance) add_provenance(paths.provenance);
  if (!phenology_path.empty()) add_phenology(phenology_path);
  if (fields.given()) fields_ = read_field_series(files, fields, run);
}

OverviewReader* ViewedScene::open(const std::string& path) {
  return readers_.emplace_back(std::make_unique<OverviewReader>(path)).get();
}

OverviewReader* ViewedScene::open(const CubeFile& cube) {
  return readers_.emplace_back(std::make_unique<OverviewReader>(cube)).get();
}

ViewLayer& ViewedScene::add_layer(ViewLayer layer, const TimeAxis& time) {
  for (const Period& period : time) layer.steps.push_back(to_string(period.start));
  layer.days = time.middle_days();
  layer.lows.resize(layer.steps.size(), layer.lows.front());
  layer.highs.resize(layer.steps.size(), layer.highs.front());
  return layers_.emplace_back(std::move(layer));
}

void ViewedScene::add_cube(CubeFile& cube) {
  OverviewReader* reader = open(cube);
  const CubeLayout& layout = cube.layout();
  add_layer(index_layer("observed", "Observed", reader, cube), layout.ndvi);
  series_.insert(series_.begin(), {"observed", layout.ndvi, reader, cube.ndvi_bands()});
  missing_shares_ = missing_shares_of(cube);
  if (layout.vh.empty()) return;
  const int middle = cube.vh_bands()[cube.vh_bands().size() / 2];
  const auto [low, high] = range_of(*reader, grid_, middle);
  add_layer({.id = "vh",
             .title = "VH backscatter",
             .scale = LayerScale::backscatter,
             .unit = "dB",
             .lows = {std::floor(low)},
             .highs = {std::ceil(high)},
             .values = reader,
             .bands = cube.vh_bands()},
            layout.vh);
  series_.push_back({"vh", layout.vh, reader, cube.vh_bands()});
}

void ViewedScene::add_bounds(const CubeFile& lower, const CubeFile& upper) {
  OverviewReader *below = open(lower), *above = open(upper);
  add_layer({.id = "spread",
             .title = "Width of the 90 % bounds",
             .scale = LayerScale::spread,
             .lows = {0},
             .highs = {kWidestSpread},
             .values = above,
             .minus = below,
             .bands = upper.ndvi_bands(),
             .minus_bands = lower.ndvi_bands()},
            time_);
  series_.push_back({"lower", time_, below, lower.ndvi_bands()});
  series_.push_back({"upper", time_, above, upper.ndvi_bands()});
}

void ViewedScene::add_provenance(const std::string& path) {
  OverviewReader* reader = open(path);
  const std::vector<int> bands = all_bands(static_cast<std::size_t>(time_.size()));
  add_layer({.id = "provenance",
             .title = "Provenance",
             .scale = LayerScale::provenance,
             .lows = {0},
             .highs = {kLastProvenance},
             .values = reader,
             .bands = bands},
            time_);
  series_.push_back({"provenance", time_, reader, bands});
}

void ViewedScene::add_phenology(const std::string& path) {
  const RasterBands raster = describe_raster(path);
  if (!same_grid(raster.grid, grid_))
    throw Error(ErrorKind::bad_input, fmt::format("{} is on another grid than {}", path, name_),
                "give the raster that 'undercast phenology' made from this cube");
  phenology_ = open(path);
  ViewLayer layer{.id = "phenology", .title = "Phenology", .scale = LayerScale::number, .values = phenology_};
  for (std::size_t i = 0; i < raster.descriptions.size(); ++i) {
    const int band = static_cast<int>(i) + 1;
    phenology_bands_.push_back(raster.descriptions[i]);
    layer.steps.push_back(raster.descriptions[i]);
    layer.bands.push_back(band);
    const auto [low, high] = range_of(*phenology_, grid_, band);
    layer.lows.push_back(low);
    layer.highs.push_back(high);
  }
  layers_.push_back(std::move(layer));
}

}  // namespace undercast
