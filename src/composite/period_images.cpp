// SPDX-License-Identifier: Apache-2.0
#include "composite/period_images.h"

#include <fmt/format.h>

#include <algorithm>
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

// A mask from elsewhere can be made anew without its image, unless it has a name.
std::string identity_of_image(const OpticalFiles& files) {
  if (!files.name.empty() && !files.mask_name.empty()) return files.name + " " + files.mask_name;
  if (!files.name.empty()) return files.mask.empty() ? files.name : files.name + " " + content_of_files({files.mask});
  std::vector<std::string> paths = given({files.scl, files.mask});
  for (const auto& [name, band] : files.bands) paths.push_back(band.path);
  return content_of_files(paths);
}

std::string identity_of_image(const RadarFiles& files) {
  return files.name.empty() ? content_of_files(given({files.vh, files.vv, files.mask})) : files.name;
}

bool is_taken(const RadarFiles& files, const std::vector<std::string>& taken) {
  return taken.empty() || std::find(taken.begin(), taken.end(), key_of_orbit({files.date, files.track})) != taken.end();
}

template <class Files>
std::vector<std::string> lists_of(const std::vector<Files>& images, const TimeAxis& periods, const auto& counts) {
  std::vector<std::set<std::string>> parts(static_cast<std::size_t>(periods.size()));
  for (const Files& files : images)
    if (const int step = periods.step_of(files.date); step >= 0 && counts(files))
      parts[step].insert(fmt::format("{} {}", to_string(files.date), identity_of_image(files)));
  std::vector<std::string> lists;
  for (const auto& part : parts) lists.push_back(part.empty() ? "none" : fmt::format("{}", fmt::join(part, ", ")));
  return lists;
}

std::vector<bool> held(const EarlierCube* earlier, const std::vector<std::string>& variables, const TimeAxis& periods,
                       const std::vector<std::string>& lists) {
  std::vector<bool> all(lists.size(), earlier != nullptr);
  for (std::size_t step = 0; earlier != nullptr && step < lists.size(); ++step)
    for (const std::string& variable : variables)
      all[step] = all[step] && earlier->holds(band_name(variable, periods[static_cast<int>(step)]), lists[step]);
  return all;
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
  images.optical = lists_of(found.optical, ndvi, [](const OpticalFiles&) { return true; });
  images.copied_optical = held(earlier, indices, ndvi, images.optical);
  if (earlier != nullptr) require_same_radar(*earlier, found.radar.empty());
  if (found.radar.empty()) return images;
  if (earlier != nullptr) require_continued(*earlier, "VH", radar);
  const auto is_file = [](const RadarFiles& files) { return !files.vh.empty(); };
  const auto has_vv = [](const RadarFiles& files) { return !files.vv.empty(); };
  images.vv = std::any_of(found.radar.begin(), found.radar.end(), is_file)
                  ? std::any_of(found.radar.begin(), found.radar.end(), has_vv)
                  : earlier != nullptr && earlier->bands_of("VV") > 0;
  images.radar = lists_of(found.radar, radar, [&](const RadarFiles& files) { return is_taken(files, taken); });
  images.copied_radar = held(earlier, images.vv ? std::vector<std::string>{"VH", "VV"} : std::vector<std::string>{"VH"},
                             radar, images.radar);
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
