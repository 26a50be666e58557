// SPDX-License-Identifier: Apache-2.0
#include "report/report.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <string_view>

#include "core/error.h"
#include "core/version.h"
#include "io/footprint.h"
#include "io/same_cube.h"
#include "report/accuracy.h"
#include "report/pixel_charts.h"
#include "report/scene_images.h"
#include "report/words.h"

namespace undercast {

// The page's parts, from src/report/page.
std::string_view report_html();
std::string_view report_css();
std::string_view report_js();

namespace {

using nlohmann::json;

constexpr int kMissingMap_px = 512;

void check(const ReportInputs& inputs) {
  const auto require = [&](const CubeSource& companion, const std::string& path, const char* role) {
    require_same_cube(companion.layout(), path, role, inputs.cube->layout(), inputs.cube->path());
  };
  require(*inputs.filled, inputs.filled->path(), "filled cube");
  if ((inputs.lower == nullptr) != (inputs.upper == nullptr))
    throw Error(ErrorKind::usage, "--lower and --upper belong together", "give both, or neither");
  if (inputs.lower != nullptr) {
    require(*inputs.lower, inputs.lower->path(), "lower bound");
    require(*inputs.upper, inputs.upper->path(), "upper bound");
  }
  if (inputs.provenance != nullptr) require(*inputs.provenance, inputs.provenance->path(), "provenance");
}

std::string name_of(const std::string& path) { return std::filesystem::path(path).filename().string(); }

std::string item(const CubeFile& file, const std::string& key) {
  const auto found = file.metadata().find(key);
  return found == file.metadata().end() ? "" : found->second;
}

// How a file was made, as far as it says so itself.
json run_of(const CubeFile& file, const std::string& role) {
  json run{{"role", role}, {"file", name_of(file.path())}};
  for (const auto& [key, name] : {std::pair{"UNDERCAST_COMMAND", "command"}, std::pair{"UNDERCAST_VERSION", "version"}})
    if (const std::string text = item(file, key); !text.empty()) run[name] = text;
  const json options = json::parse(item(file, "UNDERCAST_OPTIONS"), nullptr, false);
  if (options.is_object()) run["options"] = options;
  for (const char* key : {"FILLED_BY", "NDVI_COMPOSITE", "RADAR_COMPOSITE"})
    if (const std::string text = item(file, key); !text.empty()) run["options"][key] = text;
  return run;
}

json area_of(const Grid& grid) {
  const PixelMetres pixel = metres_per_pixel(grid);
  return {{"crs", crs_name(grid.crs_wkt)},
          {"rows", grid.rows},
          {"cols", grid.cols},
          {"pixel_m", pixel.across},
          {"width_m", pixel.across * grid.cols},
          {"west", grid.affine[0]},
          {"north", grid.affine[3]},
          {"north_up", grid.affine[2] == 0 && grid.affine[4] == 0}};
}

json shares_by_step(const SceneCounts& counts) {
  json missing = json::array(), mean = json::array();
  for (std::size_t step = 0; step < counts.missing_by_step.size(); ++step) {
    const auto share = static_cast<double>(counts.missing_by_step[step]) / static_cast<double>(counts.pixels);
    missing.push_back(std::round(share * 1e4) / 1e4);
    mean.push_back(std::isnan(counts.mean_by_step[step]) ? json(nullptr)
                                                         : json(std::round(counts.mean_by_step[step] * 1e4) / 1e4));
  }
  return {{"missing", missing}, {"mean", mean}};
}

json gaps_of(const SceneCounts& counts) {
  json gaps{{"bins", kGapBins}};
  for (const long long missing : counts.missing_by_gap)
    gaps["shares"].push_back(static_cast<double>(missing) / static_cast<double>(counts.values()));
  return gaps;
}

json provenance_of(const SceneCounts& counts) {
  if (counts.provenance_by_step.empty()) return nullptr;
  json steps = json::array();
  for (const auto& step : counts.provenance_by_step) {
    json shares = json::array();
    for (const long long count : step)
      shares.push_back(std::round(1e4 * static_cast<double>(count) / static_cast<double>(counts.pixels)) / 1e4);
    steps.push_back(std::move(shares));
  }
  json all = json::array();
  for (const long long count : counts.provenance())
    all.push_back(static_cast<double>(count) / static_cast<double>(counts.values()));
  return {{"names", {"observed", "interpolated", "network", "low trust", "missing"}}, {"steps", steps}, {"all", all}};
}

json dates_of(const TimeAxis& time) {
  json dates = json::array();
  for (const Period& period : time) dates.push_back(to_string(period.start));
  return dates;
}

// JSON within a script: no text in it may end the script.
std::string as_script(const json& data) {
  std::string text = data.dump(-1, ' ', false, json::error_handler_t::replace);
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at))
    text.replace(at, 1, "\\u003c");
  return text;
}

