// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>

#include "cli/progress_bar.h"
#include "core/parallel.h"
#include "io/atomic_file.h"
#include "io/gdal.h"

namespace undercast::cli {
namespace fs = std::filesystem;
namespace {

bool is_one_file(const std::string& a, const std::string& b) {
  std::error_code reason;
  if (fs::equivalent(a, b, reason)) return true;
  const fs::path whole_a = fs::weakly_canonical(a, reason), whole_b = fs::weakly_canonical(b, reason);
  return !reason && whole_a == whole_b;
}

// A value of the config as it would stand on the line; nothing for a flag that is false.
std::vector<std::string> as_on_the_line(const nlohmann::json& value, const std::string& where, const std::string& key) {
  if (value.is_boolean()) return value.get<bool>() ? std::vector<std::string>{"true"} : std::vector<std::string>();
  std::vector<std::string> words;
  for (const nlohmann::json& item : value.is_array() ? value : nlohmann::json::array({value})) {
    if (!item.is_string() && !item.is_number())
      throw Error(ErrorKind::usage, fmt::format("{}: '{}' cannot be {}", where, key, value.dump()),
                  "write it as a text, a number, true or false, or a list of texts or numbers");
    words.push_back(item.is_string() ? item.get<std::string>() : item.dump());
  }
  return words;
}

// What makes no difference to what comes out.
bool is_of_the_run_alone(const CLI::Option* option) {
  static const std::set<std::string> names{"threads", "config",  "quiet",  "verbose",
                                           "help",    "version", "resume", "overwrite"};
  return names.contains(option->get_single_name());
}

}  // namespace

Command::Command(CLI::App& app, const std::string& name, const std::string& description)
    : name_(name), app_(app.add_subcommand(name, description)) {
  app_->add_option("--threads", common_.threads, "threads to use; 0: all processors")->check(CLI::Range(0, 1024));
  app_->add_option("--config", common_.config, "JSON file with options: {\"" + name + "\": {\"option\": value}}");
  auto* quiet = app_->add_flag("-q,--quiet", common_.quiet, "say errors only");
  app_->add_flag("-v,--verbose", common_.verbose, "say more")->excludes(quiet);
}

CLI::Option* Command::argument(const std::string& name, std::string& value, const std::string& text) {
  return input(name, value, text)->required();
}

CLI::Option* Command::argument(const std::string& name, std::vector<std::string>& values, const std::string& text) {
  inputs_.push_back([&values] { return values; });
  return app_->add_option(name, values, text)->required();
}

CLI::Option* Command::input(const std::string& flag, std::string& path, const std::string& text) {
  inputs_.push_back([&path] { return std::vector<std::string>{path}; });
  return app_->add_option(flag, path, text);
}

CLI::Option* Command::output(const std::string& flag, std::string& path, const std::string& text,
                             const std::string& ending) {
  CLI::Option* option = app_->add_option(flag, path, text);
  outputs_.push_back({option, &path, ending});
  return option;
}

bool Command::is_output(const CLI::Option* option) const {
  return std::any_of(outputs_.begin(), outputs_.end(), [&](const Output& output) { return output.option == option; });
}

void Command::check_outputs() const {
  const auto is_file = [](const std::string& path) { return !path.empty() && path != "-"; };
  std::vector<Output> checked;
  for (const Output& output : outputs_) {
    const std::string &path = *output.path, name = output.option->get_name();
    if (!is_file(path)) continue;
    if (!path.ends_with(output.ending))
      throw Error(ErrorKind::usage,
                  fmt::format("{} is {}, expected a name that ends with {}", name, path, output.ending),
                  "the file would hold what its name does not say");
    for (const auto& inputs : inputs_)
      for (const std::string& input : inputs())
        if (is_file(input) && is_one_file(path, input))
          throw Error(ErrorKind::usage, fmt::format("{} is {}, a file that is read", name, path),
                      "name another file to write");
    for (const Output& other : checked)
      if (is_one_file(path, *other.path))
        throw Error(ErrorKind::usage, fmt::format("{} and {} are both {}", other.option->get_name(), name, path),
                    "name a file for each");
    checked.push_back(output);
  }
}

void Command::allow_overwrite() {
  app_->add_flag("--overwrite", common_.overwrite, "replace outputs that exist already");
}

int Command::threads() const { return common_.threads > 0 ? common_.threads : team_->threads(); }

Progress& Command::progress() const { return *progress_; }

nlohmann::json Command::manifest() const {
  nlohmann::json object = nlohmann::json::object();
  for (const auto& write : writers_) object.update(write());
  for (const CLI::Option* option : app_->get_options()) {
    const std::string name = CLI::detail::to_lower(option->get_single_name());
    if (option->count() == 0 || keys_.contains(name) || is_output(option) || is_of_the_run_alone(option)) continue;
    const std::vector<std::string>& given = option->results();
    object[name] = given.size() == 1 ? nlohmann::json(given.front()) : nlohmann::json(given);
  }
  return object;
}

bool Command::given(const std::string& option) const {
  return in_config_.contains(option) || app_->count("--" + option) > 0;
}

void Command::read_config(const std::string& path) {
  nlohmann::json config;
  try {
    config = nlohmann::json::parse(read_text_file(path));
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::usage, fmt::format("{} is not JSON: {}", path, error.what()),
                fmt::format("write {{\"{}\": {{\"option\": value}}}}", name_));
  }
  if (!config.is_object())
    throw Error(ErrorKind::usage, fmt::format("{}: expected an object with a section for each command", path));
  for (const auto& [section, options] : config.items()) {
    const auto named = [&name = section](const CLI::App* command) { return command->get_name() == name; };
    if (app_->get_parent()->get_subcommands(named).empty())
      throw Error(ErrorKind::usage, fmt::format("{}: '{}' is not a command", path, section),
                  fmt::format("write {{\"{}\": {{\"option\": value}}}}", name_));
    if (!options.is_object())
      throw Error(ErrorKind::usage, fmt::format("{}: the section '{}' is not an object", path, section));
  }
  if (!config.contains(name_)) return;
  const nlohmann::json& section = config.at(name_);
  config_section_ = fmt::format("{}, section {}", path, name_);
  std::set<std::string> known = keys_;
  for (const CLI::Option* option : app_->get_options())
    if (!option->get_positional() && option->get_single_name() != "config" && option->get_single_name() != "help" &&
        option->get_single_name() != "version")
      known.insert(option->get_single_name());
  for (const auto& read : readers_) read(section, config_section_, known);
  for (const auto& [key, value] : section.items()) {
    CLI::Option* option = app_->get_option_no_throw("--" + key);
    if (!keys_.contains(key)) {
      std::vector<std::string> words = as_on_the_line(value, config_section_, key);
      if (words.empty()) continue;
      unbound_in_config_[key] = std::move(words);
    }
    in_config_.insert(key);
    if (option != nullptr) option->required(false);
  }
}

void Command::apply_config() {
  for (const auto& [key, words] : unbound_in_config_) {
    CLI::Option* option = app_->get_option("--" + key);
    if (option->count() > 0) continue;  // the line comes first
    try {
      option->add_result(words);
      option->run_callback();
    } catch (const CLI::ParseError& error) {
      throw Error(ErrorKind::usage, fmt::format("{}: '{}' cannot be {}", config_section_, key, fmt::join(words, ", ")),
                  fmt::format("it is: {}", option->get_description()));
    }
  }
}

void Command::execute(Team& team) {
  team_ = &team;
  if (team.size() > 1 && !allows_ranks_)
    throw Error(ErrorKind::usage, fmt::format("{} is not made for several ranks", name_), "run it without mpirun");
  if (!team.leads()) common_.quiet = true;
  own_progress_ = make_progress(common_.quiet);
  progress_ = &team.share_progress(*own_progress_);
  spdlog::set_level(common_.quiet ? spdlog::level::err : common_.verbose ? spdlog::level::debug : spdlog::level::info);
  for (const auto& check : checkers_) check();
  check_outputs();
  gdal_set_threads(threads());
  body_();
}

}  // namespace undercast::cli
