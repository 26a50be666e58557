// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/radar_images.h"

#include <cmath>

#include "core/json.h"

namespace undercast {
namespace {

Date day_of_milliseconds(double milliseconds) {
  constexpr double kMillisecondsOfDay = 86'400'000;
  return Date(Days(static_cast<int>(std::floor(milliseconds / kMillisecondsOfDay))));
}

nlohmann::json ask_for_lists(const EeNode& lists, EeService& service) {
  return service.ask("value:compute", {{"expression", lists.expression()}, {"workloadTag", "undercast"}});
}

JsonValue lists_of(const nlohmann::json& answer, std::size_t count) {
  const JsonValue result =
      JsonValue(answer, {"Earth Engine's answer about the dates and orbits of images", ErrorKind::remote,
                         "this is a defect of undercast or of the service: please report it"})
          .at("result");
  if (result.items().size() != count) result.refuse(std::to_string(count) + " lists");
  return result;
}

}  // namespace

std::vector<EeRadarImage> list_radar_images(const EeRecipe& recipe, EeService& service) {
  if (!recipe.vh) return {};
  const nlohmann::json answer = ask_for_lists(ee_radar_tracks(recipe), service);
  const std::vector<JsonValue> lists = lists_of(answer, 3).items();
  const auto times = lists[0].as<std::vector<double>>(), orbits = lists[1].as<std::vector<double>>();
  const bool is_opera = recipe.radar_collection == EeRadarCollection::opera;
  const auto platforms = is_opera ? std::vector<std::string>() : lists[2].as<std::vector<std::string>>();
  const auto passes = is_opera ? lists[2].as<std::vector<double>>() : std::vector<double>();
  std::vector<EeRadarImage> images;
  for (std::size_t i = 0; i < times.size(); ++i) {
    EeRadarImage& image = images.emplace_back();
    image.date = day_of_milliseconds(times[i]);
    // The service leaves out what an image does not say; then it is unknown which image says what.
    if (orbits.size() == times.size()) image.relative_orbit = static_cast<int>(orbits[i]);
    if (platforms.size() == times.size()) image.platform = "S1" + platforms[i];
    if (passes.size() == times.size()) image.absolute_orbit = static_cast<int>(passes[i]);
  }
  return images;
}

std::vector<Date> list_optical_days(const EeRecipe& recipe, EeService& service) {
  const nlohmann::json answer = ask_for_lists(ee_optical_times(recipe), service);
  std::vector<Date> days;
  for (const double time : lists_of(answer, 1).items()[0].as<std::vector<double>>())
    days.push_back(day_of_milliseconds(time));
  return days;
}

}  // namespace undercast
