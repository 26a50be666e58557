// SPDX-License-Identifier: Apache-2.0
#include "jobs/fill_variables.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "core/error.h"
#include "core/letters.h"
#include "core/named_beside.h"
#include "io/cube_images.h"
#include "io/table_file.h"

namespace undercast {
namespace {

constexpr const char* kAll = "all";

// All indices of the cube; NDVI comes first.
std::vector<std::string> variables_of(const FillJob& job) {
  CubeReadOptions reading = job.reading;
  reading.variable.clear();
  const CubeImages found = find_images(job.cube.path, reading);
  const auto is_ndvi = [](const CubeImage& image) { return image.name.variable == "NDVI"; };
  std::vector<std::string> names;
  if (std::any_of(found.images.begin(), found.images.end(), is_ndvi) || found.others.empty())
    names.push_back(found.index.empty() ? "NDVI" : found.index);
  for (const std::string& other : found.others)
    if (names.empty() || other != names.front()) names.push_back(other);
  return names;
}

}  // namespace

std::vector<std::string> names_of_variables(const FillJob& job) {
  std::vector<std::string> names;
  std::istringstream list(job.reading.variable);
  for (std::string name; std::getline(list, name, ',');) names.push_back(name);
  if (job.reading.variable.ends_with(',')) names.emplace_back();
  std::set<std::string> known;
  for (const std::string& name : names)
    if (name.empty() || !known.insert(upper(name)).second)
      throw Error(ErrorKind::usage,
                  fmt::format("--variable {} {}", job.reading.variable,
                              name.empty() ? "holds an empty name" : fmt::format("names {} twice", name)),
                  "name each index once, such as NDVI,EVI2");
  return names;
}

std::vector<FillJob> by_variable(const FillJob& job) {
  std::vector<std::string> names = names_of_variables(job);
  const bool is_all = names.size() == 1 && lower(names.front()) == kAll;
  if (names.size() < 2 && !is_all) return {job};
  if (is_table_file(job.cube.path))
    throw Error(ErrorKind::usage,
                fmt::format("{} is a table, and one variable of a table is filled at once", job.cube.path),
                "name one with --variable, and fill the filled table again for another one");
  if (is_all) names = variables_of(job);
  std::vector<FillJob> jobs;
  for (const std::string& name : names) {
    FillJob& one = jobs.emplace_back(job);
    one.reading.variable = name;
    const CubeFile has_it(job.cube.path, one.reading);
    if (jobs.size() == 1) continue;
    for (OutputFile* output : {&one.output, &one.lower, &one.upper, &one.provenance, &one.quicklook, &one.animation})
      if (output->given()) output->path = named_beside(output->path, name);
  }
  for (const FillJob& one : jobs) check(one);
  return jobs;
}

}  // namespace undercast
