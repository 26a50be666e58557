// SPDX-License-Identifier: Apache-2.0
#include "view/viewed_scene.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>

#include "core/error.h"
#include "io/provenance_file.h"
#include "io/raster_bands.h"
#include "io/same_cube.h"
#include "picture/color_scale.h"

namespace undercast {
namespace {

constexpr double kWidestSpread = 0.6;
constexpr int kSample_px = 256;
constexpr int kSampledWindow_px = 128, kSampledAcross = 4;

std::vector<int> all_bands(std::size_t count) {
  std::vector<int> bands(count);
  std::iota(bands.begin(), bands.end(), 1);
  return bands;
}

// The range that all but a fiftieth at either end lie in, at the coarsest look.
std::pair<double, double> range_of(OverviewReader& reader, const Grid& grid, int band) {
  std::vector<float> values =
      reader.read({band}, {0, 0, static_cast<double>(grid.rows), static_cast<double>(grid.cols)},
                  std::min(grid.rows, kSample_px), std::min(grid.cols, kSample_px));
  std::erase_if(values, [](float value) { return std::isnan(value); });
  if (values.empty()) return {0, 1};
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    return static_cast<double>(values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))]);
  };
  const double low = at(0.02), high = at(0.98);
  return {low, high > low ? high : low + 1};
}

std::vector<double> missing_shares_of(CubeFile& cube) {
  const Grid& grid = cube.layout().grid;
  std::vector<double> missing(static_cast<std::size_t>(cube.layout().ndvi.size()));
  long long pixels = 0;
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
      const Variable ndvi = cube.read(window, false).ndvi;
      pixels += window.pixels();
      for (int step = 0; step < ndvi.steps(); ++step)
        missing[static_cast<std::size_t>(step)] += static_cast<double>(std::count_if(
            ndvi.image(step), ndvi.image(step) + ndvi.pixels(), [](float value) { return std::isnan(value); }));
    }
  for (double& share : missing) share /= static_cast<double>(pixels);
  return missing;
}

void require_upright(const Grid& grid, const std::string& path) {
  if (grid.affine[2] != 0 || grid.affine[4] != 0 || grid.affine[1] <= 0 || grid.affine[5] >= 0)
    throw Error(ErrorKind::bad_input, fmt::format("{} is turned: its rows do not run from west to east", path),
                "warp it onto an upright grid first, for example with gdalwarp");
}

}  // namespace

ViewedScene::ViewedScene(const ViewPaths& paths, const CubeReadOptions& reading)
    : name_(std::filesystem::path(paths.filled).filename().string()) {
  CubeFile filled(paths.filled, reading);
  grid_ = filled.layout().grid;
  time_ = filled.layout().ndvi;
  require_upright(grid_, paths.filled);
  if (paths.lower.empty() != paths.upper.empty())
    throw Error(ErrorKind::usage, "--lower and --upper belong together", "give both, or neither");
  add_layer({"filled",
             "Filled NDVI",
             LayerScale::ndvi,
             "",
             {},
             {},
             {kNdviLow},
             {kNdviHigh},
             open(paths.filled),
             nullptr,
             filled.ndvi_bands(),
             {}},
            time_);
  series_.push_back({"filled", time_, layers_.back().values, filled.ndvi_bands()});
  if (!paths.cube.empty()) {
    CubeFile cube(paths.cube, reading);
    require_same_cube(cube.layout(), paths.cube, "cube before filling", filled.layout(), paths.filled);
    add_cube(cube);
  }
  if (!paths.lower.empty()) add_bounds(paths.lower, paths.upper, filled, reading);
  if (!paths.provenance.empty()) add_provenance(paths.provenance, filled);
  if (!paths.phenology.empty()) add_phenology(paths.phenology, filled);
}

OverviewReader* ViewedScene::open(const std::string& path) {
  return readers_.emplace_back(std::make_unique<OverviewReader>(path)).get();
}

ViewLayer& ViewedScene::add_layer(ViewLayer layer, const TimeAxis& time) {
  for (const Period& period : time) layer.steps.push_back(to_string(period.start));
  layer.days = time.middle_days();
  layer.lows.resize(layer.steps.size(), layer.lows.front());
  layer.highs.resize(layer.steps.size(), layer.highs.front());
  return layers_.emplace_back(std::move(layer));
}

void ViewedScene::add_cube(CubeFile& cube) {
  OverviewReader* reader = open(cube.path());
  const CubeLayout& layout = cube.layout();
  add_layer({"observed",
             "Observed NDVI",
             LayerScale::ndvi,
             "",
             {},
             {},
             {kNdviLow},
             {kNdviHigh},
             reader,
             nullptr,
             cube.ndvi_bands(),
             {}},
            layout.ndvi);
  series_.insert(series_.begin(), {"observed", layout.ndvi, reader, cube.ndvi_bands()});
  missing_shares_ = missing_shares_of(cube);
  if (layout.vh.empty()) return;
  const int middle = cube.vh_bands()[cube.vh_bands().size() / 2];
  const auto [low, high] = range_of(*reader, grid_, middle);
  add_layer({"vh",
             "VH backscatter",
             LayerScale::backscatter,
             "dB",
             {},
             {},
             {std::floor(low)},
             {std::ceil(high)},
             reader,
             nullptr,
             cube.vh_bands(),
             {}},
            layout.vh);
  series_.push_back({"vh", layout.vh, reader, cube.vh_bands()});
}

void ViewedScene::add_bounds(const std::string& lower_path, const std::string& upper_path, const CubeFile& filled,
                             const CubeReadOptions& reading) {
  const CubeFile lower(lower_path, reading), upper(upper_path, reading);
  require_same_cube(lower.layout(), lower_path, "lower bound", filled.layout(), filled.path());
  require_same_cube(upper.layout(), upper_path, "upper bound", filled.layout(), filled.path());
  OverviewReader *below = open(lower_path), *above = open(upper_path);
  add_layer({"spread",
             "Width of the 90 % band",
             LayerScale::spread,
             "",
             {},
             {},
             {0},
             {kWidestSpread},
             above,
             below,
             upper.ndvi_bands(),
             lower.ndvi_bands()},
            time_);
  series_.push_back({"lower", time_, below, lower.ndvi_bands()});
  series_.push_back({"upper", time_, above, upper.ndvi_bands()});
}

void ViewedScene::add_provenance(const std::string& path, const CubeFile& filled) {
  const ProvenanceFile provenance(path);
  require_same_cube(provenance.layout(), path, "provenance", filled.layout(), filled.path());
  OverviewReader* reader = open(path);
  const std::vector<int> bands = all_bands(static_cast<std::size_t>(time_.size()));
  add_layer({"provenance", "Provenance", LayerScale::provenance, "", {}, {}, {0}, {3}, reader, nullptr, bands, {}},
            time_);
  series_.push_back({"provenance", time_, reader, bands});
}

void ViewedScene::add_phenology(const std::string& path, const CubeFile& filled) {
  const RasterBands raster = describe_raster(path);
  if (!same_grid(raster.grid, filled.layout().grid))
    throw Error(ErrorKind::bad_input, fmt::format("{} is on another grid than {}", path, filled.path()),
                "give what 'undercast phenology' made of this cube");
  phenology_ = open(path);
  ViewLayer layer{"phenology", "Phenology", LayerScale::number, "", {}, {}, {}, {}, phenology_, nullptr, {}, {}};
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
