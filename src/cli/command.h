// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "core/option.h"
#include "core/progress.h"
#include "core/team.h"
#include "io/options_json.h"

namespace undercast::cli {

/// What every command has.
struct CommonOptions {
  int threads = 0;
  bool quiet = false, verbose = false, overwrite = false;
  std::string config;
};

/// One command on the line: bind() its options, then say what run() does.
class Command {
 public:
  Command(CLI::App& app, const std::string& name, const std::string& description);

  /// A file argument without a flag, in order: an input.
  CLI::Option* argument(const std::string& name, std::string& value, const std::string& text);
  CLI::Option* argument(const std::string& name, std::vector<std::string>& values, const std::string& text);
  /// A file that is read, or one that is written. No output may be an input or another output; `ending` is what its
  /// name ends with, where it matters.
  CLI::Option* input(const std::string& flag, std::string& path, const std::string& text);
  CLI::Option* output(const std::string& flag, std::string& path, const std::string& text,
                      const std::string& ending = {});
  /// Every option of a struct as `--name`, its config key, and its entry in the run's manifest.
  template <class Options>
  void bind(Options& options, const std::string& group = "Options");
  /// `--overwrite`, for commands that write files.
  void allow_overwrite();
  /// That several ranks may run it together (mpirun); without this they are refused.
  void allow_ranks() { allows_ranks_ = true; }
  void run(std::function<void()> body) { body_ = std::move(body); }

  const std::string& name() const { return name_; }
  CLI::App& app() { return *app_; }
  const CommonOptions& common() const { return common_; }
  /// --threads, or all processors; of ranks on one machine each takes its share.
  int threads() const;
  /// The ranks that run the command.
  Team& team() const { return *team_; }
  /// A progress bar on stderr of rank 0, or silence with --quiet.
  Progress& progress() const;
  /// What made the outputs: the resolved options of everything bound, and what else was given, but where outputs go.
  nlohmann::json manifest() const;
  /// Whether the user gave this option on the line or in the config.
  bool given(const std::string& option) const;
  /// Whether the user gave this flag on the line.
  bool on_the_line(const std::string& flag) const { return app_->count(flag) > 0; }

  /// For main: reads the config into the options before the line is parsed, and into those that are not bound after it;
  /// does the work.
  void read_config(const std::string& path);
  void apply_config();
  void execute(Team& team);

 private:
  bool is_output(const CLI::Option* option) const;
  void check_outputs() const;

  std::string name_;
  CLI::App* app_;
  CommonOptions common_;
  std::function<void()> body_;
  std::vector<std::function<void(const nlohmann::json&, const std::string&, const std::set<std::string>&)>> readers_;
  std::vector<std::function<nlohmann::json()>> writers_;
  std::vector<std::function<void()>> checkers_;
  std::set<std::string> keys_, in_config_;
  std::string config_section_;  ///< for messages
  std::map<std::string, std::vector<std::string>> unbound_in_config_;
  std::vector<std::function<std::vector<std::string>()>> inputs_;
  struct Output {
    const CLI::Option* option;
    const std::string* path;
    std::string ending;
  };
  std::vector<Output> outputs_;
  bool allows_ranks_ = false;
  Team* team_ = nullptr;
  std::unique_ptr<Progress> own_progress_;
  Progress* progress_ = nullptr;
};

template <class Options>
void Command::bind(Options& options, const std::string& group) {
  Options::each(options, [&](const char* name, auto& value, const OptionText& text) {
    using Value = std::remove_reference_t<decltype(value)>;
    keys_.insert(name);
    checkers_.push_back([name = std::string(name), &value, text] { check_option(name, value, text); });
    std::string help = text.text;
    if (!text.unit.empty()) help += " [" + text.unit + "]";
    const std::string flag = std::string("--") + name;
    CLI::Option* option = nullptr;
    if constexpr (std::is_same_v<Value, AssetList>) {
      return;  // set in the config alone
    } else if constexpr (std::is_same_v<Value, bool>) {
      // `--radar` and `--no-radar`: a config that says true can be answered on the line.
      option = app_->add_flag(flag + ",!--no-" + name, value, help);
    } else {
      option = app_->add_option(flag, value, help)->capture_default_str();
      if constexpr (!std::is_arithmetic_v<Value> && !std::is_same_v<Value, std::string>) option->delimiter(',');
      if (!text.choices.empty()) option->description(help + fmt::format(" {{{}}}", fmt::join(text.choices, ",")));
    }
    option->group(group);
  });
  readers_.push_back(
      [&options](const nlohmann::json& object, const std::string& where, const std::set<std::string>& known) {
        options_from_json(options, object, where, known);
      });
  writers_.push_back([&options] { return options_to_json(options); });
}

}  // namespace undercast::cli