std::string assemble(const json& data) {
  std::string page(report_html());
  const auto put = [&](const std::string& mark, std::string_view text) {
    const std::size_t at = page.find(mark);
    if (at == std::string::npos) throw Error(ErrorKind::internal, "the report's page has no place for " + mark);
    page.replace(at, mark.size(), text);
  };
  put("/*report.css*/", report_css());
  put("/*report.js*/", report_js());
  put("{/*data*/}", as_script(data));
  return page;
}

}  // namespace

std::string make_report(const ReportInputs& inputs, int threads, Progress& progress) {
  check(inputs);
  const CubeLayout& layout = inputs.cube->layout();
  const json accuracy =
      inputs.evaluation.is_null() ? json(nullptr) : accuracy_of(inputs.evaluation, inputs.evaluation_path);
  const SceneCounts counts =
      count_scene(*inputs.cube, *inputs.filled, inputs.provenance, kMissingMap_px, threads, progress);
  OverviewReader cube(inputs.cube->path()), filled(inputs.filled->path());
  const ImageSource observed_images{&cube, inputs.cube->ndvi_bands()},
      filled_images{&filled, inputs.filled->ndvi_bands()};
  std::unique_ptr<OverviewReader> lower, upper;
  std::vector<ImageSource> bounds;
  if (inputs.lower != nullptr) {
    lower = std::make_unique<OverviewReader>(inputs.lower->path());
    upper = std::make_unique<OverviewReader>(inputs.upper->path());
    bounds = {{lower.get(), inputs.lower->ndvi_bands()}, {upper.get(), inputs.upper->ndvi_bands()}};
  }
  const std::string filled_by = item(*inputs.filled, "FILLED_BY");
  json runs{run_of(*inputs.cube, "cube"), run_of(*inputs.filled, "filled cube")};
  if (!accuracy.is_null())
    runs.push_back({{"role", "evaluation"},
                    {"file", name_of(inputs.evaluation_path)},
                    {"command", "evaluate"},
                    {"version", accuracy.at("version")},
                    {"options", accuracy.at("options")}});
  return assemble({{"version", kVersion},
                   {"cube", name_of(inputs.cube->path())},
                   {"filled", name_of(inputs.filled->path())},
                   {"filled_by", filled_by},
                   {"area", area_of(layout.grid)},
                   {"dates", dates_of(layout.ndvi)},
                   {"days", layout.ndvi.middle_days()},
                   {"summary", summary_in_words(layout, counts, filled_by, accuracy)},
                   {"figures", key_figures(layout, counts, filled_by, accuracy)},
                   {"by_step", shares_by_step(counts)},
                   {"gaps", gaps_of(counts)},
                   {"missing_map", missing_map(counts)},
                   {"season", season_frames(layout.grid, observed_images, filled_images, progress)},
                   {"before_after", before_and_after(layout.grid, observed_images, filled_images, bounds, counts)},
                   {"pixels", pixel_charts(inputs, progress)},
                   {"accuracy", accuracy},
                   {"provenance", provenance_of(counts)},
                   {"legends", legends()},
                   {"runs", runs}});
}

}  // namespace undercast
