// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/download.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>

#include "core/json.h"
#include "core/parallel.h"
#include "io/gdal.h"
#include "io/raster_bytes.h"
#include "net/digest.h"

namespace undercast {
namespace {

using Json = nlohmann::json;

std::vector<Period> periods_of(const EeCube& cube, const EeTile& tile) {
  const auto first = cube.periods.begin() + tile.first_period;
  return {first, first + tile.periods};
}

std::string shape_of(const EeTile& tile) {
  return fmt::format("{} x {} px, {} periods", tile.window.cols, tile.window.rows, tile.periods);
}

std::string name_of(const EeTile& tile) {
  return fmt::format("tile at row {}, column {} ({} from number {})", tile.window.row, tile.window.col, shape_of(tile),
                     tile.first_period);
}

void require_as_asked(const RasterValues& raster, const EeCube& cube, const EeTile& tile) {
  const Grid wanted = cube.grid.crop(tile.window);
  const std::vector<std::string> names = ee_band_names(cube.recipe, tile.periods, tile.first_period);
  std::string wrong;
  if (raster.grid.rows != wanted.rows || raster.grid.cols != wanted.cols)
    wrong =
        fmt::format("{} x {} pixels instead of {} x {}", raster.grid.cols, raster.grid.rows, wanted.cols, wanted.rows);
  else if (raster.names.size() != names.size())
    wrong = fmt::format("{} bands instead of {}", raster.names.size(), names.size());
  for (std::size_t i = 0; i < 6 && wrong.empty(); ++i)
    if (std::abs(raster.grid.affine[i] - wanted.affine[i]) > 1e-6 * wanted.pixel_width()) wrong = "another grid";
  for (std::size_t i = 0; i < names.size() && wrong.empty(); ++i)
    if (!raster.names[i].empty() && raster.names[i] != names[i])
      wrong = fmt::format("band {} named {} instead of {}", i + 1, raster.names[i], names[i]);
  if (!wrong.empty())
    throw Error(ErrorKind::remote, fmt::format("Earth Engine answered with {} for the {}", wrong, name_of(tile)),
                "this is a defect of undercast or of the service: please report it");
}

// Several threads work on the tiles of a cube.
class Download {
 public:
  Download(const EeTarget& target, EeService& service, Progress& progress)
      : target_(target), service_(service), progress_(progress) {}

  /// Returns the parts of a tile that must be requested instead of it.
  std::vector<EeTile> work_on(const EeTile& tile) {
    const Json request = pixel_request(target_.cube, tile, *expression_of(tile));
    const std::string key = sha256_hex(to_text(request));
    if (target_.draft.holds(key)) {
      ++kept_;
      progress_.advance(tile.values());
      return {};
    }
    // What is too large in one place is hardly ever small enough in another.
    const std::string size_key = fmt::format("too large: {}", shape_of(tile));
    if (target_.draft.holds(size_key)) return halves_or_fail(tile, "a tile of this size was too large");
    Answer answer = fetch(tile, request);
    if (!answer.too_large.empty()) {
      ++too_large_;
      spdlog::debug("{} is too large: {}", name_of(tile), answer.too_large);
      std::vector<EeTile> parts = halves_or_fail(tile, answer.too_large);
      target_.draft.note(size_key);
      return parts;
    }
    write_stack(target_, tile, std::move(answer.values), key);
    ++written_;
    progress_.advance(tile.values());
    return {};
  }
  EeDownloadSummary summary() const { return {written_, kept_, too_large_}; }

 private:
  struct Answer {
    std::vector<float> values;
    std::string too_large;
  };

