// SPDX-License-Identifier: Apache-2.0
#include "classical/other_years.h"

#include <algorithm>
#include <cmath>

#include "classical/scene_mean.h"
#include "core/error.h"
#include "gaps/gap_ends.h"
#include "gaps/interpolation.h"

namespace undercast {
namespace {

constexpr double kDaysOfYear = 365.2425;
// In a longer gap, the course of another year is not known.
constexpr float kLongestGap_days = 96;
// A departure from another year falls by a factor of e over this time.
constexpr double kFade_days = 40;
// Linear interpolation weighs so much beside each other year's 1.
constexpr double kWeightOfLine = 0.5;

// The interpolated series, missing in long gaps and beyond the first and the last observation.
Variable known_curve(const Variable& observed) {
  Variable curve = interpolate_linearly(observed);
  const std::vector<float> gaps = gap_days(observed);
  for (std::size_t i = 0; i < gaps.size(); ++i)
    if (is_open_ended(gaps[i]) || gaps[i] > kLongestGap_days) curve.values[i] = kMissing;
  return curve;
}

// Mean of each pixel's interpolated series.
std::vector<float> means_in_time(const Variable& observed) {
  const Variable series = interpolate_linearly(observed);
  std::vector<float> means(series.pixels());
  for (int t = 0; t < series.steps(); ++t)
    for (std::size_t i = 0; i < means.size(); ++i) means[i] += series.image(t)[i] / static_cast<float>(series.steps());
  return means;
}

// One other year: for each step, the two steps between which the same day of that year lies.
class OtherYear {
 public:
  OtherYear(const std::vector<double>& days, int years_later) {
    const int last = static_cast<int>(days.size()) - 1;
    for (const double of_this_year : days) {
      const double day = of_this_year + years_later * kDaysOfYear;
      const auto after = static_cast<int>(std::upper_bound(days.begin(), days.end(), day) - days.begin());
      Place& place = places_.emplace_back();
      if (after == 0 || after > last) continue;
      const double between = days[after] - days[after - 1];
      if (between <= kLongestGap_days) place = {after - 1, static_cast<float>((day - days[after - 1]) / between)};
    }
  }
  /// A curve's value on the same day; NaN where it is not known.
  template <class Curve>
  float read(int step, Curve at) const {
    const auto [before, share] = places_[step];
    return before < 0 ? kMissing : (1 - share) * at(before) + share * at(before + 1);
  }
  bool is_empty() const {
    return std::all_of(places_.begin(), places_.end(), [](const Place& place) { return place.before < 0; });
  }

 private:
  struct Place {
    int before = -1;
    float share = 0;
  };
  std::vector<Place> places_;
};

std::vector<OtherYear> other_years(const TimeAxis& time) {
  std::vector<OtherYear> years;
  if (years_of(time) <= kLeastYears) return years;
  const int most = static_cast<int>(std::ceil(years_of(time)));
  for (int later = -most; later <= most; ++later) {
    if (later == 0) continue;
    OtherYear year(time.middle_days(), later);
    if (!year.is_empty()) years.push_back(std::move(year));
  }
  return years;
}

// What remains at a step of a departure at the gap's ends.
float remainder(const BetweenEnds& ends, const std::vector<double>& days, int step) {
  double nearest = INFINITY;
  for (const int end : {ends.previous, ends.next})
    if (end != GapEnds::kNone) nearest = std::min(nearest, std::abs(days[step] - days[end]));
  return static_cast<float>(std::exp(-nearest / kFade_days));
}

}  // namespace

double years_of(const TimeAxis& time) {
  if (time.empty()) return 0;
  return static_cast<double>((time[time.size() - 1].end() - time[0].start).count()) / kDaysOfYear;
}

void OtherYearsFiller::fit(CubeSource& scene, const RunContext& run) {
  Variable curve(scene.layout().ndvi, 1, 1);
  curve.values = scene_mean_curve(scene, kUnobservedShare, run);
  scene_ = known_curve(curve);
}

void OtherYearsFiller::check(const CubeLayout& layout) const {
  if (scene_.time != layout.ndvi)
    throw Error(ErrorKind::internal, "other-years was fitted to another cube, or not at all");
}

Variable OtherYearsFiller::estimate(const Variable& observed) const {
  const GapEnds ends(observed);
  Variable answer = interpolate_without_self(observed, ends);
  const std::vector<OtherYear> years = other_years(observed.time);
  if (years.empty()) return answer;
  const std::vector<double> days = observed.time.middle_days();
  const Variable own = known_curve(observed);
  const std::vector<float> mean = means_in_time(observed);
  for (std::size_t i = 0; i < answer.values.size(); ++i) {
    const std::size_t pixel = i % observed.pixels();
    const int step = static_cast<int>(i / observed.pixels());
    const BetweenEnds between(ends.previous[i], ends.next[i], days, step);
    if (!between.exists()) continue;
    const float line = answer.values[i], kept = remainder(between, days, step);
    const auto drawn_to = [&](const OtherYear& year, auto curve) {
      const auto at = [&](int t) { return year.read(t, curve); };
      return at(step) + kept * (line - between.interpolate(at));
    };
    double sum = 0, count = 0;
    for (const OtherYear& year : years) {
      const float by_own = drawn_to(year, [&](int t) { return own.image(t)[pixel]; });
      const float by_scene = drawn_to(year, [&](int t) { return mean[pixel] + scene_.values[t]; });
      if (is_missing(by_own) && is_missing(by_scene)) continue;
      sum += static_cast<double>(is_missing(by_own)     ? by_scene
                                 : is_missing(by_scene) ? by_own
                                                        : (by_own + by_scene) / 2);
      ++count;
    }
    answer.values[i] = static_cast<float>((sum + kWeightOfLine * static_cast<double>(line)) / (count + kWeightOfLine));
  }
  return answer;
}

}  // namespace undercast
