// SPDX-License-Identifier: Apache-2.0
#include "gaps/suspects.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/median.h"

namespace undercast {
namespace {

constexpr float kDepth = 0.12F;
constexpr double kLongestSpanDays = 50;
constexpr float kTimesNoise = 3;
constexpr std::size_t kFewestOfDate = 10, kFewestDepartures = 8;

/// An observation between two others of its pixel.
struct Departure {
  int step = 0;
  float from_line = 0;   ///< from the line between both neighbours
  float from_lower = 0;  ///< from the lower one of them
};

// The observations of a pixel whose neighbours lie close enough.
std::vector<Departure> departures(const Variable& ndvi, const std::vector<double>& days, std::size_t pixel) {
  std::vector<Departure> found;
  int previous = -1, middle = -1;
  for (int step = 0; step < ndvi.steps(); ++step) {
    if (is_missing(ndvi.image(step)[pixel])) continue;
    if (previous >= 0 && days[step] - days[previous] <= kLongestSpanDays) {
      const float before = ndvi.image(previous)[pixel], value = ndvi.image(middle)[pixel],
                  after = ndvi.image(step)[pixel];
      const auto share = static_cast<float>((days[middle] - days[previous]) / (days[step] - days[previous]));
      found.push_back({middle, value - ((1 - share) * before + share * after), value - std::min(before, after)});
    }
    previous = middle;
    middle = step;
  }
  return found;
}

// The standard deviation of departures whose lower quarter alone is trusted: dips are rarer.
float noise_of(std::vector<float>& sizes) {
  constexpr float kLowerQuarterOfNormal = 0.3186F;
  if (sizes.empty()) return 0;
  const auto quarter = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 4);
  std::nth_element(sizes.begin(), quarter, sizes.end());
  return *quarter / kLowerQuarterOfNormal;
}

}  // namespace

SuspectTest::SuspectTest(const Variable& sample) : scene_(static_cast<std::size_t>(sample.steps())) {
  const std::vector<double> days = sample.time.middle_days();
  std::vector<std::vector<float>> by_date(scene_.size());
  std::vector<float> sizes;
  for (std::size_t pixel = 0; pixel < sample.pixels(); ++pixel)
    for (const Departure& departure : departures(sample, days, pixel)) {
      by_date[departure.step].push_back(departure.from_line);
      sizes.push_back(std::abs(departure.from_line));
    }
  for (std::size_t step = 0; step < scene_.size(); ++step)
    if (by_date[step].size() >= kFewestOfDate) scene_[step] = median(by_date[step]);
  noise_ = noise_of(sizes);
}

std::vector<std::uint8_t> SuspectTest::find(const Variable& ndvi) const {
  std::vector<std::uint8_t> suspects(ndvi.values.size());
  const std::vector<double> days = ndvi.time.middle_days();
  for (std::size_t pixel = 0; pixel < ndvi.pixels(); ++pixel) {
    const std::vector<Departure> all = departures(ndvi, days, pixel);
    std::vector<float> sizes;
    for (const Departure& departure : all) sizes.push_back(std::abs(departure.from_line));
    const float noise = sizes.size() < kFewestDepartures ? noise_ : std::max(noise_of(sizes), noise_ / 2);
    for (const auto& [step, from_line, from_lower] : all) {
      const float scene = scene_[static_cast<std::size_t>(step)];
      const bool alone = from_line < -kTimesNoise * noise && from_line - scene < -kDepth;
      if (from_lower < -kDepth && (scene < -kDepth || alone))
        suspects[static_cast<std::size_t>(step) * ndvi.pixels() + pixel] = 1;
    }
  }
  return suspects;
}

SuspectCount count_suspects(const Variable& ndvi, const SuspectTest& test) {
  const std::vector<std::uint8_t> suspects = test.find(ndvi);
  return {std::count_if(ndvi.values.begin(), ndvi.values.end(), is_observed),
          std::count(suspects.begin(), suspects.end(), 1)};
}

std::string too_many_suspects(const SuspectCount& count, const std::string& whose, bool drops,
                              const std::string& remedy) {
  constexpr double kMostSuspect = 0.25;
  if (count.share() <= kMostSuspect) return {};
  const std::string found =
      fmt::format("{:.0f} % of the observed values of {} are suspect", 100 * count.share(), whose);
  if (drops)
    throw Error(ErrorKind::bad_input, found + ": --screen drop would leave too little",
                remedy + "; --screen flag or off keeps the values");
  return found + ": " + remedy;
}

Cube ScreenedSource::read(const Window& window, bool with_radar) {
  Cube cube = source_.read(window, with_radar);
  const std::vector<std::uint8_t> suspects = test_.find(cube.ndvi);
  for (std::size_t i = 0; i < suspects.size(); ++i)
    if (suspects[i] != 0) cube.ndvi.values[i] = kMissing;
  return cube;
}

std::unique_ptr<CubeSource> ScreenedSource::reopen() const {
  return std::unique_ptr<CubeSource>(new ScreenedSource(source_.reopen(), test_));
}

}  // namespace undercast
