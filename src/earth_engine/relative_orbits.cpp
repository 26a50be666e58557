// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/relative_orbits.h"

#include <cmath>
#include <set>

#include "composite/radar_orbits.h"
#include "core/json.h"

namespace undercast {
namespace {

std::vector<RadarSample> images_of(const JsonValue& lists) {
  if (lists.items().size() != 3) lists.refuse("dates, relative orbits and platforms");
  const auto times = lists.items()[0].as<std::vector<double>>();
  const auto orbits = lists.items()[1].as<std::vector<double>>();
  const auto platforms = lists.items()[2].as<std::vector<std::string>>();
  std::vector<RadarSample> images;
  for (std::size_t i = 0; i < times.size(); ++i) {
    RadarSample& image = images.emplace_back();
    constexpr double kMillisecondsOfDay = 86'400'000;
    image.date = Date(Days(static_cast<int>(std::floor(times[i] / kMillisecondsOfDay))));
    image.places_db = {0};  // it holds something in the area
    // The service leaves out what an image does not say, so that lists of other lengths do not match.
    if (orbits.size() == times.size()) image.track.relative_orbit = static_cast<int>(orbits[i]);
    if (platforms.size() == times.size()) image.track.platform = "S1" + platforms[i];
  }
  return images;
}

}  // namespace

std::string choose_relative_orbits(const std::string& choice, EeService& service, EeCube& cube) {
  if (!cube.recipe.vh) return {};
  const nlohmann::json answer = service.ask(
      "value:compute", {{"expression", ee_radar_tracks(cube.recipe).expression()}, {"workloadTag", "undercast"}});
  const std::vector<RadarSample> images =
      images_of(JsonValue(answer, {"Earth Engine's answer about the relative orbits", ErrorKind::remote,
                                   "this is a defect of undercast or of the service: please report it"})
                    .at("result"));
  if (images.empty()) return {};
  const RadarSeries series = choose_radar(choice, images, cube.layout().ndvi).front();
  if (series.images.size() == images.size()) return series.description;
  std::set<int> orbits;
  for (const int image : series.images) orbits.insert(images[image].track.relative_orbit);
  cube.recipe.relative_orbits.assign(orbits.begin(), orbits.end());
  return series.description;
}

}  // namespace undercast
