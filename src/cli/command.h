// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/option.h"
#include "core/run_context.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace undercast::cli {

/// Options of every command.
struct RunOptions {
  int threads = 0;
  bool quiet = false, verbose = false;

  void each(const OptionVisitor& visit);
};

/// The option of commands that limit their memory.
struct MemoryOption {
  ByteSize memory{"4G"};

  void each(const OptionVisitor& visit);
};

/// The option that reads the others from a file. It is no key of that file.
struct ConfigOption {
  std::string command;
  std::vector<InputFile> files;

  void each(const OptionVisitor& visit);
};

/// One command of the program: bind() its job, then give run() its work.
class Command {
 public:
  Command(CLI::App& app, const std::string& name, const std::string& description);

  /// Adds every option of a job to the command line and to the command's section of the config
  /// file.
  void bind(const AnyOptions& job);
  /// Adds `--memory`.
  void limit_memory() { bind(memory_); }
  /// Adds a text below the options of `--help`.
  void add_footer(std::string text);
  /// Allows several ranks (mpirun); other commands refuse them.
  void allow_ranks() { allows_ranks_ = true; }
  void run(std::function<void(const RunContext&)> body) { body_ = std::move(body); }

  const std::string& name() const { return name_; }
  CLI::App& app() { return *app_; }
  bool quiet() const { return run_options_.quiet; }

  /// Visits every option of the command's line and config.
  void each_option(const OptionVisitor& visit);

  /// main() calls these in this order: the config is read into the options before the line is
  /// parsed, the environment into those that neither gives, then the work is done.
  void read_config(const nlohmann::json& config, const std::string& path);
  void read_environment();
  void execute(Team& team);
  /// Returns the given options, which all ranks must have in common.
  std::string given_options() const;

 private:
  std::string name_;
  CLI::App* app_;
  RunOptions run_options_;
  ConfigOption config_;
  MemoryOption memory_;
  std::function<void(const RunContext&)> body_;
  std::vector<AnyOptions> bound_;
  std::map<std::string, CLI::Option*> options_;  ///< by config key; null without a flag
  std::set<std::string> in_config_;
  bool allows_ranks_ = false;
  std::unique_ptr<Progress> own_progress_;  ///< a team reports to it until the team ends
};

/// Reads a config file. Throws Error(io), and Error(usage) when it is not JSON or exceeds 16 MB.
nlohmann::json read_config_file(const std::string& path);

}  // namespace undercast::cli
