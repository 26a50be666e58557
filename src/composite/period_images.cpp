// SPDX-License-Identifier: Apache-2.0
#include "composite/period_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "composite/index_formula.h"
#include "composite/radar_orbits.h"
#include "core/error.h"
#include "io/file_identity.h"

namespace undercast {
namespace {

std::vector<std::string> given(std::initializer_list<std::string> files) {
  std::vector<std::string> all;
  for (const std::string& file : files)
    if (!file.empty()) all.push_back(file);
  return all;
}

// A mask without a name is known by its content: it may be made anew without its image.
std::string identity_of_image(const OpticalFiles& files) {
  if (!files.name.empty() && !files.mask_name.empty()) return files.name + " " + files.mask_name;
  if (!files.name.empty()) return files.mask.empty() ? files.name : files.name + " " + content_of_files({files.mask});
  std::vector<std::string> paths = given({files.scl, files.mask});
  std::string scaling;
  for (const auto& [name, band] : files.bands) {
    paths.push_back(band.path);
    if (const ReflectanceScale usual; band.scale.scale != usual.scale || band.scale.offset != usual.offset)
      scaling += fmt::format(" {} {:g} {:g}", name, band.scale.scale, band.scale.offset);
  }
  return content_of_files(paths) + scaling;
}

std::string identity_of_image(const RadarFiles& files) {
  return files.name.empty() ? content_of_files(given({files.vh, files.vv, files.mask})) : files.name;
}

bool is_taken(const RadarFiles& files, const std::vector<std::string>& taken) {
  return taken.empty() || std::find(taken.begin(), taken.end(), key_of_orbit({files.date, files.track})) != taken.end();
}

using Identities = std::set<std::string>;  // "2018-05-01 NAME"

template <class Files>
std::vector<Identities> identities_of(const std::vector<Files>& images, const TimeAxis& periods, const auto& counts) {
  std::vector<Identities> all(static_cast<std::size_t>(periods.size()));
  for (const Files& files : images)
    if (const int step = periods.step_of(files.date); step >= 0 && counts(files))
      all[static_cast<std::size_t>(step)].insert(fmt::format("{} {}", to_string(files.date), identity_of_image(files)));
  return all;
}

const std::string kNone = "none", kSeparator = ", ";

std::string text_of(const Identities& images) {
  return images.empty() ? kNone : fmt::format("{}", fmt::join(images, kSeparator));
}

Identities identities_in(const std::string& text) {
  Identities images;
  for (std::size_t start = 0; text != kNone && start < text.size();) {
    const std::size_t end = std::min(text.find(kSeparator, start), text.size());
    images.insert(text.substr(start, end - start));
    start = end + kSeparator.size();
  }
  return images;
}

std::string date_of(const std::string& identity) { return identity.substr(0, identity.find(' ')); }

// Without an image that the period was made of, it cannot be made again.
void require_all_dates(const EarlierCube& earlier, const Period& period, const Identities& held,
                       const Identities& found) {
  std::set<std::string> dates;
  for (const std::string& image : found) dates.insert(date_of(image));
  for (const std::string& image : held)
    if (!dates.contains(date_of(image)))
      throw Error(ErrorKind::bad_input,
                  fmt::format("the period from {} has to be made again, and its image of {}, which {} was made of, is "
                              "not given",
                              to_string(period.start), date_of(image), earlier.path()),
                  "give all images of this period; or none that is new in it, and it is copied");
}

struct CopiedPeriods {  // by period
  std::vector<bool> are_copied;
  std::vector<std::string> images;
};

// A period is copied where no image is given that it is not made of. Images that are no longer
// there are no reason to make it again: raw images are often deleted.
CopiedPeriods copied_periods(const EarlierCube* earlier, const std::vector<std::string>& variables,
                             const TimeAxis& periods, const std::vector<Identities>& found) {
  CopiedPeriods result;
  for (std::size_t step = 0; step < found.size(); ++step) {
    const Period& period = periods[static_cast<int>(step)];
    std::optional<std::string> text;
    if (earlier != nullptr) text = earlier->acquisitions_of(band_name(variables.front(), period));
    const Identities held = text ? identities_in(*text) : Identities();
    const bool knows_all = text && std::includes(held.begin(), held.end(), found[step].begin(), found[step].end());
    if (text && !knows_all) require_all_dates(*earlier, period, held, found[step]);
    result.are_copied.push_back(knows_all);
    result.images.push_back(knows_all ? *text : text_of(found[step]));
    for (const std::string& variable : variables)
      if (knows_all && earlier->acquisitions_of(band_name(variable, period)) != text)
        throw Error(ErrorKind::bad_input,
                    fmt::format("the bands of {} of the period from {} are not made of the same images",
                                earlier->path(), to_string(period.start)),
                    "make the cube anew, without --append");
  }
  return result;
}

void require_continued(const EarlierCube& earlier, const std::string& variable, const TimeAxis& periods) {
  int common = 0;
  for (const Period& period : periods) common += earlier.has(band_name(variable, period)) ? 1 : 0;
  const int bands = earlier.bands_of(variable);
  if (common == bands && bands > 0) return;
  throw Error(ErrorKind::bad_input,
              fmt::format("{} has {} bands of {}, and only {} of them are of the periods from {} to {}", earlier.path(),
                          bands, variable, common, to_string(periods[0].start),
                          to_string(periods[periods.size() - 1].end() - Days(1))),
              "append with the --start, --period and --context-years of that cube, and an --end that is not before its "
              "last day");
}

void require_same_vv(const EarlierCube& earlier, bool has_vv) {
  if ((earlier.bands_of("VV") > 0) == has_vv) return;
  throw Error(ErrorKind::bad_input,
              has_vv ? earlier.path() + " holds no VV, and the Sentinel-1 images have it"
                     : earlier.path() + " holds VV, and not all Sentinel-1 images that are given have it",
              has_vv ? "append with --no-vv, or make the cube anew, without --append"
                     : "give the images with VV, or make the cube anew, without --append");
}

void require_same_radar(const EarlierCube& earlier, bool without_radar) {
  if ((earlier.bands_of("VH") == 0) == without_radar) return;
  throw Error(ErrorKind::bad_input,
              without_radar ? earlier.path() + " holds radar, and no Sentinel-1 image is given"
                            : earlier.path() + " holds no radar, and Sentinel-1 images are given",
              "append with the same sensors, or make the cube anew, without --append");
}

}  // namespace

std::string band_name(const std::string& variable, const Period& period) {
  return variable + "_" + to_string(period.start);
}

PeriodImages images_of_periods(const CompositeOptions& options, const FoundFiles& found,
                               const std::vector<std::string>& taken, const EarlierCube* earlier) {
  PeriodImages images{composite_periods(options), {}, {}, {}, {}};
  const TimeAxis &ndvi = images.periods.ndvi, &radar = images.periods.radar;
  std::vector<std::string> indices;
  for (const IndexFormula& formula : index_formulas(options.index)) indices.push_back(formula.index().name);
  if (earlier != nullptr) require_continued(*earlier, indices.front(), ndvi);
  CopiedPeriods optical =
      copied_periods(earlier, indices, ndvi, identities_of(found.optical, ndvi, [](const auto&) { return true; }));
  images.copied_optical = std::move(optical.are_copied);
  images.optical = std::move(optical.images);
  if (earlier != nullptr) require_same_radar(*earlier, found.radar.empty());
  if (found.radar.empty()) return images;
  if (earlier != nullptr) require_continued(*earlier, "VH", radar);
  const auto is_file = [](const RadarFiles& files) { return !files.vh.empty(); };
  const auto has_vv = [](const RadarFiles& files) { return !files.vv.empty(); };
  images.vv = std::any_of(found.radar.begin(), found.radar.end(), is_file)
                  ? std::any_of(found.radar.begin(), found.radar.end(), has_vv)
                  : earlier != nullptr && earlier->bands_of("VV") > 0;
  if (earlier != nullptr) require_same_vv(*earlier, images.vv);
  const auto counts = [&](const RadarFiles& files) { return is_taken(files, taken); };
  const std::vector<std::string> bands =
      images.vv ? std::vector<std::string>{"VH", "VV"} : std::vector<std::string>{"VH"};
  CopiedPeriods of_radar = copied_periods(earlier, bands, radar, identities_of(found.radar, radar, counts));
  images.copied_radar = std::move(of_radar.are_copied);
  images.radar = std::move(of_radar.images);
  return images;
}

void keep_images_to_read(const PeriodImages& images, const std::vector<std::string>& taken, FoundFiles& found) {
  const auto is_copied = [](const TimeAxis& periods, const std::vector<bool>& copied, Date date) {
    const int step = periods.step_of(date);
    return step < 0 || copied[static_cast<std::size_t>(step)];
  };
  std::erase_if(found.optical, [&](const OpticalFiles& files) {
    return is_copied(images.periods.ndvi, images.copied_optical, files.date);
  });
  std::erase_if(found.radar, [&](const RadarFiles& files) {
    return is_copied(images.periods.radar, images.copied_radar, files.date) || !is_taken(files, taken);
  });
}

}  // namespace undercast
