// SPDX-License-Identifier: Apache-2.0
#include "jobs/check_job.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "io/atomic_file.h"
#include "io/options_json.h"

namespace undercast {
namespace fs = std::filesystem;
namespace {

struct Output {
  std::string option, path, ending;
};

// What the declarations of a job's options say of files.
struct JobFiles {
  std::vector<std::string> inputs;
  std::vector<Output> outputs;
  bool overwrite = false;

  void add(const char* name, const OptionValue& value, const OptionText& text) {
    if (const auto* input = std::get_if<InputFile*>(&value); input != nullptr && (*input)->given())
      inputs.push_back((*input)->path);
    if (const auto* list = std::get_if<std::vector<InputFile>*>(&value))
      for (const InputFile& file : **list) inputs.push_back(file.path);
    if (const auto* output = std::get_if<OutputFile*>(&value)) add(std::string("--") + name, **output, text);
    if (name == std::string_view("overwrite")) overwrite = *std::get<bool*>(value);
  }

  void add(const std::string& option, const OutputFile& file, const OptionText& text) {
    if (file.is_file()) outputs.push_back({option, file.path, text.ending});
    if (text.required && !file.given())
      throw Error(ErrorKind::usage, option + " is required", "name the file to write");
  }
};

bool is_one_file(const std::string& a, const std::string& b) {
  std::error_code reason;
  if (fs::equivalent(a, b, reason)) return true;
  // Made absolute first: of a relative path that does not exist yet only a normalised copy would be
  // compared.
  const fs::path whole_a = fs::weakly_canonical(fs::absolute(a), reason);
  const fs::path whole_b = fs::weakly_canonical(fs::absolute(b), reason);
  return !reason && whole_a == whole_b;
}

// Whether a file has the name of what an interrupted run leaves beside an output.
bool is_kept_work(const std::string& file, const std::string& output) {
  const std::string name = fs::path(file).filename().string(), start = fs::path(output).filename().string() + ".";
  std::error_code reason;
  if (!name.starts_with(start) ||
      !fs::equivalent(fs::absolute(file).parent_path(), fs::absolute(output).parent_path(), reason))
    return false;
  static constexpr std::array<std::string_view, 6> kEndings{".part",        ".undercast-part", ".draft",
                                                            ".draft.parts", ".checkpoint",     ".trials"};
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

// Throws Error(usage) when an output is an input or another output, or has another ending than its
// kind. Opens no file.
void check_names(const JobFiles& files) {
  for (auto output = files.outputs.begin(); output != files.outputs.end(); ++output) {
    const auto& [option, path, ending] = *output;
    if (!path.ends_with(ending))
      throw Error(ErrorKind::usage, fmt::format("{} is {}, expected a name that ends with {}", option, path, ending),
                  fmt::format("only {} can be written: name it *{}", ending.substr(1), ending));
    for (const std::string& input : files.inputs) {
      if (is_one_file(path, input))
        throw Error(ErrorKind::usage, fmt::format("{} is {}, a file that is read", option, path),
                    "name another file to write");
      if (is_kept_work(input, path))
        throw Error(ErrorKind::usage,
                    fmt::format("{} is read, but has the name of unfinished work on {} {}", input, option, path),
                    "name another file to write");
    }
    for (auto other = files.outputs.begin(); other != output; ++other)
      if (is_one_file(path, other->path))
        throw Error(ErrorKind::usage, fmt::format("{} and {} are both {}", other->option, option, path),
                    "name a file for each");
  }
}

}  // namespace

void check_options(const AnyOptions& job, bool writes) {
  JobFiles files;
  job.each([&](const char* name, OptionValue value, const OptionText& text) {
    check_option(name, value, text);
    files.add(name, value, text);
  });
  check_names(files);
  if (!writes) return;
  for (const Output& output : files.outputs) require_writable(output.path, files.overwrite);
}

void require_cube(const InputFile& cube, const CubeReadOptions& reading) {
  if (!cube.given() && reading.ndvi.empty() && reading.red.empty())
    throw Error(ErrorKind::usage, "CUBE is required", "name a cube, or what holds its NDVI with --ndvi PATH");
  check(reading);
}

std::unique_ptr<OutputLocks> lock_outputs(const AnyOptions& job, const Team& team,
                                          const std::vector<std::string>& companions) {
  if (!team.leads()) return nullptr;
  std::vector<std::string> paths = companions;
  job.each([&](const char*, OptionValue value, const OptionText&) {
    const auto* output = std::get_if<OutputFile*>(&value);
    if (output != nullptr && (*output)->is_file()) paths.push_back((*output)->path);
  });
  return std::make_unique<OutputLocks>(paths);
}

void warn_of_ignored_options(const AnyOptions& job, const AnyOptions& defaults) {
  const nlohmann::json usual = options_to_json(defaults);
  job.each([&](const char* name, OptionValue value, const OptionText& text) {
    const nlohmann::json given = option_to_json(value);
    if (job.is_ignored(text) && given != usual.at(name))
      spdlog::warn("--{}{} has no effect: no {}network is trained", given == false ? "no-" : "", name,
                   text.network.empty() ? "" : text.network + " ");
  });
}

void require_kept_work(const std::string& path, const std::string& what, bool resume, bool overwrite) {
  const bool exists = fs::exists(path);
  if (exists && !resume && !overwrite)
    throw Error(ErrorKind::usage, fmt::format("{} holds {}", path, what),
                "continue it with --resume, or start anew with --overwrite");
  if (resume && !exists)
    throw Error(ErrorKind::usage, fmt::format("there is nothing to resume: {} does not exist", path),
                "leave out --resume");
}

void require_distinct(const AnyOptions& job, const std::string& option) {
  const nlohmann::json values = options_to_json(job).at(option);
  for (auto value = values.begin(); value != values.end(); ++value)
    if (std::find(values.begin(), value, *value) != value)
      throw Error(
          ErrorKind::usage,
          fmt::format("--{} names {} twice", option, value->is_string() ? value->get<std::string>() : to_text(*value)),
          "name each once");
}

}  // namespace undercast
