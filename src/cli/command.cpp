// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>

#include "cli/add_option.h"
#include "cli/environment.h"
#include "cli/progress_bar.h"
#include "core/json.h"
#include "io/atomic_file.h"
#include "io/options_json.h"

namespace undercast::cli {
void RunOptions::each(const OptionVisitor& visit) {
  visit("threads", &threads,
        {.text = "threads to use; 0: all processors; without it, UNDERCAST_THREADS of the environment counts",
         .min = 0,
         .max = 1024,
         .group = "Run"});
  visit("quiet", &quiet, {.text = "print errors only", .group = "Run", .letter = 'q', .of_the_run = true});
  visit("verbose", &verbose, {.text = "print more", .group = "Run", .letter = 'v', .of_the_run = true});
}

void MemoryOption::each(const OptionVisitor& visit) {
  visit("memory", &memory,
        {.text = "upper limit of memory: what is larger is worked on in parts; without it, UNDERCAST_MEMORY of the "
                 "environment counts",
         .unit = "2G, 512M; a number alone is GiB",
         .group = "Run"});
}

void ConfigOption::each(const OptionVisitor& visit) {
  visit("config", &files,
        {.text = "JSON file with options: {\"" + command +
                 "\": {\"option\": value}}; or KEY=VALUE, a configuration option of GDAL; may be given several times",
         .group = "Run",
         .holds = {"json"},
         .one_by_one = true,
         .of_the_run = true});
}

Command::Command(CLI::App& app, const std::string& name, const std::string& description)
    : name_(name), app_(app.add_subcommand(name, description)), config_{name, {}} {
  bind(run_options_);
  // main.cpp reads the config before the line is parsed.
  config_.each(
      [&](const char* option, OptionValue value, const OptionText& text) { add_option(*app_, option, value, text); });
}

void Command::bind(const AnyOptions& job) {
  bound_.push_back(job);
  job.each([&](const char* name, OptionValue value, const OptionText& text) {
    options_[name] = add_option(*app_, name, value, text);
  });
}

void Command::each_option(const OptionVisitor& visit) {
  for (const AnyOptions& options : bound_) options.each(visit);
  config_.each(visit);
}

void Command::add_footer(std::string text) { app_->footer(std::move(text)); }

nlohmann::json read_config_file(const std::string& path) {
  constexpr std::size_t kMostBytes = 16U << 20;
  return parse_json(read_text_file(path, kMostBytes),
                    {path, ErrorKind::usage, "write {\"COMMAND\": {\"option\": value}}"});
}

void Command::read_config(const nlohmann::json& config, const std::string& path) {
  const std::string hint = fmt::format("write {{\"{}\": {{\"option\": value}}}}", name_);
  if (!config.is_object())
    throw Error(ErrorKind::usage, fmt::format("{}: expected an object with a section for each command", path));
  for (const auto& [section, options] : config.items()) {
    const auto named = [&name = section](const CLI::App* command) { return command->get_name() == name; };
    if (app_->get_parent()->get_subcommands(named).empty())
      throw Error(ErrorKind::usage, fmt::format("{}: '{}' is not a command", path, section), hint);
    if (!options.is_object())
      throw Error(ErrorKind::usage, fmt::format("{}: the section '{}' is not an object", path, section));
  }
  if (!config.contains(name_)) return;
  const nlohmann::json& section = config.at(name_);
  std::set<std::string> known;
  for (const auto& [key, option] : options_) known.insert(key);
  for (const AnyOptions& options : bound_)
    options_from_json(options, section, fmt::format("{}, section {}", path, name_), known);
  for (const auto& [key, value] : section.items()) {
    in_config_.insert(key);
    if (CLI::Option* option = options_.at(key)) option->required(false);
  }
}

void Command::read_environment() {
  for (const AnyOptions& options : bound_)
    options.each([&](const char* name, OptionValue value, const OptionText& text) {
      const CLI::Option* option = options_.at(name);
      const bool is_given = in_config_.contains(name) || (option != nullptr && option->count() > 0);
      if (!is_given) set_from_environment(name, value, text);
    });
}

std::string Command::given_options() const {
  nlohmann::json object = nlohmann::json::object();
  for (const AnyOptions& options : bound_) object.update(options_to_json(options));
  return to_text(object);
}

void Command::execute(Team& team) {
  if (team.size() > 1 && !allows_ranks_)
    throw Error(ErrorKind::usage, fmt::format("{} is not made for several ranks", name_), "run it without mpirun");
  for (const AnyOptions& options : bound_) check_ranges(options);
  if (run_options_.quiet && run_options_.verbose)
    throw Error(ErrorKind::usage, "--quiet and --verbose exclude each other", "give one of them");
  if (!team.leads()) run_options_.quiet = true;
  own_progress_ = make_progress(quiet());
  spdlog::set_level(quiet() ? spdlog::level::err : run_options_.verbose ? spdlog::level::debug : spdlog::level::info);
  const int threads = run_options_.threads > 0 ? run_options_.threads : team.threads();
  body_({threads, memory_.memory, team.share_progress(*own_progress_), team});
}

}  // namespace undercast::cli
