// SPDX-License-Identifier: Apache-2.0
#include "composite/looks.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "composite/find_acquisitions.h"
#include "composite/pixel_places.h"
#include "composite/resample.h"
#include "core/error.h"
#include "core/parallel.h"
#include "io/gdal.h"
#include "io/raster_bands.h"

namespace undercast {
namespace {

std::vector<SourceImage*> images_of(OpticalLook& look) { return {&look.red, &look.nir, &look.scl}; }
std::vector<SourceImage*> images_of(RadarLook& look) {
  return look.vv ? std::vector{&look.vh, &*look.vv} : std::vector{&look.vh};
}

// Gives equal CRS equal text, so that the work on windows can compare them cheaply, and relates pixels to the output's.
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
    // Longitudes of the output go on beyond 180; those of an image come back from there.
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
template <class Look>
void place_all(std::vector<Look>& looks, Placer& placer, const char* sensor, const CompositeOptions& options) {
  const std::size_t count = looks.size();
  std::string beside;
  std::erase_if(looks, [&](Look& look) {
    for (SourceImage* image : images_of(look)) placer.place(*image);
    const SourceImage& first = *images_of(look).front();
    const bool out = !placer.meets_output(first.grid);
    if (out && beside.empty()) beside = first.path;
    return out;
  });
  if (looks.empty() && count > 0)
    throw Error(ErrorKind::bad_input,
                fmt::format("all {} {} images lie outside the area (the first is {})", count, sensor, beside),
                "check --area (four numbers are longitude and latitude unless --area-crs says otherwise)");
  // Without an area the first image says what to cover. That must not drop another tile silently.
  if (looks.size() < count && options.area.empty())
    throw Error(ErrorKind::bad_input,
                fmt::format("{} of {} {} images lie outside the grid of the first Sentinel-2 image, such as {}",
                            count - looks.size(), count, sensor, beside),
                "say with --area what the cube is to cover");
}

}  // namespace

Looks gather_looks(const CompositeOptions& options, int threads) {
  const DateRange range = composite_range(options);
  const std::vector<OpticalFiles> optical = find_optical(options, range);
  const std::vector<RadarFiles> radar = find_radar(options, range);
  Looks looks;
  looks.optical.resize(optical.size());
  looks.radar.resize(radar.size());
  const int optical_count = static_cast<int>(optical.size());
  parallel_for(optical_count + static_cast<int>(radar.size()), threads, [&](int item, int) {
    if (item < optical_count) {
      const OpticalFiles& files = optical[static_cast<std::size_t>(item)];
      looks.optical[static_cast<std::size_t>(item)] = {files.date,
                                                       describe_image(files.red),
                                                       describe_image(files.nir),
                                                       describe_image(files.scl),
                                                       files.red_scale,
                                                       files.nir_scale};
    } else {
      const RadarFiles& files = radar[static_cast<std::size_t>(item - optical_count)];
      RadarLook& look = looks.radar[static_cast<std::size_t>(item - optical_count)];
      look = {files.date, describe_image(files.vh), {}};
      if (!files.vv.empty()) look.vv = describe_image(files.vv);
    }
  });
  looks.area = output_area(options, looks.optical.front().red.grid);
  Placer placer(looks.area.grid);
  place_all(looks.optical, placer, "Sentinel-2", options);
  place_all(looks.radar, placer, "Sentinel-1", options);
  return looks;
}

}  // namespace undercast
