// SPDX-License-Identifier: Apache-2.0
#include "cli/pages.h"

#include <fmt/format.h>

#include <functional>

#include "cli/completion.h"
#include "cli/man_page.h"
#include "cli/options_page.h"
#include "cli/usage.h"
#include "cli/version_text.h"
#include "core/json.h"

namespace undercast::cli {
namespace {

constexpr const char *kVersionText = "print the version, the libraries and the build",
                     *kUsageText = "print the arguments and options as JSON, for programs that make forms of them";

// CLI11 prints the text with an end of line, and the program ends well.
[[noreturn]] void print_and_end(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  throw CLI::CallForVersion(text, 0);
}

}  // namespace

void add_pages(CLI::App& app, const std::vector<std::unique_ptr<Command>>& commands) {
  app.set_version_flag("--version", version_text, kVersionText);
  const auto usage = [&app, &commands] { return usage_of(app, commands); };
  app.add_flag_callback(
      "--json-usage", [=] { print_and_end(to_text(usage(), 2)); }, kUsageText);
  app.add_option_function<std::string>(
      "--completion", [=](const std::string& shell) { print_and_end(completion(usage(), shell)); },
      fmt::format("print a script that completes words in a shell {{{}}}", fmt::join(shells_of_completion(), ", ")));
  app.add_option_function<std::string>("--man-page",
                                       [=](const std::string& name) { print_and_end(man_page(usage(), name)); })
      ->group("");
  app.add_flag_callback("--options-page", [&app] { print_and_end(options_page(app)); })->group("");
  for (const auto& command : commands) {
    CLI::App& own = command->app();
    own.set_version_flag("--version", version_text, kVersionText);
    own.add_flag_callback(
        "--json-usage", [&command] { print_and_end(to_text(usage_of(*command), 2)); }, kUsageText);
    for (const char* flag : {"--help", "--version", "--json-usage"}) own.get_option(flag)->group("Run");
  }
}

}  // namespace undercast::cli
