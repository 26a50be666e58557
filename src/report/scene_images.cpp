// SPDX-License-Identifier: Apache-2.0
#include "report/scene_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "net/base64.h"
#include "picture/webp.h"
#include "report/shown_part.h"

namespace undercast {
namespace {

constexpr int kFrame_px = 256, kMap_px = 320, kMostFrames = 64;
constexpr int kFrameQuality = 45, kMapQuality = 72;
// A legend blends between so many colours of its scale.
constexpr int kStops = 12;

using Scale = std::function<Color(double)>;

Scale color_of(const SpectralIndex& index) {
  return [scale = IndexScale(index)](double value) { return scale.color(value); };
}

Color spread_color(double width) { return amount_color(width / kWidestSpread); }

// Reads the images of several steps at once, since files hold all dates of a place together.
std::vector<std::vector<float>> read(const ImageSource& source, const Grid& grid, const std::vector<int>& steps,
                                     const ImageSize& size) {
  std::vector<int> bands;
  for (const int step : steps) bands.push_back(source.bands[static_cast<std::size_t>(step)]);
  const std::vector<float> all = source.reader->read(
      bands, {0, 0, static_cast<double>(grid.rows), static_cast<double>(grid.cols)}, size.rows, size.cols);
  const auto pixels = static_cast<std::ptrdiff_t>(size.rows) * size.cols;
  std::vector<std::vector<float>> images;
  for (auto from = all.begin(); from != all.end(); from += pixels) images.emplace_back(from, from + pixels);
  return images;
}

std::string picture(const std::vector<float>& values, const ImageSize& size, int quality, const Scale& color) {
  RgbaImage image(size.cols, size.rows);
  for (std::size_t i = 0; i < values.size(); ++i) image.set(i, color(static_cast<double>(values[i])));
  return data_url(encode_webp(image, quality));
}

std::string gradient(const Scale& color, double low, double high) {
  std::string stops;
  for (int i = 0; i <= kStops; ++i) {
    const Color c = color(low + (high - low) * i / kStops);
    stops += fmt::format("{}#{:02x}{:02x}{:02x}", i > 0 ? "," : "", c.red, c.green, c.blue);
  }
  return stops;
}

}  // namespace

std::string data_url(const std::string& webp) { return "data:image/webp;base64," + base64(webp); }

nlohmann::json season_frames(const CubeLayout& layout, const ImageSource& cube, const ImageSource& filled,
                             Progress& progress) {
  const Grid& grid = layout.grid;
  const Scale color = color_of(layout.index);
  const ImageSize size = shrunk_to_fit(grid, kFrame_px);
  const int count = static_cast<int>(cube.bands.size()), every = (count + kMostFrames - 1) / kMostFrames;
  std::vector<int> steps;
  for (int step = 0; step < count; step += every) steps.push_back(step);
  nlohmann::json frames{{"width", size.cols}, {"height", size.rows}, {"steps", steps}};
  progress.begin("drawing the season", 2LL * static_cast<long long>(steps.size()));
  for (const auto& [name, source] : {std::pair{"observed", &cube}, std::pair{"filled", &filled}})
    for (const std::vector<float>& values : read(*source, grid, steps, size)) {
      frames[name].push_back(picture(values, size, kFrameQuality, color));
      progress.advance(1);
    }
  progress.end();
  return frames;
}

nlohmann::json before_and_after(const CubeLayout& layout, const ImageSource& cube, const ImageSource& filled,
                                const std::vector<ImageSource>& bounds, const SceneCounts& counts) {
  const Grid& grid = layout.grid;
  const Scale color = color_of(layout.index);
  const ImageSize size = shrunk_to_fit(grid, kMap_px);
  const std::vector<int> steps = half_observed_steps(counts.observed.missing_shares());
  const auto before = read(cube, grid, steps, size), after = read(filled, grid, steps, size);
  std::vector<std::vector<float>> lower, width;
  if (bounds.size() == 2) lower = read(bounds[0], grid, steps, size), width = read(bounds[1], grid, steps, size);
  nlohmann::json maps = nlohmann::json::array();
  for (std::size_t i = 0; i < steps.size(); ++i) {
    maps.push_back({{"step", steps[i]},
                    {"observed", picture(before[i], size, kMapQuality, color)},
                    {"filled", picture(after[i], size, kMapQuality, color)}});
    if (width.empty()) continue;
    std::transform(width[i].begin(), width[i].end(), lower[i].begin(), width[i].begin(), std::minus<>());
    maps.back()["spread"] = picture(width[i], size, kMapQuality, spread_color);
  }
  return {{"width", size.cols}, {"height", size.rows}, {"maps", std::move(maps)}};
}

nlohmann::json missing_map(const SceneCounts& counts) {
  const ImageSize size{counts.map_rows, counts.map_cols};
  return {{"width", size.cols},
          {"height", size.rows},
          {"image", picture(counts.missing_share, size, kMapQuality, amount_color)}};
}

nlohmann::json legends(const SpectralIndex& index) {
  const IndexScale scale(index);
  return {{"ndvi",
           {{"low", scale.low}, {"high", scale.high}, {"colors", gradient(color_of(index), scale.low, scale.high)}}},
          {"spread", {{"low", 0}, {"high", kWidestSpread}, {"colors", gradient(spread_color, 0, kWidestSpread)}}},
          {"missing", {{"low", 0}, {"high", 100}, {"colors", gradient(amount_color, 0, 1)}}}};
}

}  // namespace undercast
