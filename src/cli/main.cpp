// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <system_error>

#include "cli/commands.h"
#include "cli/exceptions.h"
#include "cli/help.h"
#include "cli/pages.h"
#include "cli/ranks.h"
#include "core/error.h"
#include "io/gdal_config.h"

namespace undercast::cli {
namespace {

constexpr const char* kStartedAnew = "UNDERCAST_STARTED_ANEW";

enum ExitCode { kDone = 0, kWorkFailed = 1, kWrongUsage = 2 };

// The signal that asked the run to stop; 0: none.
volatile std::sig_atomic_t stopped_by = 0;

// A shell or a scheduler sees which signal stopped the run, as if it had ended the process.
int code_of(int signal) { return 128 + signal; }

int report(const Error& error, const Launch& launch) {
  const bool is_interrupted = error.kind() == ErrorKind::interrupted;
  const int code = is_interrupted && stopped_by != 0  ? code_of(stopped_by)
                   : error.kind() == ErrorKind::usage ? kWrongUsage
                                                      : kWorkFailed;
  if (!may_speak(launch)) return code;
  // mpirun ends all ranks when one has failed, and that rank has reported the error.
  const auto level = is_interrupted && launch.size > 1 ? spdlog::level::warn : spdlog::level::err;
  spdlog::log(level, "{}{}", launch.rank > 0 ? fmt::format("rank {}: ", launch.rank) : "", error.what());
  if (!error.hint().empty()) std::fputs(("       " + error.hint() + "\n").c_str(), stderr);
  return code;
}

// The config sets defaults that flags override, so it must be read before CLI11 parses the flags.
std::vector<std::string> config_arguments(int argc, char** argv) {
  std::vector<std::string> found;
  for (int i = 2; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--config" && i + 1 < argc) found.emplace_back(argv[++i]);
    if (argument.rfind("--config=", 0) == 0) found.push_back(argument.substr(9));
  }
  return found;
}

// CLI11 lists the unexpected words in reverse order.
std::string in_our_words(const CLI::ParseError& error, const CLI::App& app) {
  const std::vector<std::string> rest = app.remaining(true);
  const auto flag = std::find_if(rest.begin(), rest.end(), [](const std::string& word) { return word[0] == '-'; });
  // A mistyped option is named before the required one that it leaves out.
  if (flag != rest.end()) return fmt::format("'{}' is not an option", *flag);
  const bool is_extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  return is_extra ? fmt::format("'{}' was not expected", fmt::join(rest, " ")) : error.what();
}

std::string help_of(int argc, char** argv) {
  return argc > 1 && argv[1][0] != '-' ? fmt::format("undercast {}", argv[1]) : "undercast";
}

// A second Ctrl-C ends the program at once.
void on_signal(int signal) {
  if (stop_requested()) std::_Exit(code_of(signal));
  stopped_by = signal;
  request_stop();
}

// OpenMP and glibc's allocator read these variables only at start-up, so the program sets them and
// starts itself anew. OpenMP's threads would spin while they wait, which makes training much slower
// as soon as another process wants a processor. The allocator would return buffers of this size to
// the system and ask for them again with each batch or block, and clearing their pages took up to
// half of the time. It is set to keep them, in huge pages of one heap: the heaps of further threads
// end at 64 MB, and larger buffers are returned at once.
void prepare_environment(int argc, char** argv) {
  const bool has_command = argc > 1 && argv[1][0] != '-';
  if (!has_command || std::getenv(kStartedAnew) != nullptr) return;
  ::setenv("OMP_WAIT_POLICY", "passive", 0);
  ::setenv("GLIBC_TUNABLES",
           "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=1000000000:glibc.malloc.trim_threshold=1000000000:"
           "glibc.malloc.arena_max=1",
           0);
  ::setenv(kStartedAnew, "1", 1);
  // The program starts by its own path, so that the process keeps its name.
  std::error_code unreadable;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", unreadable);
  if (!unreadable) ::execv(program.c_str(), argv);
}

// What was printed may still wait in a buffer.
void require_written() {
  errno = 0;
  if (!std::cout.flush() || std::fflush(stdout) != 0)
    throw Error(ErrorKind::io, fmt::format("writing to standard output failed: {}", std::strerror(errno)),
                "check free space, and what reads the output");
}

int run(int argc, char** argv, const Launch& launch) {
  CLI::App app{"Reconstructs NDVI beneath clouds from Sentinel-2 and Sentinel-1 time series."};
  app.name("undercast");
  app.require_subcommand(1);
  app.fallthrough(false);
  app.set_help_flag("-h,--help", "print this text");
  app.formatter(std::make_shared<HelpFormatter>());
  const std::vector<std::unique_ptr<Command>> commands = all_commands(app);
  add_pages(app, commands);
  const auto is_named = [&](const auto& command) { return command->name() == argv[1]; };
  if (argc > 1 && argv[1][0] != '-' && std::none_of(commands.begin(), commands.end(), is_named))
    throw Error(ErrorKind::usage, fmt::format("'{}' is not a command", argv[1]), "undercast --help lists the commands");
  for (const std::string& given : config_arguments(argc, argv)) {
    if (is_gdal_config(given)) {
      set_gdal_config(given);
      continue;
    }
    const nlohmann::json config = read_config_file(given);
    // Every section is checked. The given command reads first, so that hints name it.
    for (const bool first : {true, false})
      for (const auto& command : commands)
        if (is_named(command) == first) command->read_config(config, given);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // --help, or a page
      std::ostringstream page;
      app.exit(error, page, page);
      fmt::print("{}", page.str());
      require_written();
      return kDone;
    }
    throw Error(ErrorKind::usage, in_our_words(error, app),
                fmt::format("{} --help lists the options", help_of(argc, argv)));
  }
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  // nohup has the run outlive its terminal.
  if (std::signal(SIGHUP, on_signal) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
  // A write to a closed pipe then fails, which ends the run with an error.
  std::signal(SIGPIPE, SIG_IGN);
  const std::unique_ptr<Team> team = make_team(launch);
  for (const auto& command : commands)
    if (command->app().parsed()) {
      command->read_environment();
      require_same_run(*team, fmt::format("{} {}", fmt::join(argv + 1, argv + argc, " "), command->given_options()));
      command->execute(*team);
    }
  team->finish();
  require_written();
  return kDone;
}

}  // namespace
}  // namespace undercast::cli

int main(int argc, char** argv) {
  using namespace undercast;
  cli::prepare_environment(argc, argv);
  const cli::Launch launch = cli::find_launch();
  spdlog::set_default_logger(spdlog::stderr_color_mt("undercast"));
  spdlog::set_pattern("%^%l%$: %v");
  cli::prepare_for_lack_of_memory(argc > 1 ? argv[1] : "undercast");
  try {
    return cli::run(argc, argv, launch);
  } catch (const std::exception& exception) {
    const int code = cli::report(cli::error_of(exception), launch);
    std::fflush(nullptr);
    // HDF5's exit handler crashes where the disk was too full to close a NetCDF file.
    std::quick_exit(code);
  }
}
