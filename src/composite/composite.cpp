// SPDX-License-Identifier: Apache-2.0
#include "composite/composite.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <optional>

#include "composite/acquisition_reader.h"
#include "composite/acquisition_screening.h"
#include "composite/composite_plan.h"
#include "composite/index_formula.h"
#include "composite/mask_files.h"
#include "core/cube.h"
#include "core/error.h"
#include "core/named_beside.h"
#include "core/parallel.h"
#include "io/cube_file.h"
#include "io/gdal.h"
#include "io/windowed_outputs.h"

namespace undercast {
namespace {

constexpr int kMostCounted = 254, kNotCounted = 255;  // uint8; 255 is missing

RasterWriter::Layout counts_layout(const CompositePlan& plan, const std::map<std::string, std::string>& metadata,
                                   const RasterOptions& options) {
  const CubeLayout& cube = plan.layout;
  RasterWriter::Layout layout{cube.grid, {}, metadata, PixelType::uint8, false, options};
  const auto add = [&](const std::string& variable, const TimeAxis& axis) {
    for (const Period& period : axis)
      layout.bands.push_back({fmt::format("LOOKS_{}_{}", variable, to_string(period.start)),
                              {{"PERIOD_DAYS", std::to_string(period.length_days)}}});
  };
  for (const SpectralIndex& index : plan.indices) add(index.name, cube.ndvi);
  add("VH", cube.vh);
  add("VV", cube.vv);
  return layout;
}

// Says of each band which acquisitions it is made of.
void add_acquisitions(const CompositePlan& plan, RasterWriter::Layout& cube) {
  auto band = cube.bands.begin();
  const auto add = [&](const std::vector<std::string>& lists) {
    for (const std::string& list : lists) (band++)->metadata[kAcquisitionsKey] = list;
  };
  for (std::size_t index = 0; index < plan.indices.size(); ++index) add(plan.images_of.optical);
  if (!plan.layout.vh.empty()) add(plan.images_of.radar);
  if (!plan.layout.vv.empty()) add(plan.images_of.radar);
}

// The cube of each radar series, and the companion of the first where there is one.
std::vector<WindowedOutputs::Raster> rasters_of(const CompositeOutput& output, const CompositePlan& plan) {
  std::vector<WindowedOutputs::Raster> rasters;
  for (std::size_t cube = 0; cube < plan.cubes(); ++cube) {
    const std::string path = cube == 0 ? output.cube : orbit_cube(output.cube, plan.series[cube].orbit);
    if (cube > 0) require_writable(path, output.overwrite);
    std::map<std::string, std::string> metadata = output.metadata;
    if (!plan.series.empty()) {
      metadata["RADAR_ORBITS"] = plan.series[cube].description;
      metadata["RADAR_ACQUISITIONS"] = plan.series[cube].acquisitions;
      const std::vector<std::string>& taken = plan.series[cube].taken;
      metadata[kRadarTakenKey] = taken.empty() ? "all" : fmt::format("{}", fmt::join(taken, " "));
    }
    rasters.push_back({path, cube_file_layout(plan.layout, plan.indices, std::move(metadata), output.writing)});
    add_acquisitions(plan, rasters.back().layout);
  }
  if (!output.counts.empty())
    rasters.push_back({output.counts, counts_layout(plan, rasters.front().layout.metadata, output.writing)});
  return rasters;
}

std::vector<std::string> files_of(const Acquisitions& acquisitions, const std::string& area) {
  std::vector<std::string> files;
  if (acquisitions.area.polygon) files.push_back(area);
  for (const OpticalAcquisition& optical : acquisitions.optical) {
    for (const OpticalAcquisition::Band& band : optical.bands) files.push_back(band.image.path);
    files.push_back(optical.mask.path);
  }
  for (const RadarAcquisition& radar : acquisitions.radar)
    for (const RadarImage& image : radar.images) {
      files.push_back(image.vh.path);
      for (const auto& other : {image.vv, image.mask})
        if (other) files.push_back(other->path);
    }
  return files;
}

void require_distinct(const CompositeOutput& output) {
  if (output.counts == output.cube)
    throw Error(ErrorKind::usage, "the cube and its counts have the same name", "name two files");
  require_writable(output.cube, output.overwrite);
  if (!output.counts.empty()) require_writable(output.counts, output.overwrite);
}

// The Sentinel-2 images, period by period.
// What is counted of each image.
enum ImageCounter { kGiven, kGivenWithRed, kBelowFloor, kSuspect, kImageCounters };
std::size_t counter_of(const CompositePlan& plan, std::size_t image, ImageCounter counter) {
  return plan.optical.size() + 1 + kImageCounters * image + counter;
}

struct CompositeChoices {
  double vh_floor_db;
  bool with_counts;
};

// Reads, composites and writes periods of one window after another; for any thread. Counters: the
// values observed in each step, the pixels inside the area, then three for each image.
class Compositor {
 public:
  /// `earlier`, the cube that is continued, and `screening` may be null.
  Compositor(const CompositePlan& plan, const CompositeChoices& choices, const EarlierCube* earlier,
             const AcquisitionScreening* screening, WindowedOutputs& outputs)
      : plan_(plan), choices_(choices), earlier_(earlier), screening_(screening), outputs_(outputs) {}

