// SPDX-License-Identifier: Apache-2.0
#include "composite/mask_files.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <regex>

#include "composite/pixel_places.h"
#include "core/error.h"
#include "core/letters.h"
#include "io/folder.h"
#include "io/gdal.h"
#include "io/image_names.h"

namespace undercast {
namespace {

// A raster of --mask, and what its name says.
struct MaskFile {
  std::string path;
  Date date;
  std::string tile;  ///< T31UES; empty: the name does not say
};

// The tile of Sentinel-2 that a path names; the last one, since folders come first.
std::string tile_in(const std::string& path) {
  static const std::regex pattern(R"((?:^|[^A-Za-z0-9])T(\d\d[C-X][A-Z]{2})(?![A-Za-z0-9]))");
  std::string tile;
  for (std::sregex_iterator found(path.begin(), path.end(), pattern), none; found != none; ++found)
    tile = (*found)[1].str();
  return tile;
}

bool is_mask_name(const std::string& name) {
  const std::string ending = lower(std::filesystem::path(name).extension().string());
  return ending == ".tif" || ending == ".tiff" || ending == ".jp2" || ending == ".img" || ending == ".vrt";
}

void list_masks(const std::string& folder, std::optional<Date> date, std::vector<MaskFile>& masks) {
  for (const FolderEntry& entry : list_folder(folder)) {
    if (entry.name.starts_with('.')) continue;
    const std::string path = folder + "/" + entry.name;
    const std::optional<Date> own = find_date(entry.name);
    if (entry.is_folder) {
      if (!date && own) list_masks(path, own, masks);
      continue;
    }
    if (!is_mask_name(entry.name)) continue;
    if (!own && !date)
      throw Error(ErrorKind::bad_input, fmt::format("the name of the mask {} holds no date", path),
                  "name masks by the date of their image, such as 2018-05-11.tif, and move other rasters away");
    masks.push_back({path, own ? *own : *date, tile_in(path.substr(path.rfind('/') + 1))});
  }
}

std::vector<MaskFile> masks_in(const std::string& folder) {
  if (!is_folder(folder))
    throw Error(ErrorKind::bad_input, fmt::format("the folder {} does not exist", folder),
                "check the path given with --mask");
  std::vector<MaskFile> masks;
  list_masks(folder, std::nullopt, masks);
  if (masks.empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} holds no mask", folder),
                "it needs rasters whose names hold the dates of the images, such as 2018-05-11.tif");
  return masks;
}

// The mask of an image; empty: none.
std::string mask_of(const OpticalFiles& image, const std::vector<MaskFile>& masks) {
  const std::string tile = tile_in(image.bands.begin()->second.path);
  const MaskFile* found = nullptr;
  for (const MaskFile& mask : masks) {
    if (mask.date != image.date || (!tile.empty() && !mask.tile.empty() && mask.tile != tile)) continue;
    if (found != nullptr)
      throw Error(ErrorKind::bad_input,
                  fmt::format("two masks are of the image {}: {} and {}", image.bands.begin()->second.path, found->path,
                              mask.path),
                  "keep one of them, or let the names of masks and images hold the tile, such as T31UES");
    found = &mask;
  }
  return found == nullptr ? "" : found->path;
}

bool has_limits(const CompositeOptions& options) {
  return options.mask_min > -CompositeOptions::kNoMaskLimit || options.mask_max < CompositeOptions::kNoMaskLimit;
}

int rules_given(const CompositeOptions& options) {
  return (options.mask_keep.empty() ? 0 : 1) + (has_limits(options) ? 1 : 0) + (options.mask_bits.empty() ? 0 : 1);
}

}  // namespace

bool has_masks(const CompositeOptions& options) {
  return !options.mask.empty() || std::any_of(options.sentinel2_items.begin(), options.sentinel2_items.end(),
                                              [](const auto& item) { return item.contains("mask"); });
}

MaskRule mask_rule(const CompositeOptions& options) {
  if (rules_given(options) != 1)
    throw Error(ErrorKind::usage, "which values of the masks are clear is not said once",
                "give one of --mask-keep 0 (values), --mask-min 0.6 (limits, also --mask-max), --mask-bits 10,11 (bits "
                "that must be 0)");
  if (!options.mask_keep.empty()) return MaskRule::values(options.mask_keep);
  if (!options.mask_bits.empty()) return MaskRule::bits(options.mask_bits);
  if (options.mask_min > options.mask_max)
    throw Error(ErrorKind::usage, "--mask-min is above --mask-max", "no value would be clear: exchange them");
  return MaskRule::limits(options.mask_min, options.mask_max);
}

