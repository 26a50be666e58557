// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include <spdlog/spdlog.h>

#include <cctype>

#include "cli/progress_bar.h"
#include "io/atomic_file.h"

namespace undercast::cli {
namespace {

nlohmann::json parse_config(const std::string& path, const std::string& hint) {
  try {
    return nlohmann::json::parse(read_text_file(path));
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::usage, fmt::format("{} is not JSON: {}", path, error.what()), hint);
  }
}

}  // namespace

std::string flag_of(const std::string& name, const OptionText& text) {
  if (text.letter != 0) return fmt::format("-{},--{}", text.letter, name);
  if (!text.positional) return "--" + name;
  std::string upper = name;
  for (char& letter : upper) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return upper;
}

Command::Command(CLI::App& app, const std::string& name, const std::string& description)
    : name_(name), app_(app.add_subcommand(name, description)) {
  bind(run_options_);
  // main.cpp reads the config before the line is parsed.
  app_->add_option("--config", config_, "JSON file with options: {\"" + name + "\": {\"option\": value}}")
      ->group("Run");
}

void Command::read_config(const std::string& path) {
  const std::string hint = fmt::format("write {{\"{}\": {{\"option\": value}}}}", name_);
  const nlohmann::json config = parse_config(path, hint);
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
  for (const auto& read : readers_) read(section, fmt::format("{}, section {}", path, name_), known);
  for (const auto& [key, value] : section.items())
    if (CLI::Option* option = options_.at(key)) option->required(false);
}

std::string Command::given_options() const {
  nlohmann::json object = nlohmann::json::object();
  for (const auto& write : writers_) object.update(write());
  return object.dump();
}

void Command::execute(Team& team) {
  if (team.size() > 1 && !allows_ranks_)
    throw Error(ErrorKind::usage, fmt::format("{} is not made for several ranks", name_), "run it without mpirun");
  for (const auto& check : checkers_) check();
  if (run_options_.quiet && run_options_.verbose)
    throw Error(ErrorKind::usage, "--quiet and --verbose exclude each other", "give one of them");
  if (!team.leads()) run_options_.quiet = true;
  own_progress_ = make_progress(quiet());
  spdlog::set_level(quiet() ? spdlog::level::err : run_options_.verbose ? spdlog::level::debug : spdlog::level::info);
  const int threads = run_options_.threads > 0 ? run_options_.threads : team.threads();
  body_({threads, memory_.memory, team.share_progress(*own_progress_), team});
}

}  // namespace undercast::cli
