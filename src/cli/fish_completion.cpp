// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/completion.h"

namespace undercast::cli {
namespace {

using nlohmann::json;

// A text between single quotes.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string line_of(const json& option, const std::string& condition) {
  std::string lines;
  const std::vector<std::string> choices = choices_of(option);
  const std::string value = option.at("type") == "flag" ? ""
                            : !choices.empty()          ? " -x -a " + quoted(fmt::format("{}", fmt::join(choices, " ")))
                            : may_be_file(option)       ? " -r -F"
                                                        : " -x";
  const std::string letter = option.contains("letter") ? " -s " + option["letter"].get<std::string>() : "";
  for (const char* name : {"name", "negation"})
    if (option.contains(name))
      lines += fmt::format("complete -c undercast -n {}{} -l {}{} -d {}\n", quoted(condition), letter,
                           option[name].get<std::string>(), value, quoted(brief(option)));
  return lines;
}

}  // namespace

std::string fish_completion(const json& usage) {
  const std::string first = "__fish_use_subcommand";
  std::string lines = "# Completion for fish, made by `undercast --completion fish`.\ncomplete -c undercast -f\n";
  for (const json& option : usage.at("options")) lines += line_of(option, first);
  for (const json& command : usage.at("commands")) {
    const std::string name = command.at("name"), within = "__fish_seen_subcommand_from " + name;
    lines += fmt::format("complete -c undercast -n {} -a {} -d {}\n", first, name, quoted(brief(command)));
    if (!command.at("arguments").empty()) lines += fmt::format("complete -c undercast -n {} -F\n", quoted(within));
    for (const json& option : command.at("options")) lines += line_of(option, within);
  }
  return lines;
}

}  // namespace undercast::cli
