// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/run_context.h"
#include "io/options_json.h"

namespace undercast::cli {

/// Options of every command.
struct RunOptions {
  int threads = 0;
  bool quiet = false, verbose = false;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("threads", self.threads,
          {.text = "threads to use; 0: all processors", .min = 0, .max = 1024, .group = "Run"});
    visit("quiet", self.quiet, {.text = "print errors only", .group = "Run", .letter = 'q', .of_the_run = true});
    visit("verbose", self.verbose, {.text = "print more", .group = "Run", .letter = 'v', .of_the_run = true});
  }
};

/// The option of commands that limit their memory.
struct MemoryOption {
  ByteSize memory{"4G"};

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("memory", self.memory,
          {.text = "upper limit of memory; larger cubes are sampled in training, and filled in smaller blocks",
           .unit = "2G, 512M; a number alone is GiB",
           .group = "Run"});
  }
};

/// How an option is written on the line: `--name`, `-o,--output`, or NAME for a positional one.
std::string flag_of(const std::string& name, const OptionText& text);

/// One command of the program: bind() its job, then give run() its work.
class Command {
 public:
  Command(CLI::App& app, const std::string& name, const std::string& description);

  /// Adds every option of a job to the command line and to the command's section of the config
  /// file.
  template <class Job>
  void bind(Job& job);
  /// Adds `--memory`.
  void limit_memory() { bind(memory_); }
  /// Allows several ranks (mpirun); other commands refuse them.
  void allow_ranks() { allows_ranks_ = true; }
  void run(std::function<void(const RunContext&)> body) { body_ = std::move(body); }

  const std::string& name() const { return name_; }
  CLI::App& app() { return *app_; }
  bool quiet() const { return run_options_.quiet; }

  /// main() calls these: the config is read into the options before the line is parsed, then the
  /// work is done.
  void read_config(const std::string& path);
  void execute(Team& team);
  /// Returns the given options, which all ranks must have in common.
  std::string given_options() const;

 private:
  template <class Value>
  CLI::Option* add(const char* name, Value& value, const OptionText& text);

  std::string name_;
  CLI::App* app_;
  RunOptions run_options_;
  std::string config_;
  MemoryOption memory_;
  std::function<void(const RunContext&)> body_;
  std::vector<std::function<void(const nlohmann::json&, const std::string&, const std::set<std::string>&)>> readers_;
  std::vector<std::function<nlohmann::json()>> writers_;
  std::map<std::string, CLI::Option*> options_;  ///< by config key; null without a flag
  std::vector<std::function<void()>> checkers_;
  bool allows_ranks_ = false;
  std::unique_ptr<Progress> own_progress_;  ///< a team reports to it until the team ends
};

template <class Value>
CLI::Option* Command::add(const char* name, Value& value, const OptionText& text) {
  const std::string flag = flag_of(name, text);
  if constexpr (std::is_same_v<Value, AssetList>) {
    return nullptr;
  } else if constexpr (std::is_same_v<Value, bool>) {
    // `--radar` and `--no-radar`: the line can override a config that says true.
    return app_->add_flag(text.of_the_run ? flag : flag + ",!--no-" + name, value);
  } else if constexpr (kIsFile<Value>) {
    return app_->add_option(flag, value.path)->type_name("FILE");
  } else if constexpr (kHasText<Value>) {
    const auto set = [&value, flag](const std::string& given) {
      try {
        value = Value(given);
      } catch (const Error& error) {
        throw Error(error.kind(), fmt::format("{}: {}", flag, error.what()), error.hint());
      }
    };
    return app_->add_option_function<std::string>(flag, set)
        ->default_str(value.text())
        ->type_name(std::is_same_v<Value, ByteSize> ? "SIZE" : "DATE");
  } else if constexpr (std::is_same_v<Value, std::vector<InputFile>>) {
    const auto set = [&value](const std::vector<std::string>& paths) { value.assign(paths.begin(), paths.end()); };
    return app_->add_option_function<std::vector<std::string>>(flag, set)
        ->delimiter(text.positional ? '\0' : ',')
        ->type_name("FILE");
  } else {
    CLI::Option* option = app_->add_option(flag, value)->capture_default_str();
    if constexpr (kIsList<Value>) option->delimiter(',');
    return option;
  }
}

template <class Job>
void Command::bind(Job& job) {
  Job::each(job, [&](const char* name, auto& value, const OptionText& text) {
    CLI::Option* option = add(name, value, text);
    options_[name] = option;
    if (option == nullptr) return;
    std::string help = text.text;
    if (!text.unit.empty()) help += " [" + text.unit + "]";
    if (!text.choices.empty()) help += fmt::format(" {{{}}}", fmt::join(text.choices, ", "));
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, bool>)
      if (!text.of_the_run) help += value ? " [on]" : " [off]";
    option->description(help)->required(text.required);
    // A script's unset variable is no value: "" must neither read as 0 nor choose a default.
    using Value = std::remove_cvref_t<decltype(value)>;
    if (!std::is_same_v<Value, std::string> || !text.choices.empty())
      option->check([](const std::string& given) { return std::string(given.empty() ? "is empty" : ""); });
    if (!text.positional) option->group(text.group.empty() ? "Options" : text.group);
  });
  readers_.push_back([&job](const nlohmann::json& object, const std::string& where,
                            const std::set<std::string>& known) { options_from_json(job, object, where, known); });
  writers_.push_back([&job] { return options_to_json(job); });
  checkers_.push_back([&job] { check_ranges(job); });
}

}  // namespace undercast::cli