  /// Screening needs all steps at once.
  void make(const Window& window, int first_step, int end_step, AcquisitionReader& reader) const {
    reader.go_to(window);
    const std::vector<unsigned char> wanted = inside(plan_.acquisitions.area, window);
    std::vector<AcquisitionReader::Indices> images;
    for (int step = first_step; step < end_step; ++step)
      for (const OpticalAcquisition* optical : plan_.optical[step]) {
        stop_if_requested();
        images.push_back(reader.indices(*optical));
      }
    if (screening_ != nullptr) screening_->screen(images, window, wanted);
    auto image = images.begin();
    for (int step = first_step; step < end_step; ++step) {
      std::vector<std::vector<std::vector<float>>> of_step(plan_.indices.size());
      for (const OpticalAcquisition* optical : plan_.optical[step]) {
        count(*optical, *image);
        for (std::size_t index = 0; index < of_step.size(); ++index)
          of_step[index].push_back(std::move(image->values[index]));
        ++image;
      }
      make(window, step, of_step, wanted, reader);
    }
  }

 private:
  // `images` are of each index.
  void make(const Window& window, int step, const std::vector<std::vector<std::vector<float>>>& images,
            const std::vector<unsigned char>& wanted, AcquisitionReader& reader) const {
    for (std::size_t index = 0; index < images.size(); ++index) {
      if (plan_.copies(step)) {
        const std::vector<float> values = copy(window, static_cast<int>(index) * plan_.layout.ndvi.size() + step,
                                               band_name(plan_.indices[index].name, plan_.layout.ndvi[step]));
        if (index == 0) count(step, values, wanted);
        continue;
      }
      const CompositeImage composite = composite_ndvi(images[index], wanted.size(), plan_.statistic);
      const int band = static_cast<int>(index) * plan_.layout.ndvi.size() + step;
      for (std::size_t cube = 0; cube < plan_.cubes(); ++cube) write(cube, window, band, composite, wanted);
      if (index == 0) count(step, composite.values, wanted);
    }
    const int of_radar = step - plan_.layout.ndvi.size() + plan_.layout.vh.size();  // both axes end together
    for (std::size_t cube = 0; of_radar >= 0 && cube < plan_.radar.size(); ++cube)
      make_radar(cube, window, of_radar, wanted, reader);
  }

