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

std::vector<SourceImage*> images_of(OpticalAcquisition& optical) {
  std::vector<SourceImage*> images;
  for (OpticalAcquisition::Band& band : optical.bands) images.push_back(&band.image);
  images.push_back(&optical.mask);
  return images;
}
std::vector<SourceImage*> images_of(RadarAcquisition& radar) {
  std::vector<SourceImage*> images;
  for (RadarImage& image : radar.images) {
    images.push_back(&image.vh);
    if (image.vv) images.push_back(&*image.vv);
    if (image.mask) images.push_back(&*image.mask);
  }
  return images;
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
               const CompositeOptions& options, bool is_continued) {
  const std::size_t count = acquisitions.size();
  std::string beside;
  std::erase_if(acquisitions, [&](Acquisition& acquisition) {
    for (SourceImage* image : images_of(acquisition)) placer.place(*image);
    const SourceImage& first = *images_of(acquisition).front();
    const bool out = !placer.meets_output(first.grid);
    if (out && beside.empty()) beside = first.path;
    return out;
  });
  if (acquisitions.empty() && count > 0 && !is_continued)
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

// Taken as linear power, digital numbers would be some 20 dB too high.
SourceImage describe_radar(const std::string& path, const CompositeOptions& options) {
  SourceImage image = describe_image(path);
  if (options.radar_units == "power" && image.has_whole_numbers)
    throw Error(ErrorKind::bad_input,
                fmt::format("{} holds whole numbers, which are digital numbers and no linear power", path),
                "calibrate the image to gamma0 or sigma0 first");
  return image;
}

RadarAcquisition describe_radar(const RadarFiles& files, const CompositeOptions& options) {
  RadarImage image{describe_radar(files.vh, options), {}, {}};
  if (!files.vv.empty()) image.vv = describe_radar(files.vv, options);
  if (!files.mask.empty()) image.mask = describe_image(files.mask);
  if (image.mask && !(image.mask->grid == image.vh.grid))
    throw Error(ErrorKind::bad_input, fmt::format("the mask {} has another grid than {}", files.mask, files.vh),
                "give a mask with the pixels of VH");
  return {files.date, files.track, {std::move(image)}};
}

// Unites the images of each pass.
void unite_passes(std::vector<RadarAcquisition>& radar) {
  std::vector<RadarAcquisition> passes;
  for (RadarAcquisition& one : radar) {
    const auto pass = std::find_if(passes.begin(), passes.end(), [&](const RadarAcquisition& known) {
      return one.track.relative_orbit > 0 && known.date == one.date && known.track == one.track;
    });
    if (pass == passes.end())
      passes.push_back(std::move(one));
    else
      pass->images.push_back(std::move(one.images.front()));
  }
  radar = std::move(passes);
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

Acquisitions describe_acquisitions(const FoundFiles& found, const CompositeOptions& options, int threads,
                                   const Grid* grid) {
  std::vector<OpticalFiles> optical = found.optical;
  std::vector<RadarFiles> radar = found.radar;
  std::erase_if(optical, [](const OpticalFiles& files) { return files.bands.empty(); });
  std::erase_if(radar, [](const RadarFiles& files) { return files.vh.empty(); });
  if (optical.empty() && grid == nullptr)
    throw Error(ErrorKind::bad_input, "no Sentinel-2 image has bands: all are known by their names alone",
                "give their files in sentinel2-items");
  Acquisitions acquisitions;
  acquisitions.optical.resize(optical.size());
  acquisitions.radar.resize(radar.size());
  const int optical_count = static_cast<int>(optical.size());
  parallel_for(optical_count + static_cast<int>(radar.size()), threads, [&](int item, int) {
    if (item < optical_count) {
      acquisitions.optical[item] = describe_optical(optical[item], options);
    } else {
      acquisitions.radar[item - optical_count] = describe_radar(radar[item - optical_count], options);
    }
  });
  acquisitions.area = output_area(options, grid != nullptr ? *grid : finest_grid(acquisitions.optical.front()));
  Placer placer(acquisitions.area.grid);
  place_all(acquisitions.optical, placer, "Sentinel-2", options, grid != nullptr);
  for (const OpticalAcquisition& acquisition : acquisitions.optical)
    if (!acquisition.has_scene_classes)
      require_covers(acquisition.mask, acquisition.bands.front().image, acquisitions.area.grid);
  place_all(acquisitions.radar, placer, "Sentinel-1", options, grid != nullptr);
  unite_passes(acquisitions.radar);
  return acquisitions;
}

}  // namespace undercast
