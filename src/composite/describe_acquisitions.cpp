// SPDX-License-Identifier: Apache-2.0
#include "composite/describe_acquisitions.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>

#include "composite/find_acquisitions.h"
#include "composite/mask_files.h"
#include "composite/pixel_places.h"
#include "composite/resample.h"
#include "core/error.h"
#include "core/parallel.h"
#include "io/crs.h"

namespace undercast {
namespace {

// A cube that begins with more days without any image is hardly what the user wants.
constexpr Days kLongestWithoutImage(366);

std::vector<SourceImage*> images_of(OpticalAcquisition& optical) {
  std::vector<SourceImage*> images;
  for (OpticalAcquisition::Band& band : optical.bands) images.push_back(&band.image);
  images.push_back(&optical.mask);
  return images;
}
std::vector<SourceImage*> images_of(RadarAcquisition& radar) {
  return radar.vv ? std::vector{&radar.vh, &*radar.vv} : std::vector{&radar.vh};
}

// Gives equal CRS equal text, so that windows compare them cheaply, and relates pixels to the
// output's.
class Placer {
 public:
  explicit Placer(const Grid& output) : output_(output) { names_[output.crs_wkt] = output.crs_wkt; }

  void place(SourceImage& image) {
    std::string& name = names_[image.grid.crs_wkt];
    if (name.empty()) name = same_crs(image.grid.crs_wkt, output_.crs_wkt) ? output_.crs_wkt : image.grid.crs_wkt;
    image.grid.crs_wkt = name;
    for (const SourceImage& other : placed_)
      if (other.grid == image.grid) {
        image.cols_per_pixel = other.cols_per_pixel;
        image.rows_per_pixel = other.rows_per_pixel;
        return;
      }
    place_on(output_, image);
    placed_.push_back(image);
  }

  bool meets_output(const Grid& grid) {
    for (const auto& [known, meets] : met_)
      if (known == grid) return meets;
    const PixelBounds bounds = footprint_in(output_, grid);
    const auto overlaps = [&](double turn_px) {
      return bounds.col_min + turn_px < output_.cols && bounds.col_max + turn_px > 0 && bounds.row_min < output_.rows &&
             bounds.row_max > 0;
    };
    // Longitudes of the output may exceed 180, whereas an image has them from -180 to 180.
    const double turn_px = metres_per_unit(output_.crs_wkt) == 0 ? 360 / output_.pixel_width() : 0;
    const bool meets = overlaps(0) || overlaps(turn_px) || overlaps(-turn_px);
    met_.emplace_back(grid, meets);
    return meets;
  }

 private:
  const Grid& output_;
  std::map<std::string, std::string> names_;
  std::vector<SourceImage> placed_;  ///< one for each grid
  std::vector<std::pair<Grid, bool>> met_;
};

// Places the images of a sensor and leaves out those beside the output.
template <class Acquisition>
void place_all(std::vector<Acquisition>& acquisitions, Placer& placer, const char* sensor,
               const CompositeOptions& options) {
  const std::size_t count = acquisitions.size();
  std::string beside;
  std::erase_if(acquisitions, [&](Acquisition& acquisition) {
    for (SourceImage* image : images_of(acquisition)) placer.place(*image);
    const SourceImage& first = *images_of(acquisition).front();
    const bool out = !placer.meets_output(first.grid);
    if (out && beside.empty()) beside = first.path;
    return out;
  });
  if (acquisitions.empty() && count > 0)
    throw Error(ErrorKind::bad_input,
                fmt::format("all {} {} images lie outside the area (the first is {})", count, sensor, beside),
                "check --area (four numbers are longitude and latitude unless --area-crs says otherwise)");
  // Without an area the first image says what to cover; another tile must not be dropped silently.
  if (acquisitions.size() < count && options.area.empty())
    throw Error(ErrorKind::bad_input,
                fmt::format("{} of {} {} images lie outside the grid of the first Sentinel-2 image, such as {}",
                            count - acquisitions.size(), count, sensor, beside),
                "give the area of the cube with --area");
}

OpticalAcquisition describe_optical(const OpticalFiles& files, const CompositeOptions& options) {
  OpticalAcquisition acquisition{files.date, {}, {}, files.mask.empty()};
  for (const auto& [name, band] : files.bands) acquisition.bands.push_back({describe_image(band.path), band.scale});
  acquisition.mask = files.mask.empty() ? describe_image(files.scl) : describe_mask(files.mask, mask_rule(options));
  return acquisition;
}

// The grid of the first of the finest bands.
const Grid& finest_grid(const OpticalAcquisition& optical) {
  return std::min_element(
             optical.bands.begin(), optical.bands.end(),
             [](const auto& a, const auto& b) { return a.image.grid.pixel_width() < b.image.grid.pixel_width(); })
      ->image.grid;
}

}  // namespace

Acquisitions describe_acquisitions(const CompositeOptions& options, int threads) {
  const DateRange range = composite_range(options), with_context = optical_range(options);
  std::vector<OpticalFiles> optical = find_optical(options, range);
  if (with_context.first < range.first) optical = find_optical(options, with_context);
  if (optical.front().date - with_context.first > kLongestWithoutImage)
    spdlog::warn("there is no Sentinel-2 image from {} to {}", to_string(with_context.first),
                 to_string(optical.front().date - Days(1)));
  const std::vector<RadarFiles> radar = find_radar(options, range);
  Acquisitions acquisitions;
  acquisitions.optical.resize(optical.size());
  acquisitions.radar.resize(radar.size());
  const int optical_count = static_cast<int>(optical.size());
  parallel_for(optical_count + static_cast<int>(radar.size()), threads, [&](int item, int) {
    if (item < optical_count) {
      acquisitions.optical[item] = describe_optical(optical[item], options);
    } else {
      const RadarFiles& files = radar[item - optical_count];
      RadarAcquisition& acquisition = acquisitions.radar[item - optical_count];
      acquisition = {files.date, describe_image(files.vh), {}, files.track};
      if (!files.vv.empty()) acquisition.vv = describe_image(files.vv);
    }
  });
  acquisitions.area = output_area(options, finest_grid(acquisitions.optical.front()));
  Placer placer(acquisitions.area.grid);
  place_all(acquisitions.optical, placer, "Sentinel-2", options);
  for (const OpticalAcquisition& acquisition : acquisitions.optical)
    if (!acquisition.has_scene_classes)
      require_covers(acquisition.mask, acquisition.bands.front().image, acquisitions.area.grid);
  place_all(acquisitions.radar, placer, "Sentinel-1", options);
  return acquisitions;
}

}  // namespace undercast