  void make_radar(std::size_t cube, const Window& window, int step, const std::vector<unsigned char>& wanted,
                  AcquisitionReader& reader) const {
    const auto backscatter = [&](const auto& power_of) {
      PowerMean mean(static_cast<std::size_t>(window.pixels()));
      for (const RadarAcquisition* radar : plan_.radar[cube][step]) mean.add(power_of(*radar));
      return mean.finish();
    };
    const int vh = plan_.vh_band(), vv = vh + plan_.layout.vh.size();  // the first bands
    if (plan_.copies_radar(step)) {
      const Period& period = plan_.layout.vh[step];
      copy(window, vh + step, band_name("VH", period));
      if (!plan_.layout.vv.empty()) copy(window, vv + step, band_name("VV", period));
      return;
    }
    const auto vh_of = [&](const RadarAcquisition& radar) { return reader.vh(radar, choices_.vh_floor_db); };
    const auto vv_of = [&](const RadarAcquisition& radar) { return reader.vv(radar); };
    if (!plan_.layout.vh.empty()) write(cube, window, vh + step, backscatter(vh_of), wanted);
    if (!plan_.layout.vv.empty()) write(cube, window, vv + step, backscatter(vv_of), wanted);
  }

  void write(std::size_t cube, const Window& window, int band, const CompositeImage& image,
             const std::vector<unsigned char>& wanted) const {
    std::vector<float> values = image.values;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (wanted[i] == 0) values[i] = kMissing;
    outputs_.write(cube, window, band, 1, values.data());
    if (!choices_.with_counts || cube > 0) return;
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<float>(wanted[i] == 0 ? kNotCounted : std::min(image.counts[i], kMostCounted));
    outputs_.write(plan_.cubes(), window, band, 1, values.data());
  }

  // Returns the values.
  std::vector<float> copy(const Window& window, int band, const std::string& from) const {
    stop_if_requested();
    std::vector<float> values = earlier_->read(from, window);
    outputs_.write(0, window, band, 1, values.data());
    return values;
  }

  void count(int step, const std::vector<float>& values, const std::vector<unsigned char>& wanted) const {
    long long observed = 0, within = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      within += wanted[i];
      observed += wanted[i] != 0 && is_observed(values[i]) ? 1 : 0;
    }
    outputs_.add_to(static_cast<std::size_t>(step), observed);
    if (step == 0) outputs_.add_to(plan_.optical.size(), within);
  }

  void count(const OpticalAcquisition& optical, const AcquisitionReader::Indices& read) const {
    const auto image = static_cast<std::size_t>(&optical - plan_.acquisitions.optical.data());
    const auto add_observed = [&](const std::vector<float>& values, ImageCounter counter) {
      const auto kept = std::count_if(values.begin(), values.end(), is_observed);
      if (kept > 0) outputs_.add_to(counter_of(plan_, image, counter), kept);
    };
    add_observed(read.values.front(), kGiven);
    if (plan_.red_index) add_observed(read.values[*plan_.red_index], kGivenWithRed);
    if (read.below_floor > 0) outputs_.add_to(counter_of(plan_, image, kBelowFloor), read.below_floor);
    if (read.suspect > 0) outputs_.add_to(counter_of(plan_, image, kSuspect), read.suspect);
  }

