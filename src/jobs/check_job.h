// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "io/options_json.h"

namespace undercast {

/// The files that a job names.
struct JobFiles {
  struct Output {
    std::string option, path, ending;
  };
  std::vector<std::string> inputs;
  std::vector<Output> outputs;
};

/// Throws Error(usage) when an output is an input or another output, or has another ending than its
/// kind. Opens no file.
void check_names(const JobFiles& files);
/// Throws Error(usage) when an output exists and may not be replaced; Error(io) when its folder
/// cannot be written.
void require_writable_outputs(const JobFiles& files, bool overwrite);

/// Checks what the declarations of a job's options state: ranges, choices, and which files are read
/// and written. `writes`: whether the job writes its outputs at all. Throws Error(usage).
template <class Job>
void check_options(const Job& job, bool writes = true) {
  JobFiles files;
  bool overwrite = false;
  Job::each(job, [&]<class Value>(const char* name, const Value& value, const OptionText& text) {
    check_option(name, value, text);
    if constexpr (std::is_same_v<Value, InputFile>) {
      if (value.given()) files.inputs.push_back(value.path);
    } else if constexpr (std::is_same_v<Value, std::vector<InputFile>>) {
      for (const InputFile& file : value) files.inputs.push_back(file.path);
    } else if constexpr (std::is_same_v<Value, OutputFile>) {
      if (value.is_file()) files.outputs.push_back({std::string("--") + name, value.path, text.ending});
      if (text.required && !value.given())
        throw Error(ErrorKind::usage, std::string("--") + name + " is required", "name the file to write");
    } else if constexpr (std::is_same_v<Value, bool>) {
      if (name == std::string_view("overwrite")) overwrite = value;
    }
  });
  check_names(files);
  if (writes) require_writable_outputs(files, overwrite);
}

/// Warns of options that differ from their defaults although they have no effect (is_ignored).
template <class Job>
void warn_of_ignored_options(const Job& job) {
  const Job defaults;
  const nlohmann::json usual = options_to_json(defaults);
  Job::each(job, [&](const char* name, const auto& value, const OptionText& text) {
    const nlohmann::json given = option_to_json(value);
    if (is_ignored(job, text) && given != usual.at(name))
      spdlog::warn("--{}{} has no effect: no network is trained", given == false ? "no-" : "", name);
  });
}

/// Throws Error(usage) when the file of interrupted work exists without `resume` or `overwrite`, or
/// does not exist with `resume`. `what`: "an interrupted training".
void require_kept_work(const std::string& path, const std::string& what, bool resume, bool overwrite);

/// Throws Error(usage) when a list names something twice: it would count twice.
template <class Value>
void require_distinct(const std::vector<Value>& values, const char* option) {
  for (auto value = values.begin(); value != values.end(); ++value) {
    if (std::find(values.begin(), value, *value) == value) continue;
    const nlohmann::json twice = option_to_json(*value);
    throw Error(ErrorKind::usage,
                fmt::format("{} names {} twice", option, twice.is_string() ? twice.get<std::string>() : twice.dump()),
                "name each once");
  }
}

}  // namespace undercast
