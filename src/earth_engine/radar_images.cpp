// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/radar_images.h"

#include <cmath>

#include "core/json.h"

namespace undercast {

std::vector<EeRadarImage> list_radar_images(const EeRecipe& recipe, EeService& service) {
  if (!recipe.vh) return {};
  const nlohmann::json answer = service.ask(
      "value:compute", {{"expression", ee_radar_tracks(recipe).expression()}, {"workloadTag", "undercast"}});
  const JsonValue result = JsonValue(answer, {"Earth Engine's answer about the relative orbits", ErrorKind::remote,
                                              "this is a defect of undercast or of the service: please report it"})
                               .at("result");
  if (result.items().size() != 3) result.refuse("dates, relative orbits and platforms");
  const auto times = result.items()[0].as<std::vector<double>>();
  const auto orbits = result.items()[1].as<std::vector<double>>();
  const auto platforms = result.items()[2].as<std::vector<std::string>>();
  std::vector<EeRadarImage> images;
  for (std::size_t i = 0; i < times.size(); ++i) {
    constexpr double kMillisecondsOfDay = 86'400'000;
    EeRadarImage& image = images.emplace_back();
    image.date = Date(Days(static_cast<int>(std::floor(times[i] / kMillisecondsOfDay))));
    // The service leaves out what an image does not say; then it is unknown which image says what.
    if (orbits.size() == times.size()) image.relative_orbit = static_cast<int>(orbits[i]);
    if (platforms.size() == times.size()) image.platform = "S1" + platforms[i];
  }
  return images;
}

}  // namespace undercast
