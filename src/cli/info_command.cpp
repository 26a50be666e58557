// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/model_info.h"
#include "core/json.h"
#include "gaps/doubtful_dates.h"
#include "gaps/sample_scene.h"
#include "io/crs.h"
#include "io/cube_file.h"
#include "io/cube_summary.h"
#include "io/point_table.h"
#include "jobs/check_job.h"
#include "networks/model_file.h"
#include "networks/train_options.h"
#include "report/pixel_info.h"

namespace undercast::cli {
namespace {

using nlohmann::json;

struct InfoOptions {
  InputFile file;
  bool as_json = false;
  std::vector<int> pixel;  ///< row and column, or empty
  CubeReadOptions reading;

  void each(const OptionVisitor& visit) {
    visit(
        "file", &file,
        {.text =
             "cube, table of points, model file, or built-in (the model that is part of the program); not needed with "
             "--ndvi PATH",
         .positional = true,
         .holds = {"raster", "table", "model"}});
    visit("json", &as_json, {.text = "print JSON", .of_the_run = true});
    visit("pixel", &pixel,
          {.text = "ROW,COLUMN, counted from 0 at the upper left: print the series of this pixel instead",
           .min = 0,
           .max = 1e9});
    reading.each(visit);
  }
};

// Writes NaN as null: JSON has no NaN.
json number(double value) { return std::isnan(value) ? json(nullptr) : json(value); }

json to_json(const ValueSummary& values) {
  return {{"observed_share", values.observed_share},
          {"mean", number(values.mean)},
          {"min", number(values.min)},
          {"max", number(values.max)}};
}

// Returns left, bottom, right and top of the corners, whatever the grid's rotation.
std::array<double, 4> extent(const Grid& grid) {
  std::array<double, 4> box{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
  for (const double col : {0.0, static_cast<double>(grid.cols)})
    for (const double row : {0.0, static_cast<double>(grid.rows)}) {
      const double x = grid.affine[0] + grid.affine[1] * col + grid.affine[2] * row;
      const double y = grid.affine[3] + grid.affine[4] * col + grid.affine[5] * row;
      box = {std::min(box[0], x), std::min(box[1], y), std::max(box[2], x), std::max(box[3], y)};
    }
  return box;
}

// Lists the lengths of the periods, and how many have each: "8 days (45), 5 days (1)".
std::string period_lengths(const TimeAxis& time) {
  std::map<int, int, std::greater<>> counts;
  for (const Period& period : time) ++counts[period.length_days];
  std::string text;
  for (const auto& [days, count] : counts)
    text += fmt::format("{}{} {} ({})", text.empty() ? "" : ", ", days, days == 1 ? "day" : "days", count);
  return text;
}

// What a user should know before the cube is used, judged on a sample of a large one.
std::vector<std::string> doubts(CubeFile& file) { return doubts_of(sample_scene(file, kSamplePx)); }

json to_json(const CubeFile& file) {
  const Grid& grid = file.layout().grid;
  return {{"path", file.path()},
          {"kind", "cube"},
          {"crs", crs_name(grid.crs_wkt)},
          {"rows", grid.rows},
          {"cols", grid.cols},
          {"pixel_width", grid.pixel_width()},
          {"pixel_height", grid.pixel_height()},
          {"extent", extent(grid)},
          {"metadata", file.metadata()}};
}

json to_json(const PointTable& table) {
  return {{"path", table.file.path()},
          {"kind", "table of points"},
          {"form", table.columns.is_wide() ? "wide" : "long"},
          {"points", table.points},
          {"rows", table.file.rows()}};
}

void add_values(const CubeSummary& summary, json& out) {
  out["longest_gap_days"] = summary.longest_gap_days;
  out["never_observed_pixels_share"] = summary.never_observed_pixels_share;
  for (const VariableSummary& variable : summary.variables) {
    json item = to_json(variable.all);
    item["unit"] = variable.unit;
    for (std::size_t i = 0; i < variable.steps.size(); ++i) {
      json step = to_json(variable.steps[i]);
      step["date"] = to_string(variable.time[static_cast<int>(i)].start);
      step["days"] = variable.time[static_cast<int>(i)].length_days;
      item["steps"].push_back(step);
    }
    out["variables"][variable.name] = item;
  }
  for (std::size_t bin = 0; bin < kGapBins.size(); ++bin)
    out["missing_share_by_gap_days"][kGapBins[bin]] = summary.missing_by_gap[bin];
}

std::string bar(double share, int width) {
  const auto full = static_cast<std::size_t>(std::lround(share * width));
  return std::string(full, '#') + std::string(static_cast<std::size_t>(width) - full, '.');
}

void print_text(const CubeFile& file) {
  const Grid& grid = file.layout().grid;
  const auto box = extent(grid);
  fmt::print("{}\n\ngrid       {}, {} rows x {} columns of {:g} x {:g}\n", file.path(), crs_name(grid.crs_wkt),
             grid.rows, grid.cols, grid.pixel_width(), grid.pixel_height());
  fmt::print("extent     {:.10g} {:.10g} to {:.10g} {:.10g}\n", box[0], box[1], box[2], box[3]);
  if (!file.other_indices().empty())
    fmt::print("indices    {}, and with --variable {}\n", file.layout().index.name,
               fmt::join(file.other_indices(), ", "));
}

void print_text(const PointTable& table) {
  fmt::print("{}\n\ntable      {} points in {} rows, a {} for each date\n", table.file.path(), table.points,
             table.file.rows(), table.columns.is_wide() ? "column" : "row");
}

void print_values(const CubeSummary& summary, const char* there, const char* pixels) {
  for (const VariableSummary& variable : summary.variables) {
    fmt::print("{:<10} {} dates, {} to {}; periods of {}\n", variable.name, variable.time.size(),
               to_string(variable.time[0].start), to_string(variable.time[variable.time.size() - 1].end() - Days(1)),
               period_lengths(variable.time));
    if (std::isnan(variable.all.mean)) {
      fmt::print("           no value at all\n");
    } else {
      fmt::print("           {:.1f} % {}, {:.3f} to {:.3f}, mean {:.3f}{}\n", 100 * variable.all.observed_share, there,
                 variable.all.min, variable.all.max, variable.all.mean,
                 variable.unit == "1" ? "" : " " + variable.unit);
    }
  }
  const std::string& index = summary.variables[0].name;
  fmt::print("\n{} by date\ndate        {:<10} %                         mean    min    max\n", index, there);
  for (std::size_t i = 0; i < summary.variables[0].steps.size(); ++i) {
    const ValueSummary& step = summary.variables[0].steps[i];
    fmt::print("{}  {:5.1f} {}", to_string(summary.variables[0].time[static_cast<int>(i)].start),
               100 * step.observed_share, bar(step.observed_share, 20));
    if (!std::isnan(step.mean)) fmt::print("  {:6.3f} {:6.3f} {:6.3f}", step.mean, step.min, step.max);
    fmt::print("\n");
  }
  fmt::print("\nmissing {} values by length of their gap (share of all values)\n", index);
  for (std::size_t bin = 0; bin < kGapBins.size(); ++bin)
    fmt::print("{:<11}  {:5.1f} % {}\n", kGapBins[bin], 100 * summary.missing_by_gap[bin],
               bar(summary.missing_by_gap[bin], 20));
  fmt::print("longest gap {:.0f} days; {:.1f} % of {} never observed\n", summary.longest_gap_days,
             100 * summary.never_observed_pixels_share, pixels);
}

void describe_cube(const InfoOptions& options, int threads) {
  CubeFile file(options.file.path, options.reading);
  if (!options.pixel.empty()) return fmt::print("{}", pixel_info(file, options.pixel, options.as_json));
  const CubeSummary summary = summarize(file, threads);
  const std::vector<std::string> warnings = doubts(file);
  for (const std::string& warning : warnings) spdlog::warn("{}", warning);
  if (options.as_json) {
    json answer = to_json(file);
    add_values(summary, answer);
    answer["warnings"] = warnings;
    return fmt::print("{}\n", to_text(answer, 2));
  }
  print_text(file);
  print_values(summary, file.metadata().contains("FILLED_BY") ? "present" : "observed", "pixels");
  fmt::print("\nmetadata\n");
  for (const auto& [key, value] : file.metadata()) fmt::print("{} = {}\n", key, value);
}

void describe_table(const InfoOptions& options, const RunContext& run) {
  const PointTable table(options.file.path, options.reading, run.memory);
  const CubeSummary summary = summarize(MemoryCubeSource(table.cube), run.threads);
  if (options.as_json) {
    json answer = to_json(table);
    add_values(summary, answer);
    return fmt::print("{}\n", to_text(answer, 2));
  }
  print_text(table);
  print_values(summary, "observed", "points");
}

}  // namespace

std::unique_ptr<Command> info_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "info", "Say what a cube, a table of points or a model file holds");
  auto settings = std::make_shared<InfoOptions>();
  command->bind(*settings);
  command->run([settings](const RunContext& run) {
    const std::string& path = settings->file.path;
    require_cube(settings->file, settings->reading);
    const bool is_model = path == kBuiltInModel || is_model_file(path), is_table = !is_model && is_table_file(path);
    if ((is_model || is_table) && !settings->pixel.empty())
      throw Error(ErrorKind::usage,
                  fmt::format("--pixel needs a cube, and {} is a {}", path, is_model ? "model" : "table"));
    if (is_model) return print_model_info(path, settings->as_json);
    is_table ? describe_table(*settings, run) : describe_cube(*settings, run.threads);
  });
  return command;
}

}  // namespace undercast::cli