  const CompositePlan& plan_;
  CompositeChoices choices_;
  const EarlierCube* earlier_;
  const AcquisitionScreening* screening_;
  WindowedOutputs& outputs_;
};

/// A count over all images, and the date of the image with the largest share.
struct ImageCount {
  long long counted = 0, of = 0;
  std::string most;  ///< "2018-05-11: 3 of 12"
};

// Sums a counter; `apart` if what it counts is not among the values that images give, which `given`
// counts.
ImageCount count_in_images(const CompositePlan& plan, const WindowedOutputs& outputs, ImageCounter counter,
                           ImageCounter given, bool apart) {
  ImageCount count;
  double most = 0;
  for (std::size_t image = 0; image < plan.acquisitions.optical.size(); ++image) {
    const long long found = outputs.counted(counter_of(plan, image, counter)),
                    values = outputs.counted(counter_of(plan, image, given)) + (apart ? found : 0);
    count.of += values;
    count.counted += found;
    const double share = found > 0 ? static_cast<double>(found) / static_cast<double>(values) : 0;
    if (share <= most) continue;
    most = share;
    count.most = fmt::format("{}: {} of {}", to_string(plan.acquisitions.optical[image].date), found, values);
  }
  return count;
}

// Says which values the floor of red reflectance and screening took, and where they took most.
void report_left_out(const CompositePlan& plan, const CompositeOptions& options, const WindowedOutputs& outputs,
                     CompositeSummary& summary) {
  const ImageCount dark = count_in_images(plan, outputs, kBelowFloor, kGivenWithRed, true);
  const ImageCount suspect = count_in_images(plan, outputs, kSuspect, kGiven, options.screen == "drop");
  const std::string& index = plan.indices.front().name;
  const std::string& with_red = plan.indices[plan.red_index.value_or(0)].name;
  summary.below_red_floor = dark.counted;
  summary.suspect = suspect.counted;
  if (dark.counted > 0)
    spdlog::info(
        "{} of {} {} values count as missing, because red reflectance is below {:g}; the largest share is on {}",
        dark.counted, dark.of, with_red, options.red_floor, dark.most);
  if (dark.counted > 0 && dark.counted == dark.of)
    spdlog::warn(
        "red reflectance is below {:g} everywhere, so the cube holds no {}: check --reflectance-scale, or "
        "lower --red-floor",
        options.red_floor, with_red);
  if (suspect.of == 0 && dark.counted == 0 && has_masks(options) && !plan.acquisitions.optical.empty())
    spdlog::warn("the masks leave no value of {}: check which of their values are clear", index);
  if (suspect.counted > 0)
    spdlog::info("{} of {} {} values of the images are suspect{}; the largest share is on {}", suspect.counted,
                 suspect.of, index, options.screen == "drop" ? " and left out" : "", suspect.most);
}

void count_periods(const CompositePlan& plan, const EarlierCube& earlier, CompositeSummary& summary) {
  const int without_radar = plan.layout.ndvi.size() - plan.layout.vh.size();
  for (int step = 0; step < plan.layout.ndvi.size(); ++step) {
    const bool has_radar = step >= without_radar && !plan.layout.vh.empty();
    if (!earlier.has(band_name(plan.indices.front().name, plan.layout.ndvi[step])))
      ++summary.added;
    else if (plan.copies(step) && (!has_radar || plan.copies_radar(step - without_radar)))
      ++summary.copied;
    else
      ++summary.made_again;
  }
}

CompositeSummary summary_of(const CompositePlan& plan, const WindowedOutputs& outputs) {
  CompositeSummary summary;
  summary.periods = plan.layout.ndvi.size();
  summary.optical_acquisitions = plan.optical_count;
  summary.radar_acquisitions = plan.radar_count;
  if (!plan.series.empty()) summary.radar_orbits = plan.series.front().description;
  summary.index = plan.indices.front().name;
  summary.rows = plan.layout.grid.rows;
  summary.cols = plan.layout.grid.cols;
  const std::size_t steps = plan.optical.size();
  long long all_observed = 0;
  for (std::size_t step = 0; step < steps; ++step) {
    all_observed += outputs.counted(step);
    summary.empty_periods += outputs.counted(step) == 0 ? 1 : 0;
  }
  const auto pixels_inside = static_cast<double>(outputs.counted(steps));
  if (pixels_inside > 0) summary.observed_share = static_cast<double>(all_observed) / (pixels_inside * summary.periods);
  return summary;
}

}  // namespace

