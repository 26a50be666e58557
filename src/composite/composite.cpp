// SPDX-License-Identifier: Apache-2.0
#include "composite/composite.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "composite/find_acquisitions.h"
#include "composite/look_reader.h"
#include "composite/looks.h"
#include "composite/period_statistics.h"
#include "core/cube.h"
#include "core/error.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "io/cube_file.h"
#include "io/gdal.h"
#include "io/windowed_outputs.h"

namespace undercast {
namespace {

// uint8 with 255 for missing.
constexpr int kMostLooks = 254, kNoLooks = 255;
constexpr double kNoFloor = -1000;

// The looks of each period.
template <class Look>
std::vector<std::vector<const Look*>> by_period(const std::vector<Look>& looks, const TimeAxis& periods) {
  std::vector<std::vector<const Look*>> parts(static_cast<std::size_t>(periods.size()));
  for (const Look& look : looks)
    if (const int step = periods.step_of(look.date); step >= 0) parts[static_cast<std::size_t>(step)].push_back(&look);
  return parts;
}

// Window side: 1024 matches the tiles of Sentinel-2's JPEG2000, which are decoded whole, and is made smaller where the
// images of one period in one window would exceed about 128 MB in each thread, or the memory that there is.
int window_side(const Looks& looks, std::size_t most_looks, double memory, int threads) {
  constexpr double kUsualBytes = 128e6, kBytesOfProgram = 128 << 20;
  constexpr int kLargest = 1024, kSmallest = 64;
  double source_pixels = 1;
  for (const OpticalLook& look : looks.optical)
    source_pixels = std::max(source_pixels, look.red.cols_per_pixel * look.red.rows_per_pixel);
  for (const RadarLook& look : looks.radar)
    source_pixels = std::max(source_pixels, look.vh.cols_per_pixel * look.vh.rows_per_pixel);
  const double bytes_per_pixel = sizeof(float) * (static_cast<double>(most_looks) + 4 * source_pixels + 8);
  const double held = kBytesOfProgram + gdal_fit_cache(memory), most = (memory - held) / threads;
  int side = kLargest;
  while (side > kSmallest && bytes_per_pixel * side * side > std::min(kUsualBytes, most)) side /= 2;
  if (bytes_per_pixel * side * side > most)
    throw Error(ErrorKind::usage,
                fmt::format("--memory {} is too small: {} images of a period need {}", size_text(memory), most_looks,
                            size_text(held + threads * bytes_per_pixel * side * side)),
                "give it more memory, or fewer --threads");
  return side;
}

RasterWriter::Layout counts_layout(const CubeLayout& cube, const std::map<std::string, std::string>& metadata) {
  RasterWriter::Layout layout{cube.grid, {}, metadata, PixelType::uint8};
  const auto add = [&](const char* variable, const TimeAxis& axis) {
    for (const Period& period : axis)
      layout.bands.push_back({fmt::format("LOOKS_{}_{}", variable, to_string(period.start)),
                              {{"PERIOD_DAYS", std::to_string(period.length_days)}}});
  };
  add("NDVI", cube.ndvi);
  add("VH", cube.vh);
  add("VV", cube.vv);
  return layout;
}

// The cube, and its companion where there is one.
std::vector<WindowedOutputs::Raster> rasters_of(const CompositeOutput& output, const CubeLayout& layout) {
  std::vector<WindowedOutputs::Raster> rasters{{output.cube, cube_file_layout(layout, output.metadata)}};
  if (!output.counts.empty()) rasters.push_back({output.counts, counts_layout(layout, output.metadata)});
  return rasters;
}

std::vector<std::string> files_of(const Looks& looks, const std::string& area) {
  std::vector<std::string> files;
  if (looks.area.polygon) files.push_back(area);
  for (const OpticalLook& look : looks.optical)
    files.insert(files.end(), {look.red.path, look.nir.path, look.scl.path});
  for (const RadarLook& look : looks.radar) {
    files.push_back(look.vh.path);
    if (look.vv) files.push_back(look.vv->path);
  }
  return files;
}

// A band of the cube, and of its companion.
void write(const Window& window, int band, const CompositeImage& image, const std::vector<unsigned char>& inside,
           bool with_counts, WindowedOutputs& outputs) {
  std::vector<float> values = image.values;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (inside[i] == 0) values[i] = kMissing;
  outputs.write(0, window, band, 1, values.data());
  if (!with_counts) return;
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(inside[i] == 0 ? kNoLooks : std::min(image.looks[i], kMostLooks));
  outputs.write(1, window, band, 1, values.data());
}

void require_distinct(const CompositeOutput& output) {
  if (output.counts == output.cube)
    throw Error(ErrorKind::usage, "the cube and its counts have the same name", "name two files");
  require_writable(output.cube, output.overwrite);
  if (!output.counts.empty()) require_writable(output.counts, output.overwrite);
}

}  // namespace

CompositeSummary composite(const CompositeOptions& options, const CompositeOutput& output, int threads,
                           Progress& progress, Team& team) {
  require_distinct(output);
  const NdviStatistic statistic = ndvi_statistic(options.ndvi);
  const DateRange range = composite_range(options);
  const TimeAxis periods = make_periods(range.first, range.last, options.period_days);
  const Looks looks = gather_looks(options, threads);
  const auto optical = by_period(looks.optical, periods);
  const auto radar = by_period(looks.radar, periods);
  std::size_t most_looks = 0;
  for (const auto& part : optical) most_looks = std::max(most_looks, part.size());

  CubeLayout layout{looks.area.grid, periods, {}, {}};
  if (!looks.radar.empty()) layout.vh = periods;
  if (!looks.radar.empty() && options.vv) layout.vv = periods;
  CompositeOutput described = output;
  described.metadata["NDVI_COMPOSITE"] = options.ndvi;
  if (!layout.vh.empty()) described.metadata["RADAR_COMPOSITE"] = "mean of linear power, in dB";
  WindowedOutputs outputs(rasters_of(described, layout), files_of(looks, options.area), output.overwrite, team);
  const bool with_counts = !output.counts.empty();

  const int side = options.window_px > 0
                       ? options.window_px
                       : window_side(looks, most_looks, bytes_of(options.memory), std::max(1, threads));
  const std::vector<Window> windows = split(layout.grid.whole(), side);
  const int steps = periods.size();
  const long long items = static_cast<long long>(windows.size()) * steps;
  if (items > std::numeric_limits<int>::max())
    throw Error(ErrorKind::usage, "the cube has too many windows and periods", "use larger windows, or split the area");
  std::vector<std::unique_ptr<LookReader>> readers(static_cast<std::size_t>(std::max(1, threads)));
  // Counters: the values observed in each step, then the pixels inside the area.
  const auto counts_inside = static_cast<std::size_t>(steps);

  progress.begin("compositing", items);
  progress.advance(items - static_cast<long long>(outputs.begin(static_cast<int>(items)).size()));
  // Periods of one window follow each other, so that a reader keeps what it knows of the window.
  parallel_for(outputs, threads, [&](int item, int worker) {
    const Window& window = windows[static_cast<std::size_t>(item / steps)];
    const auto step = static_cast<std::size_t>(item % steps);
    auto& reader = readers[static_cast<std::size_t>(worker)];
    if (!reader) reader = std::make_unique<LookReader>(options, layout.grid);
    reader->go_to(window);
    const auto pixels = static_cast<std::size_t>(window.pixels());
    const std::vector<unsigned char> wanted = inside(looks.area, window);
    int band = static_cast<int>(step);

    std::vector<std::vector<float>> images;
    for (const OpticalLook* look : optical[step]) images.push_back(reader->ndvi(*look));
    const CompositeImage ndvi = composite_ndvi(images, pixels, statistic);
    write(window, band, ndvi, wanted, with_counts, outputs);
    long long seen = 0, within = 0;
    for (std::size_t i = 0; i < pixels; ++i) {
      within += wanted[i];
      seen += wanted[i] != 0 && ndvi.looks[i] > 0 ? 1 : 0;
    }
    outputs.add_to(step, seen);
    if (step == 0) outputs.add_to(counts_inside, within);
    const auto write_radar = [&](const TimeAxis& axis, const auto& image_of, double floor_db) {
      band += steps;
      if (axis.empty()) return;
      PowerMean mean(pixels);
      for (const RadarLook* look : radar[step]) mean.add(reader->power(image_of(*look), floor_db));
      write(window, band, mean.finish(), wanted, with_counts, outputs);
    };
    write_radar(
        layout.vh, [](const RadarLook& look) -> const SourceImage& { return look.vh; }, options.vh_floor_db);
    write_radar(
        layout.vv, [](const RadarLook& look) -> const SourceImage& { return *look.vv; }, kNoFloor);
    progress.advance(1);
  });
  outputs.finish(threads);
  progress.end();

  CompositeSummary summary{steps,
                           0,
                           static_cast<int>(looks.optical.size()),
                           static_cast<int>(looks.radar.size()),
                           layout.grid.rows,
                           layout.grid.cols,
                           0};
  long long all_observed = 0;
  for (std::size_t step = 0; step < counts_inside; ++step) {
    all_observed += outputs.counted(step);
    summary.empty_periods += outputs.counted(step) == 0 ? 1 : 0;
  }
  const auto pixels_inside = static_cast<double>(outputs.counted(counts_inside));
  if (pixels_inside > 0) summary.observed_share = static_cast<double>(all_observed) / (pixels_inside * steps);
  return summary;
}

}  // namespace undercast
