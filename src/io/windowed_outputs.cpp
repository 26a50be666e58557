// SPDX-License-Identifier: Apache-2.0
#include "io/windowed_outputs.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/bytes.h"
#include "core/error.h"
#include "io/file_identity.h"
#include "io/object_store.h"

namespace undercast {
namespace {

enum class Entry : unsigned char { values, count };

constexpr std::uint64_t kMostCounters = 1 << 20;

[[noreturn]] void damaged() {
  throw Error(ErrorKind::bad_input, "the kept work beside the output is damaged",
              "remove OUT.rank-*.part, and run the command again");
}

std::string identity_of(const std::vector<WindowedOutputs::Raster>& rasters, const std::vector<std::string>& inputs) {
  std::string identity = identity_of_files(inputs);
  for (const auto& [path, layout] : rasters) {
    const Grid& grid = layout.grid;
    identity +=
        fmt::format("{} {} x {} {} {}\n", path, grid.rows, grid.cols, fmt::join(grid.affine, " "), grid.crs_wkt);
    for (const auto& [key, value] : layout.metadata) identity.append(key).append("=").append(value).append("\n");
    for (const BandInfo& band : layout.bands) identity.append(band.description).append("\n");
  }
  return identity;
}

}  // namespace

WindowedOutputs::WindowedOutputs(std::vector<Raster> rasters, const std::vector<std::string>& inputs, bool overwrite,
                                 Team& team, bool keep)
    : rasters_(std::move(rasters)), overwrite_(overwrite), team_(team) {
  const std::string first = working_place(rasters_.front().path);
  if (!keep && !team.is_launched() && !KeptWork::is_there(first)) {
    open();
    return;
  }
  for (const Raster& raster : rasters_) require_writable(raster.path, overwrite);
  kept_ = std::make_unique<KeptWork>(first, identity_of(rasters_, inputs), overwrite, team);
}

void WindowedOutputs::open() {
  for (const Raster& raster : rasters_)
    writers_.push_back(std::make_unique<RasterWriter>(raster.path, raster.layout, overwrite_));
}

std::vector<int> WindowedOutputs::begin(int items) { return kept_ ? kept_->begin(items) : Dealer::begin(items); }

void WindowedOutputs::write(std::size_t raster, const Window& window, int first_band, int count, const float* values) {
  if (!kept_) return writers_[raster]->write(window, first_band, count, values);
  ByteWriter bytes(kept_->bytes());
  bytes.put(Entry::values);
  bytes.put(Place{raster, window, first_band, count});
  const auto size = static_cast<std::size_t>(window.pixels() * count);
  if (rasters_[raster].layout.type == PixelType::uint8) {
    const std::vector<std::uint8_t> small(values, values + size);
    bytes.put_all(small.data(), size);
  } else {
    bytes.put_all(values, size);
  }
}

void WindowedOutputs::add_to(std::size_t counter, long long added) {
  if (!kept_) return count(counter, added);
  ByteWriter bytes(kept_->bytes());
  bytes.put(Entry::count);
  bytes.put(static_cast<std::uint64_t>(counter));
  bytes.put(added);
}

void WindowedOutputs::count(std::size_t counter, long long added) {
  const std::lock_guard lock(mutex_);
  if (counts_.size() <= counter) counts_.resize(counter + 1);
  if (__builtin_add_overflow(counts_[counter], added, &counts_[counter])) damaged();
}

bool WindowedOutputs::fits(const Place& place) const {
  if (place.raster >= rasters_.size()) return false;
  const RasterWriter::Layout& layout = rasters_[place.raster].layout;
  const Window& window = place.window;
  const auto bands = static_cast<int>(layout.bands.size());
  return window.row >= 0 && window.col >= 0 && window.rows > 0 && window.cols > 0 &&
         window.rows <= layout.grid.rows - window.row && window.cols <= layout.grid.cols - window.col &&
         place.first_band >= 0 && place.count > 0 && place.count <= bands - place.first_band;
}

void WindowedOutputs::replay(const std::string& bytes) {
  ByteReader reader(bytes);
  std::vector<float> values;
  while (!reader.at_end()) {
    if (reader.get<Entry>() == Entry::count) {
      const auto counter = reader.get<std::uint64_t>();
      if (counter > kMostCounters) damaged();
      count(counter, reader.get<long long>());
      continue;
    }
    const auto place = reader.get<Place>();
    if (!fits(place)) damaged();
    values.resize(static_cast<std::size_t>(place.window.pixels() * place.count));
    if (rasters_.at(place.raster).layout.type == PixelType::uint8) {
      std::vector<std::uint8_t> small(values.size());
      reader.get_all(small.data(), small.size());
      values.assign(small.begin(), small.end());
    } else {
      reader.get_all(values.data(), values.size());
    }
    writers_[place.raster]->write(place.window, place.first_band, place.count, values.data());
  }
}

void WindowedOutputs::finish(int threads, const std::function<std::map<std::string, std::string>()>& metadata) {
  if (kept_) {
    if (team_.leads()) open();
    kept_->join([&](int, const std::string& bytes) {
      stop_if_requested();
      replay(bytes);
    });
    if (team_.leads()) gdal_set_threads(team_.take_machine(threads));
  }
  for (const auto& writer : writers_) writer->finish(metadata ? metadata() : std::map<std::string, std::string>());
  if (kept_ && team_.leads()) kept_->forget();
  team_.meet();
}

}  // namespace undercast
