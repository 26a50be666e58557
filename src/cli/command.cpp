// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include <spdlog/spdlog.h>

#include "cli/progress_bar.h"
#include "core/parallel.h"
#include "io/atomic_file.h"
#include "io/gdal.h"

namespace undercast::cli {

Command::Command(CLI::App& app, const std::string& name, const std::string& description)
    : name_(name), app_(app.add_subcommand(name, description)) {
  app_->add_option("--threads", common_.threads, "threads to use; 0: all processors")->check(CLI::Range(0, 1024));
  app_->add_option("--config", common_.config, "JSON file with options: {\"" + name + "\": {\"option\": value}}");
  auto* quiet = app_->add_flag("-q,--quiet", common_.quiet, "say errors only");
  app_->add_flag("-v,--verbose", common_.verbose, "say more")->excludes(quiet);
}

CLI::Option* Command::argument(const std::string& name, std::string& value, const std::string& text) {
  return app_->add_option(name, value, text)->required();
}

CLI::Option* Command::argument(const std::string& name, std::vector<std::string>& values, const std::string& text) {
  return app_->add_option(name, values, text)->required();
}

void Command::allow_overwrite() {
  app_->add_flag("--overwrite", common_.overwrite, "replace outputs that exist already");
}

int Command::threads() const { return common_.threads > 0 ? common_.threads : team_->threads(); }

Progress& Command::progress() const { return *progress_; }

nlohmann::json Command::manifest() const {
  nlohmann::json object = nlohmann::json::object();
  for (const auto& write : writers_) object.update(write());
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
    throw Error(ErrorKind::usage, fmt::format("{} is not JSON: {}", path, error.what()));
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
  for (const auto& read : readers_) read(section, fmt::format("{}, section {}", path, name_), keys_);
  for (const auto& [key, value] : section.items()) {
    in_config_.insert(key);
    if (CLI::Option* option = app_->get_option_no_throw("--" + key)) option->required(false);
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
  gdal_set_threads(threads());
  body_();
}

}  // namespace undercast::cli
