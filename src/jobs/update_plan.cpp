// SPDX-License-Identifier: Apache-2.0
#include "jobs/update_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/error.h"
#include "core/json.h"
#include "io/options_json.h"
#include "networks/trained_model.h"

namespace undercast {
namespace {

std::string item_of(const CubeFile& file, const std::string& key) {
  const auto found = file.metadata().find(key);
  return found == file.metadata().end() ? std::string() : found->second;
}

// The options of the run that wrote a file; the file is foreign, so nothing is taken for granted.
nlohmann::json options_of(const CubeFile& file) {
  const nlohmann::json options = nlohmann::json::parse(item_of(file, "UNDERCAST_OPTIONS"), nullptr, false);
  return options.is_object() ? options : nlohmann::json::object();
}

std::string text_of(const nlohmann::json& options, const char* name) {
  return options.contains(name) && options[name].is_string() ? options[name].get<std::string>() : std::string();
}

// The parameters of a method, as a file states them.
MethodOptions parameters_of(const nlohmann::json& options, const std::string& where) {
  MethodOptions parameters;
  nlohmann::json own = nlohmann::json::object();
  AnyOptions(parameters).each([&](const char* name, OptionValue, const OptionText&) {
    if (options.contains(name)) own[name] = options[name];
  });
  options_from_json(parameters, own, where);
  return parameters;
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
    throw Error(ErrorKind::bad_input, fmt::format("{} has no date after those of {}", job.cube.path, job.filled.path),
                "nothing needs an update; --settle above 0 fills recent dates again");
  return plan;
}

FillJob repeated_fill(const UpdateJob& job, const CubeFile& filled) {
  if (item_of(filled, "FILLED_BY").empty())
    throw Error(ErrorKind::bad_input, filled.path() + " does not say that it was filled",
                "give first the cube that 'undercast fill' or 'update' wrote, then the cube with gaps");
  FillJob fill;
  fill.cube = job.cube;
  fill.model = job.model;
  fill.method = job.method;
  fill.screen = job.screen;
  fill.parameters = job.parameters;
  fill.training.device = job.device;
  if (fill.model.given() || !fill.method.empty()) return fill;
  const nlohmann::json options = options_of(filled);
  fill.model = InputFile(text_of(options, "model"));
  fill.method = text_of(options, "method");
  if (!fill.method.empty()) {
    fill.parameters = parameters_of(options, filled.path());
    make_filler(fill.method, fill.parameters);
    return fill;
  }
  if (!fill.model.given())
    throw Error(ErrorKind::bad_input,
                filled.path() + " was filled by a network that was trained in the same run and not kept",
                "give --model: built-in, or what 'undercast train' makes of the cube");
  std::error_code unreadable;
  if (fill.model.path != kBuiltInModel && !std::filesystem::exists(fill.model.path, unreadable))
    throw Error(ErrorKind::bad_input,
                fmt::format("{} was filled by the model {}, which is not there", filled.path(), fill.model.path),
                "give --model");
  return fill;
}

}  // namespace undercast
