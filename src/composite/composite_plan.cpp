// SPDX-License-Identifier: Apache-2.0
#include "composite/composite_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "composite/find_acquisitions.h"
#include "composite/index_formula.h"
#include "core/error.h"
#include "io/gdal.h"
#include "io/same_cube.h"

namespace undercast {
namespace {

template <class Acquisition>
std::vector<std::vector<const Acquisition*>> by_period(const std::vector<Acquisition>& acquisitions,
                                                       const TimeAxis& periods) {
  std::vector<std::vector<const Acquisition*>> parts(static_cast<std::size_t>(periods.size()));
  for (const Acquisition& acquisition : acquisitions)
    if (const int step = periods.step_of(acquisition.date); step >= 0) parts[step].push_back(&acquisition);
  return parts;
}

// The series of the cube that is continued, with all of its images.
std::vector<RadarSeries> continued_series(const FoundFiles& all, const std::vector<std::string>& taken) {
  std::vector<RadarSample> samples;
  for (const RadarFiles& files : all.radar) samples.push_back({files.date, files.track});
  if (samples.empty()) return {};
  return {repeated_choice(taken, samples)};
}

// Only images of the cube's orbits are read where it is continued.
std::vector<const RadarAcquisition*> members_of(const RadarSeries& series, const Acquisitions& acquisitions,
                                                bool is_continued) {
  std::vector<const RadarAcquisition*> members;
  if (is_continued)
    for (const RadarAcquisition& acquisition : acquisitions.radar) members.push_back(&acquisition);
  else
    for (const int image : series.images) members.push_back(&acquisitions.radar[static_cast<std::size_t>(image)]);
  return members;
}

void require_same_area(const EarlierCube& earlier, const OutputArea& area) {
  require_same_grid(area.grid, "what the options give", earlier.grid(), earlier.path());
  if (earlier.item(kPolygonKey) != polygon_identity(area))
    throw Error(ErrorKind::bad_input, "the polygon of --area is not the one of " + earlier.path(),
                "append with the same polygon, or make the cube anew, without --append");
}

}  // namespace

std::vector<const OpticalAcquisition*> CompositePlan::images() const {
  std::vector<const OpticalAcquisition*> images;
  for (const auto& part : optical) images.insert(images.end(), part.begin(), part.end());
  return images;
}

CompositePlan plan_composite(const CompositeOptions& options, int threads, const EarlierCube* earlier) {
  const NdviStatistic statistic = ndvi_statistic(options.ndvi);
  const FoundFiles all = find_files(options);
  CompositePlan plan{};
  plan.statistic = statistic;
  FoundFiles to_read = all;
  if (earlier != nullptr) {
    const std::vector<std::string> taken = earlier->radar_taken();
    plan.images_of = images_of_periods(options, all, taken, earlier);
    keep_images_to_read(plan.images_of, taken, to_read);
    plan.series = continued_series(all, taken);
  }
  plan.acquisitions = describe_acquisitions(to_read, options, threads, earlier != nullptr ? &earlier->grid() : nullptr);
  if (earlier != nullptr) require_same_area(*earlier, plan.acquisitions.area);
  const auto [ndvi, radar] = composite_periods(options);
  if (earlier == nullptr) {
    plan.series = radar_series(plan.acquisitions, options, radar, threads);
    plan.images_of = images_of_periods(
        options, all, plan.series.empty() ? std::vector<std::string>() : plan.series.front().taken, nullptr);
  }
  const std::vector<IndexFormula> formulas = index_formulas(options.index);
  for (const IndexFormula& formula : formulas) plan.indices.push_back(formula.index());
  plan.red_index = first_with_red(formulas);
  plan.layout = {plan.acquisitions.area.grid, ndvi, {}, {}, plan.indices.front()};
  if (!plan.series.empty()) plan.layout.vh = radar;
  if (!plan.series.empty() && plan.images_of.vv) plan.layout.vv = radar;
  plan.optical = by_period(plan.acquisitions.optical, ndvi);
  for (const RadarSeries& series : plan.series) {
    plan.radar.emplace_back(static_cast<std::size_t>(radar.size()));
    for (const RadarAcquisition* acquisition : members_of(series, plan.acquisitions, earlier != nullptr))
      if (const int step = radar.step_of(acquisition->date); step >= 0) plan.radar.back()[step].push_back(acquisition);
  }
  plan.optical_count = static_cast<int>(earlier != nullptr ? all.optical.size() : plan.acquisitions.optical.size());
  plan.radar_count = plan.series.empty() ? 0 : static_cast<int>(plan.series.front().images.size());
  return plan;
}

int window_side(const CompositePlan& plan, bool screens, const ByteSize& memory, int threads, int workers) {
  constexpr double kBytesOfProgram = 128 << 20;
  constexpr int kLargest = 1024, kSmallest = 64;
  const double usual_bytes = screens ? memory.bytes() : 128e6;
  std::size_t most_images = 0;
  for (const auto& part : plan.optical) most_images = std::max(most_images, part.size());
  if (screens) most_images = plan.acquisitions.optical.size();
  // Screening also holds the images of each day, and kept work the composites of all periods.
  const CubeLayout& cube = plan.layout;
  const auto indices = static_cast<double>(plan.indices.size());
  const auto values = static_cast<double>(most_images) * (screens ? 2 + indices : indices) +
                      (screens ? indices * cube.ndvi.size() + cube.vh.size() + cube.vv.size() : 0);
  double source_pixels = 1;
  std::size_t most_bands = 0;
  for (const OpticalAcquisition& optical : plan.acquisitions.optical) {
    most_bands = std::max(most_bands, optical.bands.size());
    for (const OpticalAcquisition::Band& band : optical.bands)
      source_pixels = std::max(source_pixels, band.image.cols_per_pixel * band.image.rows_per_pixel);
  }
  for (const RadarAcquisition& radar : plan.acquisitions.radar)
    for (const RadarImage& image : radar.images)
      source_pixels = std::max(source_pixels, image.vh.cols_per_pixel * image.vh.rows_per_pixel);
  const double bytes_per_pixel = sizeof(float) * (values + 4 * source_pixels + 6 + static_cast<double>(most_bands));
  const double held = kBytesOfProgram + gdal_fit_cache(memory.bytes()), most = (memory.bytes() - held) / threads;
  int side = kLargest;
  const auto too_few = [&] { return screens && static_cast<int>(split(cube.grid.whole(), side).size()) < workers; };
  while (side > kSmallest && (bytes_per_pixel * side * side > std::min(usual_bytes, most) || too_few())) side /= 2;
  if (bytes_per_pixel * side * side > most)
    throw Error(ErrorKind::usage,
                fmt::format("--memory {} is too small: {} images{} need {}", memory.text(), most_images,
                            screens ? "" : " of a period", size_text(held + threads * bytes_per_pixel * side * side)),
                "give it more memory, or fewer --threads");
  return side;
}

}  // namespace undercast
