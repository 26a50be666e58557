// SPDX-License-Identifier: Apache-2.0
#include "gaps/doubtful_dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "gaps/interpolation.h"

namespace undercast {
namespace {

constexpr double kNeighbourDays = 30;
constexpr long long kFewestPixels = 10;
constexpr double kFewestShare = 0.05;

// The departure of `step` from two other dates, over the pixels that are observed on all three.
std::optional<DepartingDate> departure(const Variable& ndvi, int previous, int step, int next, long long fewest) {
  const float *a = ndvi.image(previous), *b = ndvi.image(step), *c = ndvi.image(next);
  double from_previous = 0, from_next = 0;
  long long count = 0;
  for (std::size_t i = 0; i < ndvi.pixels(); ++i) {
    if (is_missing(a[i]) || is_missing(b[i]) || is_missing(c[i])) continue;
    from_previous += b[i] - a[i];
    from_next += b[i] - c[i];
    ++count;
  }
  if (count < fewest) return {};
  return DepartingDate{step, from_previous / static_cast<double>(count), from_next / static_cast<double>(count)};
}

// The departure from the nearest neighbours that share enough pixels.
std::optional<DepartingDate> departure(const Variable& ndvi, const std::vector<double>& days, int step,
                                       long long fewest) {
  for (int previous = step - 1; previous >= 0 && days[step] - days[previous] <= kNeighbourDays; --previous)
    for (int next = step + 1; next < ndvi.steps() && days[next] - days[step] <= kNeighbourDays; ++next)
      if (const auto found = departure(ndvi, previous, step, next, fewest)) return found;
  return {};
}

std::vector<Period> periods_with_radar(const Variable& radar) {
  const std::vector<double> shares = observed_shares(radar);
  std::vector<Period> with;
  for (int step = 0; step < radar.steps(); ++step)
    if (shares[step] >= 0.5) with.push_back(radar.time[step]);
  return with;
}

int usual_distance(const std::vector<Period>& periods) {
  std::vector<int> distances;
  for (std::size_t i = 1; i < periods.size(); ++i)
    distances.push_back(static_cast<int>((periods[i].start - periods[i - 1].start).count()));
  if (distances.empty()) return 0;
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  return *middle;
}

}  // namespace

std::vector<DepartingDate> departing_dates(const Variable& ndvi) {
  const std::vector<double> days = ndvi.time.middle_days();
  const std::vector<std::uint8_t> ever = ever_observed(ndvi);
  const auto pixels = static_cast<double>(std::count(ever.begin(), ever.end(), 1));
  const auto fewest = std::max(kFewestPixels, static_cast<long long>(std::ceil(kFewestShare * pixels)));
  std::vector<DepartingDate> found;
  for (int step = 1; step + 1 < ndvi.steps(); ++step) {
    const auto date = departure(ndvi, days, step, fewest);
    if (date && std::min(std::abs(date->from_previous), std::abs(date->from_next)) > kDeparture &&
        (date->from_previous > 0) == (date->from_next > 0))
      found.push_back(*date);
  }
  return found;
}

std::vector<RadarGap> radar_gaps(const Cube& cube) {
  const Variable& radar = cube.vh.empty() ? cube.vv : cube.vh;
  if (radar.empty() || cube.ndvi.empty()) return {};
  constexpr int kShortestDays = 32;
  const std::vector<Period> periods = periods_with_radar(radar);
  const Days limit(std::max(kShortestDays, 3 * usual_distance(periods)));
  const Date end = cube.ndvi.time[cube.ndvi.steps() - 1].end();
  // A cube may begin with years of NDVI alone (--context-years).
  Date covered = std::max(cube.ndvi.time[0].start, radar.time[0].start);
  std::vector<RadarGap> gaps;
  const auto reach = [&](Date next) {
    if (next - covered > limit) gaps.push_back({covered, next - Days(1)});
  };
  for (const Period& period : periods) {
    reach(std::min(period.start, end));
    covered = std::max(covered, period.end());
  }
  reach(end);
  return gaps;
}

std::string describe(const std::vector<RadarGap>& gaps) {
  std::vector<std::string> texts;
  for (const RadarGap& gap : gaps) texts.push_back(to_string(gap.first) + " to " + to_string(gap.last));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::vector<std::string> doubts_of(const Cube& cube) {
  std::vector<std::string> doubts;
  for (const DepartingDate& date : departing_dates(cube.ndvi))
    doubts.push_back(
        fmt::format("{} of {} departs from both neighbouring dates, by {:+.2f} and {:+.2f} on the mean of the same "
                    "pixels: a cloud, shade or a wrong offset may be the cause",
                    cube.index.name, to_string(cube.ndvi.time[date.step].start), date.from_previous, date.from_next));
  if (const std::vector<RadarGap> gaps = radar_gaps(cube); !gaps.empty())
    doubts.push_back(
        fmt::format("there is no radar from {}, where the cube has dates of {}", describe(gaps), cube.index.name));
  return doubts;
}

}  // namespace undercast
