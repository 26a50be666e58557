// SPDX-License-Identifier: Apache-2.0
#include "jobs/continued_cube.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "core/date.h"
#include "core/error.h"
#include "core/json.h"
#include "io/gdal.h"
#include "io/options_json.h"

namespace undercast {
namespace {

// Options that may differ: where the images are, how long the cube is, how it is worked on, fetched
// and stored.
bool may_differ(const std::string& name) {
  static const std::set<std::string> names{
      "end", "sentinel2", "sentinel1",   "sentinel2-items", "sentinel1-items", "window",      "memory",
      "of",  "co",        "connections", "failed-images",   "requests",        "retry-pause", "timeout"};
  return names.contains(name);
}

std::string text_of_option(const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>().empty() ? "none" : value.get<std::string>();
  if (value.is_number()) return fmt::format("{:g}", value.get<double>());
  if (!value.is_array()) return to_text(value);
  std::vector<std::string> items;
  for (const auto& item : value) items.push_back(text_of_option(item));
  return items.empty() ? "none" : fmt::format("{}", fmt::join(items, ","));
}

nlohmann::json options_in(GDALDataset& dataset, const std::string& cube) {
  const char* text = dataset.GetMetadataItem("UNDERCAST_OPTIONS");
  const nlohmann::json options = nlohmann::json::parse(text == nullptr ? "" : text, nullptr, false);
  if (!options.is_object())
    throw Error(ErrorKind::bad_input, cube + " does not say the options that made it",
                "make the cube anew, without --append, and append from then on");
  return options;
}

void require_end_not_before(const std::string& cube, const nlohmann::json& stated, const nlohmann::json& manifest) {
  const std::string end = stated.value("end", std::string());
  if (is_date(end) && parse_date(manifest.at("end").get<std::string>()) < parse_date(end))
    throw Error(ErrorKind::bad_input, fmt::format("{} ends on {}, which is after --end", cube, end),
                "--append adds periods at the end: give an --end that is not before it");
}

}  // namespace

bool replaces(const InputFile& append, OutputFile& output, bool overwrite) {
  if (!append.given() || output.given()) return overwrite;
  // A link stays, and the file that it leads to is replaced.
  std::error_code not_there;
  const std::filesystem::path file = std::filesystem::canonical(append.path, not_there);
  output = OutputFile(not_there || !std::filesystem::is_symlink(append.path, not_there) ? append.path : file.string());
  return true;
}

void require_same_options(const std::string& cube, const std::string& command, const nlohmann::json& manifest) {
  const DatasetPtr dataset = open_raster(cube);
  const char* made_by = dataset->GetMetadataItem("UNDERCAST_COMMAND");
  if (made_by == nullptr || made_by != command)
    throw Error(ErrorKind::bad_input,
                fmt::format("{} was not made by 'undercast {}'{}", cube, command,
                            made_by == nullptr ? "" : fmt::format(", but by 'undercast {}'", made_by)),
                "append with the command that made the cube");
  const nlohmann::json stated = options_in(*dataset, cube);
  std::vector<std::string> differences, remedies;
  for (const auto& [name, value] : manifest.items()) {
    if (may_differ(name) || !stated.contains(name) || stated.at(name) == value) continue;
    differences.push_back(
        fmt::format("--{} {} (here {})", name, text_of_option(stated.at(name)), text_of_option(value)));
    remedies.push_back("--" + name);
  }
  if (!differences.empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} was made with {}", cube, fmt::join(differences, ", ")),
                fmt::format("give {} as the cube has {}, or make a cube anew, without --append",
                            fmt::join(remedies, ", "), remedies.size() == 1 ? "it" : "them"));
  require_end_not_before(cube, stated, manifest);
}

void require_output_apart(const InputFile& append, const OutputFile& output) {
  if (append.given() && append.path == output.path)
    throw Error(ErrorKind::usage, "--output and --append are both " + append.path,
                "leave out --output: the cube is then replaced when all is done");
}

void check_append(const InputFile& append, const OutputFile& counts, const AnyOptions& options) {
  if (!append.given()) return;
  if (counts.given())
    throw Error(ErrorKind::usage, "--counts is not for --append: the cube does not hold the counts of its periods",
                "leave it out, or make the cube anew, without --append");
  options.each([](const char* name, OptionValue value, const OptionText&) {
    const auto* text = std::get_if<std::string*>(&value);
    if (text == nullptr) return;
    if (name == std::string("screen") && **text != "off")
      throw Error(ErrorKind::usage, "--screen is not for --append: it judges the images of all periods together",
                  "make the cube anew, without --append, or screen it when it is filled (fill --screen)");
    if (name == std::string("radar-orbits") && **text == "apart")
      throw Error(ErrorKind::usage, "--radar-orbits apart is not for --append: it writes several cubes",
                  "make the cubes anew, without --append, or use --radar-orbits best");
    if (name == std::string("raw") && !(*text)->empty())
      throw Error(ErrorKind::usage, "--raw is not for --append, which fetches a part of the images alone",
                  "leave it out, or make the cube anew, without --append");
  });
}

}  // namespace undercast
