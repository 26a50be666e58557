// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/preflight.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/json.h"

namespace undercast {
namespace {

// One request counts the images of one year of 8-day periods.
constexpr std::size_t kPeriodsAtOnce = 46;

[[noreturn]] void nothing_found(const char* sensor, const EeRecipe& recipe) {
  throw Error(ErrorKind::bad_input,
              fmt::format("Earth Engine has no {} image in the area from {} to {}", sensor,
                          to_string(std::max(recipe.first, recipe.radar_first)), to_string(recipe.last)),
              "check --area (longitude first), the dates and --orbit; surface reflectance begins in 2017, OPERA in "
              "2016-04, and --radar-source none makes a cube of NDVI alone");
}

std::string images_line(const char* sensor, const std::vector<int>& counts) {
  const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
  return fmt::format("{}: {} to {} images a period, {} periods without any", sensor, *least, *most,
                     std::count(counts.begin(), counts.end(), 0));
}

}  // namespace

EePreflight ee_preflight(const EeCube& cube, EeService& service) {
  EePreflight preflight;
  for (std::size_t first = 0; first < cube.periods.size(); first += kPeriodsAtOnce) {
    const auto begin = cube.periods.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end =
        cube.periods.begin() + static_cast<std::ptrdiff_t>(std::min(first + kPeriodsAtOnce, cube.periods.size()));
    const nlohmann::json answer = service.ask(
        "value:compute",
        {{"expression", ee_image_counts(cube.recipe, {begin, end}).expression()}, {"workloadTag", "undercast"}});
    const JsonValue result =
        JsonValue(answer, {"Earth Engine's answer about the number of images in each period", ErrorKind::remote,
                           "this is a defect of undercast or of the service: please report it"})
            .at("result");
    for (const JsonValue& period : result.items()) {
      const auto counts = period.as<std::vector<int>>();
      if (counts.size() < (cube.recipe.vh ? 2 : 1)) period.refuse("a number of images for each sensor");
      preflight.optical_images.push_back(counts[0]);
      if (cube.recipe.vh) preflight.radar_images.push_back(counts[1]);
    }
    if (preflight.optical_images.size() != static_cast<std::size_t>(end - cube.periods.begin()))
      result.refuse(fmt::format("{} periods", end - begin));
  }
  const auto none = [&](const std::vector<int>& counts) {
    return std::accumulate(counts.begin() + cube.first_radar_period(), counts.end(), 0) == 0;
  };
  if (none(preflight.optical_images)) nothing_found("Sentinel-2", cube.recipe);
  if (cube.recipe.vh && none(preflight.radar_images)) nothing_found("Sentinel-1", cube.recipe);
  preflight.requests = plan_tiles(cube).size();
  preflight.megabytes = 4e-6 * static_cast<double>(cube.grid.pixels()) * cube.bands();
  preflight.disk_megabytes = 2 * preflight.megabytes;
  return preflight;
}

std::string summary_of(const EePreflight& preflight) {
  return fmt::format("{}{}; {} requests for at most {:.0f} MB", images_line("Sentinel-2", preflight.optical_images),
                     preflight.radar_images.empty() ? "" : "; " + images_line("Sentinel-1", preflight.radar_images),
                     preflight.requests, preflight.megabytes);
}

std::string describe(const EePreflight& preflight, const EeCube& cube) {
  std::string text;
  for (std::size_t i = 0; i < cube.periods.size(); ++i) {
    text += fmt::format("{}  {} days  Sentinel-2 {}", to_string(cube.periods[i].start), cube.periods[i].length_days,
                        preflight.optical_images[i]);
    text += cube.recipe.vh ? fmt::format("  Sentinel-1 {}\n", preflight.radar_images[i]) : "\n";
  }
  return text + fmt::format(
                    "{}; {:.0f} MB on disk until the cube is done\n"
                    "Earth Engine does not say beforehand how many EECU-hours a computation takes; the Cloud console "
                    "shows what a project has used\n",
                    summary_of(preflight), preflight.disk_megabytes);
}

}  // namespace undercast
