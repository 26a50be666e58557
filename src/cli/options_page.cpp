// SPDX-License-Identifier: Apache-2.0
#include "cli/options_page.h"

#include <fmt/format.h>

#include "cli/help.h"

namespace undercast::cli {

std::string options_page(const CLI::App& app) {
  std::string page =
      "# Options\n\nMade by `undercast --options-page`. Every option except `--config` is also a key of its "
      "command's section in the config file, in lower case and without dashes. "
      "Commands also have `--help`, `--version` and `--json-usage`.\n";
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    page += fmt::format("\n## {}\n{}\n\n| option | default | meaning |\n|---|---|---|\n", command->get_name(),
                        command->get_description());
    for (const CLI::Option* option : command->get_options()) {
      const std::string name = shown_name(*option);
      const bool prints_a_page = name.ends_with("--help") || name == "--version" || name == "--json-usage";
      if (prints_a_page) continue;
      std::string text = option->get_description();
      // CLI11 writes an empty list as [] or {}, depending on its version; the page leaves it out.
      std::string fallback = option->get_default_str();
      if (fallback == "[]" || fallback == "{}") fallback.clear();
      for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, 1, '\\');
      page += fmt::format("| `{}` | {} | {} |\n", name, option->get_required() ? "required" : fallback, text);
    }
  }
  return page;
}

}  // namespace undercast::cli
