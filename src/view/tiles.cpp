// SPDX-License-Identifier: Apache-2.0
#include "view/tiles.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "core/error.h"
#include "io/provenance_file.h"
#include "picture/webp.h"

namespace undercast {
namespace {

// So many dates are read at once.
constexpr int kStack = 32;
constexpr std::uint8_t kNothing = 255;
constexpr double kLevels = 254;
// The colour of each code, by its number in the series of colours.
constexpr std::array<int, kLastProvenance + 1> kProvenanceColors{0, 1, 2, 4, 5, 7, 3};

std::uint8_t level_of(float value, double low, double high) {
  if (std::isnan(value)) return kNothing;
  return static_cast<std::uint8_t>(std::lround(kLevels * std::clamp((value - low) / (high - low), 0.0, 1.0)));
}

}  // namespace

std::vector<double> tile_scales(const Grid& grid) {
  std::vector<double> scales{1};
  const double square_rows = grid.rows * grid.pixel_height() / grid.pixel_width();
  while (scales.front() * kTile_px < std::max<double>(grid.cols, square_rows))
    scales.insert(scales.begin(), 2 * scales.front());
  return scales;
}

Color layer_color(LayerScale scale, double share) {
  switch (scale) {
    case LayerScale::ndvi:
      return ndvi_color(kNdviLow + share * (kNdviHigh - kNdviLow));
    case LayerScale::spread:
      return amount_color(share);
    case LayerScale::provenance:
      return series_color(kProvenanceColors[static_cast<std::size_t>(std::lround(share * kLastProvenance))]);
    case LayerScale::backscatter: {
      const auto grey = static_cast<std::uint8_t>(std::lround(25 + 220 * share));
      return {grey, grey, grey};
    }
    case LayerScale::number:
      break;
  }
  return time_color(share);
}

Tiles::Tiles(const ViewedScene& scene, std::size_t cache_bytes, int readers)
    : scene_(scene), scales_(tile_scales(scene.grid())), cache_(cache_bytes, readers) {}

void Tiles::check(const TileAddress& address) const {
  const auto within = [](int value, std::size_t size) { return value >= 0 && value < static_cast<int>(size); };
  bool there = within(address.layer, scene_.layers().size()) && within(address.zoom, scales_.size());
  there = there && within(address.step, scene_.layers()[static_cast<std::size_t>(address.layer)].steps.size());
  if (there) {
    const double wide = kTile_px * scales_[static_cast<std::size_t>(address.zoom)];
    const Grid& grid = scene_.grid();
    there = address.x >= 0 && address.y >= 0 && address.x * wide < grid.cols &&
            address.y * wide * grid.pixel_width() / grid.pixel_height() < grid.rows;
  }
  if (!there)
    throw Error(ErrorKind::usage, fmt::format("there is no tile {}/{}/{}/{}/{}", address.layer, address.step,
                                              address.zoom, address.x, address.y));
}

std::vector<std::uint8_t> Tiles::read_stack(const ViewLayer& layer, const TileAddress& address, int first,
                                            int count) const {
  const Grid& grid = scene_.grid();
  const double scale = scales_[static_cast<std::size_t>(address.zoom)];
  const double row_scale = scale * grid.pixel_width() / grid.pixel_height();
  RasterPart part{address.y * kTile_px * row_scale, address.x * kTile_px * scale, 0, 0};
  const auto shown = [](double from, double size, double each) {
    return std::min(kTile_px, std::max(1, static_cast<int>(std::ceil((size - from) / each - 1e-6))));
  };
  const int rows = shown(part.row, grid.rows, row_scale), cols = shown(part.col, grid.cols, scale);
  part.rows = std::min(rows * row_scale, grid.rows - part.row);
  part.cols = std::min(cols * scale, grid.cols - part.col);
  const auto read = [&](OverviewReader& reader, const std::vector<int>& bands) {
    return reader.read({bands.begin() + first, bands.begin() + first + count}, part, rows, cols);
  };
  std::vector<float> values = read(*layer.values, layer.bands);
  if (layer.minus != nullptr) {
    const std::vector<float> less = read(*layer.minus, layer.minus_bands);
    std::transform(values.begin(), values.end(), less.begin(), values.begin(), std::minus<>());
  }
  std::vector<std::uint8_t> levels(static_cast<std::size_t>(count) * kTile_px * kTile_px, kNothing);
  for (int i = 0; i < count; ++i) {
    const auto step = static_cast<std::size_t>(first + i);
    for (int row = 0; row < rows; ++row)
      for (int col = 0; col < cols; ++col)
        levels[(static_cast<std::size_t>(i) * kTile_px + row) * kTile_px + col] = level_of(
            values[(static_cast<std::size_t>(i) * rows + row) * cols + col], layer.lows[step], layer.highs[step]);
  }
  return levels;
}

std::string Tiles::tile(const TileAddress& address) {
  check(address);
  const ViewLayer& layer = scene_.layers()[static_cast<std::size_t>(address.layer)];
  const int first = address.step / kStack * kStack;
  const int count = std::min(kStack, static_cast<int>(layer.steps.size()) - first);
  const auto stack = cache_.get(fmt::format("{}/{}/{}/{}/{}", address.layer, first, address.zoom, address.x, address.y),
                                [&] { return read_stack(layer, address, first, count); });
  RgbaImage image(kTile_px, kTile_px);
  const std::uint8_t* levels = stack->data() + static_cast<std::ptrdiff_t>(address.step - first) * kTile_px * kTile_px;
  std::vector<Color> palette;
  for (int level = 0; level <= kLevels; ++level) palette.push_back(layer_color(layer.scale, level / kLevels));
  for (std::size_t i = 0; i < static_cast<std::size_t>(kTile_px) * kTile_px; ++i)
    if (levels[i] != kNothing) image.set(i, palette[levels[i]]);
  return encode_lossless_webp(image);
}

}  // namespace undercast
