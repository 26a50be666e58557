// SPDX-License-Identifier: Apache-2.0
#include "report/report.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <string_view>

#include "core/error.h"
#include "core/version.h"
#include "io/crs.h"
#include "io/footprint.h"
#include "report/accuracy.h"
#include "report/field_charts.h"
#include "report/pixel_charts.h"
#include "report/scene_images.h"
#include "report/words.h"

namespace undercast {

// These are the parts of the page, from src/report/page.
std::string_view report_html();
std::string_view report_css();
std::string_view report_js();
std::string_view report_fields();

namespace {

using nlohmann::json;

constexpr int kMissingMap_px = 512;

std::string name_of(const std::string& path) { return std::filesystem::path(path).filename().string(); }

// Describes how a file was made, from its own metadata.
json run_of(const CubeFile& file, const std::string& role) {
  json run{{"role", role}, {"file", name_of(file.path())}};
  for (const auto& [key, name] : {std::pair{"UNDERCAST_COMMAND", "command"}, std::pair{"UNDERCAST_VERSION", "version"}})
    if (const std::string text = file.item(key); !text.empty()) run[name] = text;
  if (json options = json_or_null(file.item("UNDERCAST_OPTIONS")); options.is_object())
    run["options"] = std::move(options);
  const std::string& index = file.layout().index.name;
  for (const std::string& key :
       {std::string("FILLED_BY"), index + "_COMPOSITE", index + "_FORMULA", std::string("RADAR_COMPOSITE")})
    if (const std::string text = file.item(key); !text.empty()) run["options"][key] = text;
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
  for (const double share : counts.observed.missing_shares()) missing.push_back(rounded(share));
  for (const ValueCount& step : counts.filled) mean.push_back(rounded(step.mean()));
  return {{"missing", missing}, {"mean", mean}};
}

json gaps_of(const SceneCounts& counts) {
  json gaps{{"bins", kGapBins}};
  for (const long long missing : counts.observed.missing_by_gap)
    gaps["shares"].push_back(static_cast<double>(missing) / static_cast<double>(counts.observed.values()));
  return gaps;
}

json provenance_of(const SceneCounts& counts) {
  if (counts.provenance_by_step.empty()) return nullptr;
  json steps = json::array();
  for (const auto& step : counts.provenance_by_step) {
    json shares = json::array();
    for (const long long count : step)
      shares.push_back(std::round(1e4 * static_cast<double>(count) / static_cast<double>(counts.observed.pixels)) /
                       1e4);
    steps.push_back(std::move(shares));
  }
  json names = json::array(), all = json::array();
  for (const Provenance code : kProvenances) names.push_back(name_of(code));
  for (const long long count : counts.provenance())
    all.push_back(static_cast<double>(count) / static_cast<double>(counts.observed.values()));
  return {{"names", names}, {"steps", steps}, {"all", all}};
}

json dates_of(const TimeAxis& time) {
  json dates = json::array();
  for (const Period& period : time) dates.push_back(to_string(period.start));
  return dates;
}

// No text within the JSON may end the script that holds it.
std::string as_script(const json& data) {
  std::string text = to_text(data);
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
  put("/*fields.js*/", report_fields());
  put("{/*data*/}", as_script(data));
  return page;
}

}  // namespace

std::string make_report(const FilledFiles& files, const std::string& evaluation_path, const GivenFields& fields,
                        const RunContext& run) {
  if (files.cube->metadata().contains("FILLED_BY"))
    throw Error(ErrorKind::bad_input, files.cube->path() + " was filled already",
                "the cube before filling comes first, then the filled one");
  const CubeLayout& layout = files.cube->layout();
  const json accuracy =
      evaluation_path.empty() ? json(nullptr) : read_accuracy(evaluation_path, files.cube->path(), layout.index.name);
  const json field_data =
      fields.given() ? field_charts(read_field_series(files, fields, run), layout.grid) : json(nullptr);
  SceneCounts counts = count_scene(*files.cube, *files.filled, files.provenance.get(), kMissingMap_px, run);
  if (files.has_own_dates()) counts.altered.reset();
  OverviewReader cube(*files.cube), filled(*files.filled);
  const ImageSource observed_images{&cube, files.cube->ndvi_bands()},
      filled_images{&filled, files.filled->ndvi_bands()};
  std::unique_ptr<OverviewReader> lower, upper;
  std::vector<ImageSource> bounds;
  if (files.lower) {
    lower = std::make_unique<OverviewReader>(*files.lower);
    upper = std::make_unique<OverviewReader>(*files.upper);
    bounds = {{lower.get(), files.lower->ndvi_bands()}, {upper.get(), files.upper->ndvi_bands()}};
  }
  const std::string filled_by = files.filled->item("FILLED_BY");
  json runs{run_of(*files.cube, "cube"), run_of(*files.filled, "filled cube")};
  if (!accuracy.is_null())
    runs.push_back({{"role", "evaluation"},
                    {"file", name_of(evaluation_path)},
                    {"command", "evaluate"},
                    {"version", accuracy.at("version")},
                    {"options", accuracy.at("options")}});
  return assemble({{"version", kVersion},
                   {"cube", name_of(files.cube->path())},
                   {"filled", name_of(files.filled->path())},
                   {"filled_by", filled_by},
                   {"index", layout.index.name},
                   {"area", area_of(layout.grid)},
                   {"dates", dates_of(layout.ndvi)},
                   {"days", layout.ndvi.middle_days()},
                   {"summary", summary_in_words(layout, counts, filled_by, accuracy)},
                   {"figures", key_figures(layout, counts, filled_by, accuracy)},
                   {"by_step", shares_by_step(counts)},
                   {"gaps", gaps_of(counts)},
                   {"missing_map", missing_map(counts)},
                   {"season", season_frames(layout, observed_images, filled_images, run.progress)},
                   {"before_after", before_and_after(layout, observed_images, filled_images, bounds, counts)},
                   {"pixels", pixel_charts(files, run.progress)},
                   {"fields", field_data},
                   {"accuracy", accuracy},
                   {"provenance", provenance_of(counts)},
                   {"legends", legends(layout.index)},
                   {"runs", runs}});
}

}  // namespace undercast