CompositeSummary composite(const CompositeOptions& options, const CompositeOutput& output, const RunContext& run) {
  require_distinct(output);
  const std::unique_ptr<const EarlierCube> earlier =
      output.append.empty() ? nullptr : std::make_unique<const EarlierCube>(output.append);
  const CompositePlan plan = plan_composite(options, run.threads, earlier.get());
  CompositeOutput described = output;
  for (const IndexFormula& formula : index_formulas(options.index)) {
    described.metadata[formula.index().name + "_COMPOSITE"] = options.ndvi;
    if (formula.index() != SpectralIndex()) described.metadata[formula.index().name + "_FORMULA"] = formula.formula();
  }
  if (!plan.layout.vh.empty()) described.metadata["RADAR_COMPOSITE"] = "mean of linear power, in dB";
  if (plan.acquisitions.area.polygon) described.metadata[kPolygonKey] = polygon_identity(plan.acquisitions.area);
  std::vector<std::string> inputs = files_of(plan.acquisitions, options.area);
  if (earlier) inputs.push_back(output.append);
  WindowedOutputs outputs(rasters_of(described, plan), inputs, output.overwrite, run.team);
  const bool screens = options.screen != "off";
  const int side = options.window_px > 0 ? options.window_px
                                         : window_side(plan, screens, run.memory, std::max(1, run.threads),
                                                       run.threads * run.team.size());
  const std::vector<Window> windows = split(plan.layout.grid.whole(), side);
  const int steps = plan.layout.ndvi.size(), steps_at_once = screens ? steps : 1, parts = steps / steps_at_once;
  const long long items = static_cast<long long>(windows.size()) * parts;
  if (items > std::numeric_limits<int>::max())
    throw Error(ErrorKind::usage, "the cube has too many windows and periods", "use larger windows, or split the area");
  std::atomic<bool> has_warned = false;
  const auto new_reader = [&] { return AcquisitionReader(options, plan.layout.grid, has_warned); };
  std::optional<AcquisitionScreening> screening;
  if (screens) {
    run.progress.begin("screening a sample", 1);
    screening.emplace(plan, new_reader(), options.screen == "drop");
    run.progress.end();
  }
  const Compositor compositor(plan, {options.vh_floor_db, !output.counts.empty()}, earlier.get(),
                              screening ? &*screening : nullptr, outputs);
  std::vector<std::unique_ptr<AcquisitionReader>> readers(static_cast<std::size_t>(std::max(1, run.threads)));
  run.progress.begin("compositing", items);
  run.progress.advance(items - static_cast<long long>(outputs.begin(static_cast<int>(items)).size()));
  // Periods of one window follow each other, so that a reader keeps what it knows of the window.
  parallel_for(outputs, run.threads, [&](int item, int worker) {
    auto& reader = readers[static_cast<std::size_t>(worker)];
    if (!reader) reader = std::make_unique<AcquisitionReader>(new_reader());
    const int step = item % parts * steps_at_once;
    compositor.make(windows[static_cast<std::size_t>(item / parts)], step, step + steps_at_once, *reader);
    run.progress.advance(1);
  });
  outputs.finish(run.threads);
  run.progress.end();
  CompositeSummary summary = summary_of(plan, outputs);
  report_left_out(plan, options, outputs, summary);
  if (earlier) count_periods(plan, *earlier, summary);
  return summary;
}

std::string orbit_cube(const std::string& cube, const std::string& orbit) {
  return named_beside(cube, "orbit-" + orbit);
}

std::string describe(const CompositeSummary& summary, const std::string& cube) {
  return fmt::format(
      "{}: {} x {} px, {} composites of {} Sentinel-2 images and {} Sentinel-1 acquisitions, {:.1f} % of {} observed, "
      "{} of {} "
      "periods without a clear pixel{}{}{}{}",
      cube, summary.cols, summary.rows, summary.periods, summary.optical_acquisitions, summary.radar_acquisitions,
      100 * summary.observed_share, summary.index, summary.empty_periods, summary.periods,
      summary.suspect > 0 ? fmt::format("; {} suspect values of {}", summary.suspect, summary.index) : "",
      summary.radar_orbits.empty() ? "" : "; radar: ", summary.radar_orbits,
      summary.copied + summary.made_again + summary.added == 0
          ? ""
          : fmt::format("; {} periods copied, {} made again, {} added", summary.copied, summary.made_again,
                        summary.added));
}

}  // namespace undercast
