// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <string_view>

#include "cli/completion.h"
#include "core/letters.h"

namespace undercast::cli {
namespace {

using nlohmann::json;

// A text of _arguments between single quotes.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("[]:\\").find(c) != std::string_view::npos) out += '\\';
    c == '\'' ? out += "'\\''" : out += c;
  }
  return out;
}

// What completes a value: ":NAME:action".
std::string value_of(const json& option) {
  const std::vector<std::string> choices = choices_of(option);
  const std::string name = escaped(upper(option.at("name")));
  if (!choices.empty() && option.value("items", "") == "comma")
    return fmt::format(":{}:_sequence compadd - {}", name, fmt::join(choices, " "));
  if (!choices.empty()) return fmt::format(":{}:({})", name, fmt::join(choices, " "));
  return fmt::format(":{}:{}", name, may_be_file(option) ? "_files" : " ");
}

// The lines of one option.
std::string line_of(const json& option, const std::string& indent) {
  const bool is_flag = option.at("type") == "flag";
  const std::string text = fmt::format("[{}]{}", escaped(brief(option)), is_flag ? "" : value_of(option));
  const std::vector<std::string> flags = flags_of(option);
  // One of several flags takes the place of the others.
  const std::string before = option.at("repeated") ? "*"
                             : flags.size() > 1    ? fmt::format("({})", fmt::join(flags, " "))
                                                   : "";
  std::string lines;
  for (const std::string& flag : flags)
    lines += fmt::format("{}'{}{}{}{}' \\\n", indent, before, flag, is_flag ? "" : flag[1] == '-' ? "=" : "+", text);
  return lines;
}

std::string case_of(const json& command) {
  const std::string indent(10, ' ');
  std::string lines;
  for (const json& option : command.at("options")) lines += line_of(option, indent);
  for (const json& argument : command.at("arguments"))
    lines += fmt::format("{}'{}{}' \\\n", indent, argument.at("repeated") ? "*" : ":",
                         argument.at("repeated") ? value_of(argument) : value_of(argument).substr(1));
  lines.erase(lines.size() - 3);  // " \"
  return fmt::format("      {})\n        _arguments \\\n{} ;;\n", command.at("name").get<std::string>(), lines);
}

}  // namespace

std::string zsh_completion(const json& usage) {
  std::string commands, cases, options;
  for (const json& command : usage.at("commands")) {
    commands += fmt::format("    '{}:{}'\n", command.at("name").get<std::string>(), escaped(brief(command)));
    cases += case_of(command);
  }
  for (const json& option : usage.at("options")) options += line_of(option, "    ");
  return "#compdef undercast\n# Completion for zsh, made by `undercast --completion zsh`.\n_undercast() {\n"
         "  local curcontext=$curcontext state line\n  typeset -A opt_args\n  local -a commands=(\n" +
         commands + "  )\n  _arguments -C \\\n" + options +
         "    '1:command:->command' \\\n    '*::argument:->argument' && return\n  case $state in\n"
         "  command) _describe command commands ;;\n  argument)\n    case $words[1] in\n" +
         cases +
         "    esac ;;\n  esac\n}\nif [[ $funcstack[1] == _undercast ]]; then\n  _undercast \"$@\"\nelse\n"
         "  compdef _undercast undercast\nfi\n";
}

}  // namespace undercast::cli
