// SPDX-License-Identifier: Apache-2.0
#include "composite/find_acquisitions.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "composite/date_folders.h"
#include "composite/index_formula.h"
#include "composite/mask_files.h"
#include "composite/safe_product.h"
#include "core/error.h"

namespace undercast {
namespace {

// A cube that begins with more days without any image is hardly what the user wants.
constexpr Days kLongestWithoutImage(366);

using Item = std::map<std::string, std::string>;

// The dates of all acquisitions, for the message when none is in the range.
class FoundDates {
 public:
  bool take(Date date, const DateRange& range) {
    first_ = any_ ? std::min(first_, date) : date;
    last_ = any_ ? std::max(last_, date) : date;
    any_ = true;
    return range.holds(date);
  }
  void require_some(bool some, const char* sensor, const DateRange& range) const {
    if (some) return;
    throw Error(ErrorKind::bad_input,
                fmt::format("no {} acquisition from {} to {}", sensor, to_string(range.first), to_string(range.last)),
                fmt::format("the acquisitions are from {} to {}: change --start and --end", to_string(first_),
                            to_string(last_)));
  }

 private:
  Date first_, last_;
  bool any_ = false;
};

void require_keys(const Item& item, const char* list, const std::set<std::string>& needed,
                  const std::set<std::string>& optional) {
  for (const std::string& key : needed)
    if (!item.contains(key))
      throw Error(ErrorKind::usage, fmt::format("{}: an item has no '{}'", list, key),
                  fmt::format("an item needs {}", fmt::join(needed, ", ")));
  for (const auto& [key, value] : item)
    if (!needed.contains(key) && !optional.contains(key))
      throw Error(ErrorKind::usage, fmt::format("{}: '{}' is not a key of an item", list, key),
                  fmt::format("an item has {}, and may have {}", fmt::join(needed, ", "), fmt::join(optional, ", ")));
}

std::string text_of(const Item& item, const char* key) {
  const auto found = item.find(key);
  return found == item.end() ? std::string() : found->second;
}

double number_of(const Item& item, const std::string& key, double otherwise) {
  const auto found = item.find(key);
  if (found == item.end()) return otherwise;
  double number = 0;
  const char* end = found->second.data() + found->second.size();
  const auto [stop, failure] = std::from_chars(found->second.data(), end, number);
  if (failure != std::errc() || stop != end || !std::isfinite(number))
    throw Error(ErrorKind::usage, fmt::format("sentinel2-items: '{}' is '{}', expected a number", key, found->second));
  return number;
}

bool is_known_by_name(const Item& item) {
  return item.contains("name") && std::none_of(item.begin(), item.end(), [](const auto& entry) {
           const auto& bands = sentinel2_bands();
           return std::find(bands.begin(), bands.end(), entry.first) != bands.end();
         });
}

// The track that an item says, or else the one that the name of its file says.
RadarTrack track_of(const Item& item) {
  RadarTrack track = item.contains("VH") ? track_of_name(item.at("VH")) : RadarTrack();
  if (const auto platform = item.find("platform"); platform != item.end()) track.platform = platform->second;
  const auto orbit = item.find("relative-orbit");
  if (orbit == item.end()) return track;
  int number = 0;
  const char* end = orbit->second.data() + orbit->second.size();
  const auto [stop, failure] = std::from_chars(orbit->second.data(), end, number);
  if (failure != std::errc() || stop != end || number < 1 || number > kRelativeOrbits)
    throw Error(ErrorKind::usage, fmt::format("sentinel1-items: 'relative-orbit' is '{}'", orbit->second),
                fmt::format("a relative orbit of Sentinel-1 is a number from 1 to {}", kRelativeOrbits));
  track.relative_orbit = number;
  return track;
}

template <class Files>
void sort_by_date(std::vector<Files>& files) {
  std::stable_sort(files.begin(), files.end(), [](const Files& a, const Files& b) { return a.date < b.date; });
}

// A cube has VV on all dates or on none.
void leave_out_incomplete_vv(std::vector<RadarFiles>& radar) {
  const auto has_none = [](const RadarFiles& files) { return !files.vh.empty() && files.vv.empty(); };
  const auto without = std::count_if(radar.begin(), radar.end(), has_none);
  if (without == 0) return;
  const auto has_vv = [](const RadarFiles& files) { return !files.vv.empty(); };
  if (std::any_of(radar.begin(), radar.end(), has_vv))
    spdlog::warn("VV is left out: {} of {} Sentinel-1 dates have none, the first is {}", without, radar.size(),
                 to_string(std::find_if(radar.begin(), radar.end(), has_none)->date));
  for (RadarFiles& files : radar) files.vv.clear();
}

}  // namespace

DateRange composite_range(const CompositeOptions& options) {
  for (const auto& [name, date] : {std::pair{"--start", options.start}, std::pair{"--end", options.end}})
    if (!date.given()) throw Error(ErrorKind::usage, fmt::format("{} is required", name), "give it as YYYY-MM-DD");
  const DateRange range{options.start.date(), options.end.date()};
  if (range.last < range.first)
    throw Error(ErrorKind::usage,
                fmt::format("the end {} is before the start {}", options.end.text(), options.start.text()),
                "exchange --start and --end");
  return range;
}

DateRange optical_range(const CompositeOptions& options) {
  const DateRange range = composite_range(options);
  const Date first = years_before(range.first, options.context_years);
  if (first < first_day_of_year(1))
    throw Error(ErrorKind::usage, "--context-years begins before the year 1", "give fewer years");
  return {first, range.last};
}

CompositePeriods composite_periods(const CompositeOptions& options) {
  const DateRange range = composite_range(options), optical = optical_range(options);
  const TimeAxis radar = make_periods(range.first, range.last, options.period_days);
  if (optical.first == range.first) return {radar, radar};
  const TimeAxis context = make_periods(optical.first, range.first - Days(1), options.period_days);
  std::vector<Period> all(context.begin(), context.end());
  all.insert(all.end(), radar.begin(), radar.end());
  return {TimeAxis(std::move(all)), radar};
}

std::vector<OpticalFiles> find_optical(const CompositeOptions& options, const DateRange& range) {
  if (options.sentinel2.empty() && options.sentinel2_items.empty())
    throw Error(ErrorKind::usage, "no Sentinel-2 input is named",
                "give --sentinel2 FOLDER, or sentinel2-items in the config");
  const ReflectanceScale scale{options.reflectance_scale, options.reflectance_offset};
  const std::vector<std::string> bands = bands_of(index_formulas(options.index));
  FoundDates dates;
  std::vector<OpticalFiles> found;
  if (!options.sentinel2.empty()) {
    const SensorFolder folder = list_sensor_folder(options.sentinel2);
    for (const auto& [date, relative_orbit, path] : folder.dates) {
      if (relative_orbit != 0)
        throw Error(ErrorKind::bad_input, fmt::format("{} names a relative orbit of Sentinel-1", path.string()),
                    "name the folders of Sentinel-2 YYYY-MM-DD");
      if (!dates.take(date, range)) continue;
      OpticalFiles& files = found.emplace_back();
      files.date = date;
      for (const std::string& band : bands) files.bands[band] = {required_band_file(path, band), scale};
      files.scl = band_file(path, "SCL");
    }
    for (const auto& product : newest_processing(folder.products))
      if (dates.take(parse_safe_name(product).sensing, range))
        for (OpticalFiles& files : read_safe_product(product, bands)) found.push_back(std::move(files));
  }
  std::vector<OpticalFiles> known_by_name;
  std::set<std::string> needed{"date"}, optional{"SCL", "mask", "scale", "offset", "name", "mask-name"};
  needed.insert(bands.begin(), bands.end());
  optional.insert(sentinel2_bands().begin(), sentinel2_bands().end());
  for (const Item& item : options.sentinel2_items) {
    if (is_known_by_name(item)) {
      require_keys(item, "sentinel2-items", {"date", "name"}, {"SCL", "mask-name"});
      if (const Date date = parse_date(item.at("date")); dates.take(date, range))
        known_by_name.push_back({date, {}, {}, {}, item.at("name"), text_of(item, "mask-name")});
      continue;
    }
    std::set<std::string> keys = needed;
    if (!item.contains("mask") && options.mask.empty()) keys.insert("SCL");
    require_keys(item, "sentinel2-items", keys, optional);
    const Date date = parse_date(item.at("date"));
    const ReflectanceScale own{number_of(item, "scale", scale.scale), number_of(item, "offset", scale.offset)};
    if (!(own.scale > 0 && std::abs(own.offset) <= 1))
      throw Error(ErrorKind::usage,
                  fmt::format("sentinel2-items: scale {} and offset {} give no reflectance", own.scale, own.offset),
                  "reflectance is scale x number + offset, as 0.0001 x number - 0.1");
    if (!dates.take(date, range)) continue;
    OpticalFiles& files = found.emplace_back();
    files.date = date;
    for (const std::string& band : bands) files.bands[band] = {item.at(band), own};
    files.scl = text_of(item, "SCL");
    files.mask = text_of(item, "mask");
    files.name = text_of(item, "name");
    files.mask_name = text_of(item, "mask-name");
  }
  dates.require_some(!found.empty() || !known_by_name.empty(), "Sentinel-2", range);
  sort_by_date(found);
  add_masks(options, found);
  found.insert(found.end(), known_by_name.begin(), known_by_name.end());
  sort_by_date(found);
  return found;
}

std::vector<RadarFiles> find_radar(const CompositeOptions& options, const DateRange& range) {
  if (options.sentinel1.empty() && options.sentinel1_items.empty()) return {};
  FoundDates dates;
  std::vector<RadarFiles> found;
  if (!options.sentinel1.empty()) {
    const SensorFolder folder = list_sensor_folder(options.sentinel1);
    if (!folder.products.empty())
      throw Error(ErrorKind::bad_input,
                  fmt::format("{} is a product that --sentinel1 cannot read", folder.products.front().string()),
                  "Sentinel-1 needs calibrated, terrain-corrected backscatter in a folder for each date: "
                  "2018-05-11/VH.tif");
    for (const auto& [date, relative_orbit, path] : folder.dates) {
      if (!dates.take(date, range)) continue;
      const std::string vh = required_band_file(path, "VH");
      found.push_back({date, vh, options.vv ? band_file(path, "VV") : std::string(),
                       relative_orbit > 0 ? RadarTrack{relative_orbit, {}} : track_of_name(vh)});
    }
  }
  for (const Item& item : options.sentinel1_items) {
    require_keys(item, "sentinel1-items", {"date", item.contains("name") && !item.contains("VH") ? "name" : "VH"},
                 {"VV", "mask", "relative-orbit", "platform", "name"});
    const Date date = parse_date(item.at("date"));
    const RadarTrack track = track_of(item);
    if (dates.take(date, range))
      found.push_back({date, text_of(item, "VH"), options.vv ? text_of(item, "VV") : std::string(), track,
                       text_of(item, "mask"), text_of(item, "name")});
  }
  dates.require_some(!found.empty(), "Sentinel-1", range);
  sort_by_date(found);
  leave_out_incomplete_vv(found);
  return found;
}

FoundFiles find_files(const CompositeOptions& options) {
  const DateRange range = composite_range(options), with_context = optical_range(options);
  FoundFiles found{find_optical(options, range), {}};
  if (with_context.first < range.first) found.optical = find_optical(options, with_context);
  if (found.optical.front().date - with_context.first > kLongestWithoutImage)
    spdlog::warn("there is no Sentinel-2 image from {} to {}", to_string(with_context.first),
                 to_string(found.optical.front().date - Days(1)));
  found.radar = find_radar(options, range);
  return found;
}

}  // namespace undercast