  std::shared_ptr<const Json> expression_of(const EeTile& tile) {
    const std::lock_guard lock(mutex_);
    auto& known = expressions_[{tile.first_period, tile.periods}];
    if (!known)
      known = std::make_shared<Json>(
          ee_stack(target_.cube.recipe, periods_of(target_.cube, tile), tile.first_period).expression());
    return known;
  }
  // A file can be cut off although its transfer was complete: it is requested again.
  Answer fetch(const EeTile& tile, const Json& request) {
    for (Attempts attempts(service_.patience());;) {
      const EeService::Pixels pixels = service_.pixels(request);
      if (!pixels.too_large.empty()) return {{}, pixels.too_large};
      try {
        RasterValues raster = read_raster_bytes(pixels.file, "Earth Engine for the " + name_of(tile));
        require_as_asked(raster, target_.cube, tile);
        return {std::move(raster.values), {}};
      } catch (const Error& error) {
        attempts.failed(error);
      }
    }
  }
  static std::vector<EeTile> halves_or_fail(const EeTile& tile, const std::string& why) {
    std::vector<EeTile> parts = halves(tile);
    if (parts.empty())
      throw Error(ErrorKind::remote, fmt::format("Earth Engine cannot compute even the {}: {}", name_of(tile), why),
                  "use shorter periods, another --cloud-mask, or --to drive");
    return parts;
  }

  const EeTarget& target_;
  EeService& service_;
  Progress& progress_;
  std::mutex mutex_;
  std::map<std::pair<int, int>, std::shared_ptr<const Json>> expressions_;
  std::atomic<int> written_{0}, kept_{0}, too_large_{0};
};

}  // namespace

std::string identity_of(const EeCube& cube, const std::string& polygon) {
  const Json all{{"expression", ee_stack(cube.recipe, cube.periods).expression()},
                 {"grid", ee_grid(cube.grid)},
                 {"polygon", polygon}};
  return sha256_hex(to_text(all));
}

void write_stack(const EeTarget& target, const EeTile& tile, std::vector<float> values, const std::string& key) {
  const EeCube& cube = target.cube;
  const std::vector<unsigned char> wanted = target.inside(tile.window);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] == kEeMissing || wanted[i % wanted.size()] == 0) values[i] = kMissing;
  const int steps = static_cast<int>(cube.periods.size()), without_radar = cube.first_radar_period();
  const int indices = cube.indices();
  std::vector<int> bands;
  auto image = values.begin(), kept = values.begin();
  for (int period = tile.first_period; period < tile.first_period + tile.periods; ++period)
    for (int variable = 0; variable < cube.bands_per_period(); ++variable, image += tile.window.pixels()) {
      const int radar = variable - indices;
      if (radar >= 0 && period < without_radar) continue;  // the cube has no such band
      bands.push_back(radar < 0 ? variable * steps + period
                                : indices * steps + radar * (steps - without_radar) + period - without_radar);
      kept = std::copy_n(image, tile.window.pixels(), kept);
    }
  target.draft.write(tile.window, bands, values.data(), key);
}

EeDownloadSummary download_tiles(const EeTarget& target, EeService& service, int requests, Progress& progress) {
  const EeCube& cube = target.cube;
  Download download(target, service, progress);
  std::vector<EeTile> tiles = plan_tiles(cube);
  progress.begin("retrieving", cube.grid.pixels() * static_cast<long long>(cube.periods.size()));
  // After a refusal, one tile of the smaller size is tried before the others.
  for (bool is_first_size = true; !tiles.empty(); is_first_size = false) {
    std::vector<EeTile> smaller;
    std::mutex mutex;
    const auto work = [&](int number) {
      const std::vector<EeTile> parts = download.work_on(tiles[number]);
      const std::lock_guard lock(mutex);
      smaller.insert(smaller.end(), parts.begin(), parts.end());
    };
    const int tried = is_first_size ? 0 : 1;
    for (int number = 0; number < tried; ++number) work(number);
    parallel_for(static_cast<int>(tiles.size()) - tried, requests, [&](int number, int) { work(number + tried); });
    tiles = std::move(smaller);
  }
  progress.end();
  return download.summary();
}

}  // namespace undercast
