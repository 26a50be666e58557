// SPDX-License-Identifier: Apache-2.0
#include "jobs/update_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/error.h"
#include "core/json.h"
#include "io/options_json.h"
#include "networks/trained_model.h"

namespace undercast {
namespace {

// The options of the run that wrote a file; the file is foreign, so nothing is taken for granted.
nlohmann::json options_of(const CubeFile& file) {
  const nlohmann::json options = nlohmann::json::parse(file.item("UNDERCAST_OPTIONS"), nullptr, false);
  return options.is_object() ? options : nlohmann::json::object();
}

std::string text_of(const nlohmann::json& options, const char* name) {
  return options.contains(name) && options[name].is_string() ? options[name].get<std::string>() : std::string();
}

std::set<std::string> names_of(const AnyOptions& options) {
  std::set<std::string> names;
  options.each([&](const char* name, OptionValue, const OptionText&) { names.insert(name); });
  return names;
}

// Sets the options of these names as a file states them.
void take_options(FillJob& job, const std::set<std::string>& names, const nlohmann::json& stated,
                  const std::string& where) {
  nlohmann::json known = nlohmann::json::object();
  for (const std::string& name : names)
    if (stated.contains(name)) known[name] = stated[name];
  options_from_json(job, known, where);
}

}  // namespace

UpdatePlan plan_update(const UpdateJob& job, const TimeAxis& filled, const TimeAxis& cube) {
  const int common = std::min(filled.size(), cube.size());
  for (int step = 0; step < common; ++step)
    if (filled[step].start != cube[step].start)
      throw Error(ErrorKind::bad_input,
                  fmt::format("{} is no fill of {}: its date {} is {}, the cube's is {}", job.filled.path,
                              job.cube.path, step + 1, to_string(filled[step].start), to_string(cube[step].start)),
                  "give the fill of this cube from before its last dates were added");
  if (cube.size() < filled.size())
    throw Error(ErrorKind::bad_input,
                fmt::format("{} ends on {}, and {} has {} dates more", job.cube.path,
                            to_string(cube[cube.size() - 1].start), job.filled.path, filled.size() - cube.size()),
                "give the filled cube first, then the cube with its new dates");
  UpdatePlan plan{0, filled.size(), cube.size()};
  const Date end = cube[cube.size() - 1].end();
  while (plan.settled < plan.previous && cube[plan.settled].end() + Days(job.settle_days) <= end) ++plan.settled;
  if (plan.settled == plan.dates)
    throw Error(ErrorKind::bad_input,
                fmt::format("{} has no date after the dates of {}", job.cube.path, job.filled.path),
                "nothing needs an update; --settle above 0 fills recent dates again");
  return plan;
}

RepeatedFill repeated_fill(const UpdateJob& job, const CubeFile& filled) {
  if (filled.item("FILLED_BY").empty())
    throw Error(ErrorKind::bad_input, filled.path() + " does not say that it was filled",
                "give first the cube that 'undercast fill' or 'update' wrote, then the cube with gaps");
  const nlohmann::json options = options_of(filled);
  FillJob known;  // what it says
  known.model = InputFile(text_of(options, "model"));
  known.method = text_of(options, "method");
  take_options(known, {"screen", "max-gap"}, options, filled.path());
  if (!known.method.empty()) {
    take_options(known, names_of(MethodOptions()), options, filled.path());
    make_filler(known.method, known.parameters);
  }
  RepeatedFill repeated{known, known.method.empty() ? Provenance::network : Provenance::interpolated};
  FillJob& fill = repeated.fill;
  fill.cube = job.cube;
  fill.training.device = job.device;
  if (job.model.given() || !job.method.empty()) {
    fill.model = job.model;
    fill.method = job.method;
    fill.parameters = job.parameters;
    return repeated;
  }
  if (!fill.method.empty()) return repeated;
  if (!fill.model.given())
    throw Error(ErrorKind::bad_input,
                filled.path() + " was filled by a network that was trained in the same run and not kept",
                "give --model: built-in, or what 'undercast train' makes of the cube");
  std::error_code unreadable;
  if (fill.model.path != kBuiltInModel && !std::filesystem::exists(fill.model.path, unreadable))
    throw Error(ErrorKind::bad_input,
                fmt::format("{} was filled by the model {}, which is not there", filled.path(), fill.model.path),
                "give --model");
  return repeated;
}

nlohmann::json manifest_of(const UpdateJob& job, const FillJob& repeated, const RunContext& run) {
  UpdateJob resolved = job;
  resolved.model = repeated.model;
  resolved.method = repeated.method;
  resolved.parameters = repeated.parameters;
  nlohmann::json manifest = manifest_of(resolved, run.memory);
  manifest["screen"] = repeated.screen;
  manifest["max-gap"] = repeated.max_gap_days;
  return manifest;
}

}  // namespace undercast