void check_mask_options(const CompositeOptions& options, bool has_masks, const std::string& option) {
  if (has_masks) {
    mask_rule(options);
    return;
  }
  if (rules_given(options) > 0 || options.mask_missing != CompositeOptions().mask_missing)
    throw Error(ErrorKind::usage, "options of masks are given, and no mask",
                fmt::format("give {}, or leave out --mask-keep, --mask-min, --mask-max, --mask-bits and --mask-missing",
                            option));
}

void add_masks(const CompositeOptions& options, std::vector<OpticalFiles>& images) {
  std::vector<MaskFile> masks;
  if (!options.mask.empty()) masks = masks_in(options.mask);
  for (OpticalFiles& image : images)
    if (image.mask.empty()) image.mask = mask_of(image, masks);
  const auto lacks = [](const OpticalFiles& image) { return image.mask.empty(); };
  const auto lacking = std::count_if(images.begin(), images.end(), lacks);
  if (has_masks(options) && lacking > 0) {
    const OpticalFiles& first = *std::find_if(images.begin(), images.end(), lacks);
    const std::string what = fmt::format("{} of {} Sentinel-2 images have no mask; the first is {}", lacking,
                                         images.size(), first.bands.begin()->second.path);
    if (lacking == static_cast<std::ptrdiff_t>(images.size()))
      throw Error(ErrorKind::bad_input,
                  masks.empty()
                      ? what
                      : fmt::format("no mask in {} is of an image: {} is of {}, and the first image, {}, of {}",
                                    options.mask, masks.front().path, to_string(masks.front().date),
                                    first.bands.begin()->second.path, to_string(first.date)),
                  "masks and images belong together by date, and by tile where both names hold one");
    if (options.mask_missing == "refuse")
      throw Error(ErrorKind::bad_input, what,
                  "complete the masks, or say what becomes of such images: --mask-missing scl or --mask-missing drop");
    spdlog::info("{}: {}", what, options.mask_missing == "drop" ? "they are left out" : "their SCL serves");
    if (options.mask_missing == "drop") std::erase_if(images, lacks);
  }
  const auto has_neither = [](const OpticalFiles& image) { return image.mask.empty() && image.scl.empty(); };
  if (const auto found = std::find_if(images.begin(), images.end(), has_neither); found != images.end())
    throw Error(ErrorKind::bad_input,
                fmt::format("the image {} has no SCL, and no mask", found->bands.begin()->second.path),
                "complete the acquisition with SCL.tif (or .tiff, .jp2), or give masks with --mask");
}

SourceImage describe_mask(const std::string& path, const MaskRule& rule) {
  SourceImage mask = describe_image(path);
  int has_nodata = 0;
  const double nodata = open_raster(path)->GetRasterBand(1)->GetNoDataValue(&has_nodata);
  if (has_nodata != 0 && rule.keeps(static_cast<float>(nodata)))
    throw Error(ErrorKind::bad_input,
                fmt::format("the mask {} declares {:g} as nodata, a value that shall be clear", path, nodata),
                "take the declaration away (gdal_edit.py -unsetnodata), or correct which values are clear");
  return mask;
}

void require_covers(const SourceImage& mask, const SourceImage& image, const Grid& output) {
  const PixelBounds of_mask = footprint_in(output, mask.grid), of_image = footprint_in(output, image.grid);
  // Half a pixel of either image may be lost at an edge.
  const double cols = 1 + 1 / mask.cols_per_pixel, rows = 1 + 1 / mask.rows_per_pixel;
  const auto covers = [](double mask_min, double mask_max, double image_min, double image_max, double slack) {
    return image_min >= image_max || (mask_min <= image_min + slack && mask_max >= image_max - slack);
  };
  if (covers(of_mask.col_min, of_mask.col_max, std::max(of_image.col_min, 0.0),
             std::min<double>(of_image.col_max, output.cols), cols) &&
      covers(of_mask.row_min, of_mask.row_max, std::max(of_image.row_min, 0.0),
             std::min<double>(of_image.row_max, output.rows), rows))
    return;
  throw Error(
      ErrorKind::bad_input,
      fmt::format("the mask {} does not cover the part of its image {} that the cube needs", mask.path, image.path),
      "give the mask that was made of this image: masks and images belong together by date and tile");
}

}  // namespace undercast
