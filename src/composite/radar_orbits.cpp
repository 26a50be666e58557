// SPDX-License-Identifier: Apache-2.0
#include "composite/radar_orbits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "core/error.h"

namespace undercast {
namespace {

// With two satellites a relative orbit repeats every 6 days.
constexpr int kRepeatDays = 6;
// One orbit covers nearly all when so much remains, and when no place loses two periods in a row.
constexpr double kNearlyAll = 0.95;
constexpr int kLongestHole = 1;

int day_of(const RadarSample& image) {
  return static_cast<int>((image.date.time_since_epoch().count() % kRepeatDays + kRepeatDays) % kRepeatDays);
}

template <class Key>
std::map<Key, std::vector<int>> grouped(const std::vector<RadarSample>& images, const auto& key_of) {
  std::map<Key, std::vector<int>> groups;
  for (std::size_t i = 0; i < images.size(); ++i) groups[key_of(images[i])].push_back(static_cast<int>(i));
  return groups;
}

RadarOrbit orbit_of(std::string name, std::vector<int> members, const std::vector<RadarSample>& images) {
  std::set<std::string> platforms;
  for (const int image : members)
    if (!images[image].track.platform.empty()) platforms.insert(images[image].track.platform);
  return {std::move(name), std::move(members), {platforms.begin(), platforms.end()}};
}

std::vector<int> all_of(const std::vector<RadarSample>& images) {
  std::vector<int> all(images.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int>(i);
  return all;
}

bool are_clean(const std::map<int, std::vector<int>>& groups, const std::vector<RadarSample>& images) {
  constexpr std::size_t kMostGroups = kRepeatDays / 2, kFewestDates = 3;
  std::set<Date> dates;
  for (const RadarSample& image : images)
    if (!dates.insert(image.date).second) return false;
  return groups.size() <= kMostGroups && std::all_of(groups.begin(), groups.end(), [&](const auto& group) {
           return group.second.size() >= std::max(kFewestDates, images.size() / 10);
         });
}

// Whether each place is covered in each period. [period][place]
using Coverage = std::vector<std::vector<bool>>;

Coverage coverage(const std::vector<int>& members, const std::vector<RadarSample>& images, const TimeAxis& periods) {
  const std::size_t places = images.front().places_db.size();
  Coverage covered(static_cast<std::size_t>(periods.size()), std::vector<bool>(places));
  for (const int image : members)
    if (const int step = periods.step_of(images[image].date); step >= 0)
      for (std::size_t place = 0; place < places; ++place)
        if (!std::isnan(images[image].places_db[place])) covered[step][place] = true;
  return covered;
}

long long count(const Coverage& covered) {
  long long sum = 0;
  for (const auto& places : covered) sum += std::count(places.begin(), places.end(), true);
  return sum;
}

// The most periods in a row that a place loses.
int longest_hole(const Coverage& of_all, const Coverage& of_one) {
  int longest = 0;
  for (std::size_t place = 0; place < of_all.front().size(); ++place) {
    int hole = 0;
    for (std::size_t step = 0; step < of_all.size(); ++step) {
      if (of_one[step][place]) hole = 0;
      if (of_all[step][place] && !of_one[step][place]) longest = std::max(longest, ++hole);
    }
  }
  return longest;
}

bool covers_nearly_all(const Coverage& of_one, const Coverage& of_all) {
  return static_cast<double>(count(of_one)) >= kNearlyAll * static_cast<double>(count(of_all)) &&
         longest_hole(of_all, of_one) <= kLongestHole;
}

// An orbit passes a place once a day.
std::string describe(const RadarOrbit& orbit, const std::vector<RadarSample>& images) {
  std::set<Date> days;
  for (const int image : orbit.images) days.insert(images[image].date);
  return orbit.platforms.empty()
             ? fmt::format("{} ({} acquisitions)", orbit.name, days.size())
             : fmt::format("{} ({} acquisitions of {})", orbit.name, days.size(), fmt::join(orbit.platforms, ", "));
}

std::string describe_all(const std::vector<const RadarOrbit*>& orbits, const std::vector<RadarSample>& images) {
  std::vector<std::string> texts;
  for (const RadarOrbit* orbit : orbits) texts.push_back(describe(*orbit, images));
  return fmt::format("{}", fmt::join(texts, ", "));
}

// The chosen orbits as one series, and what it leaves out.
RadarSeries series_of(const RadarOrbits& all, const std::vector<std::size_t>& chosen, const std::string& others_are,
                      const std::vector<RadarSample>& images) {
  std::vector<const RadarOrbit*> taken, others;
  for (std::size_t i = 0; i < all.orbits.size(); ++i)
    (std::find(chosen.begin(), chosen.end(), i) != chosen.end() ? taken : others).push_back(&all.orbits[i]);
  RadarSeries series;
  for (const RadarOrbit* orbit : taken)
    series.images.insert(series.images.end(), orbit->images.begin(), orbit->images.end());
  std::sort(series.images.begin(), series.images.end());
  series.acquisitions = list_of_acquisitions(series.images, images);
  for (const RadarOrbit* orbit : taken) series.taken.push_back(key_of_orbit(images[orbit->images.front()]));
  if (taken.size() == 1) series.orbit = taken.front()->name;
  series.description = taken.size() == 1 ? "relative orbit " + describe_all(taken, images)
                                         : fmt::format("relative orbits {} together", describe_all(taken, images));
  if (!others.empty()) series.description += fmt::format("; {}: {}", others_are, describe_all(others, images));
  if (all.from_dates)
    series.description += fmt::format("; distinguished by dates that repeat every {} days", kRepeatDays);
  return series;
}

std::vector<std::size_t> places_of_all(const RadarOrbits& parts) {
  std::vector<std::size_t> every(parts.orbits.size());
  for (std::size_t i = 0; i < every.size(); ++i) every[i] = i;
  return every;
}

RadarSeries series_of_all(const RadarOrbits& parts, const std::vector<RadarSample>& images) {
  RadarSeries series = series_of(parts, places_of_all(parts), {}, images);
  series.taken.clear();
  return series;
}

RadarSeries series_of_unknown(const std::vector<RadarSample>& images) {
  const std::vector<int> all = all_of(images);
  return {{}, fmt::format("relative orbits unknown ({} images)", all.size()), all, list_of_acquisitions(all, images)};
}

}  // namespace

std::string key_of_orbit(const RadarSample& image) {
  return image.track.relative_orbit > 0 ? std::to_string(image.track.relative_orbit)
                                        : fmt::format("day{}", day_of(image));
}

RadarSeries repeated_choice(const std::vector<std::string>& taken, const std::vector<RadarSample>& images) {
  const RadarOrbits parts = part_by_orbit(images);
  if (taken.empty()) return parts.known() ? series_of_all(parts, images) : series_of_unknown(images);
  const auto is_taken = [&](int image) {
    return std::find(taken.begin(), taken.end(), key_of_orbit(images[image])) != taken.end();
  };
  if (parts.known()) {
    std::vector<std::size_t> chosen = places_of_all(parts);
    std::erase_if(chosen, [&](std::size_t i) { return !is_taken(parts.orbits[i].images.front()); });
    return series_of(parts, chosen, "left out", images);
  }
  std::vector<int> chosen = all_of(images);
  std::erase_if(chosen, [&](int image) { return !is_taken(image); });
  return {{},
          fmt::format("relative orbits as before ({})", fmt::join(taken, ", ")),
          chosen,
          list_of_acquisitions(chosen, images),
          taken};
}

RadarOrbits part_by_orbit(const std::vector<RadarSample>& images) {
  const auto number_of = [](const RadarSample& image) { return image.track.relative_orbit; };
  const auto by_number = grouped<int>(images, number_of);
  RadarOrbits parts;
  if (!by_number.contains(0)) {
    for (const auto& [number, members] : by_number)
      parts.orbits.push_back(orbit_of(std::to_string(number), members, images));
    return parts;
  }
  const auto by_day = grouped<int>(images, day_of);
  if (by_number.size() > 1 || !are_clean(by_day, images)) return {{orbit_of({}, all_of(images), images)}};
  parts.from_dates = true;
  char name = 'a';
  for (const auto& [day, members] : by_day) parts.orbits.push_back(orbit_of(std::string(1, name++), members, images));
  return parts;
}

std::string list_of_acquisitions(const std::vector<int>& chosen, const std::vector<RadarSample>& images) {
  std::set<std::string> acquisitions;  // images of one acquisition are equal here
  for (const int image : chosen) {
    const auto& [relative_orbit, platform] = images[image].track;
    acquisitions.insert(fmt::format("{} {} {}", to_string(images[image].date),
                                    relative_orbit > 0 ? std::to_string(relative_orbit) : "?",
                                    platform.empty() ? "?" : platform));
  }
  return fmt::format("{}", fmt::join(acquisitions, ", "));
}

std::vector<RadarSeries> choose_radar(const std::string& choice, const std::vector<RadarSample>& images,
                                      const TimeAxis& periods) {
  const RadarOrbits parts = part_by_orbit(images);
  if (!parts.known() && (choice == "best" || choice == "apart"))
    throw Error(ErrorKind::bad_input,
                fmt::format("--radar-orbits {}: the relative orbits of the Sentinel-1 images are unknown", choice),
                "name the folders YYYY-MM-DD_orbit-37, give relative-orbit in sentinel1-items, or use --radar-orbits "
                "together");
  if (!parts.known()) return {series_of_unknown(images)};
  const std::vector<std::size_t> every = places_of_all(parts);
  if (choice == "together") return {series_of_all(parts, images)};
  if (every.size() == 1) return {series_of(parts, every, {}, images)};
  const Coverage of_all = coverage(all_of(images), images, periods);
  std::size_t best = 0;
  std::pair<long long, std::size_t> rank_of_best;
  std::vector<std::size_t> complete;  // the orbits that cover nearly all
  for (const std::size_t i : every) {
    const Coverage of_one = coverage(parts.orbits[i].images, images, periods);
    if (covers_nearly_all(of_one, of_all)) complete.push_back(i);
    const std::pair rank{count(of_one), parts.orbits[i].images.size()};
    if (rank > rank_of_best) best = i, rank_of_best = rank;
  }
  if (choice == "auto")
    return {complete.empty() ? series_of_all(parts, images) : series_of(parts, complete, "left out", images)};
  if (choice == "best") return {series_of(parts, {best}, "left out", images)};
  std::vector<RadarSeries> series{series_of(parts, {best}, "in cubes of their own", images)};
  for (const std::size_t i : every)
    if (i != best) series.push_back(series_of(parts, {i}, "in cubes of their own", images));
  return series;
}

}  // namespace undercast
