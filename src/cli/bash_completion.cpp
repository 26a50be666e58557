// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/completion.h"

namespace undercast::cli {
namespace {

using nlohmann::json;

constexpr const char* kStart = R"(# Completion for bash, made by `undercast --completion bash`.
_undercast() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=
  local options words= files=yes start=
  COMPREPLY=()
  # bash takes the sign of --option=value for a word.
  if [[ $current == "=" ]]; then
    current=
  elif [[ $before == "=" ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  ((COMP_CWORD > 1)) && command=${COMP_WORDS[1]}
  case $command in
)";

constexpr const char* kEnd = R"(  esac
  if [[ $words ]]; then
    # The last item of a list with commas is completed.
    [[ $current == *,* ]] && start=${current%,*},
    mapfile -t COMPREPLY < <(compgen -W "$words" -P "$start" -- "${current##*,}")
  elif [[ $current == -* && $files ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
  elif [[ $files ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
} && complete -F _undercast undercast
)";

// A branch of `case` over options.
std::string branch(const std::vector<std::string>& flags, const std::string& action) {
  return flags.empty() ? "" : fmt::format("        {}) {} ;;\n", fmt::join(flags, " | "), action);
}

std::string case_of(const std::string& command, const json& options, const std::string& words) {
  std::vector<std::string> all, without_words;
  std::string branches;
  for (const json& option : options) {
    const std::vector<std::string> flags = flags_of(option), choices = choices_of(option);
    all.insert(all.end(), flags.begin(), flags.end());
    if (!choices.empty())
      branches += branch(flags, fmt::format("words='{}'", fmt::join(choices, " ")));
    else if (option.at("type") != "flag" && !may_be_file(option))
      without_words.insert(without_words.end(), flags.begin(), flags.end());
  }
  return fmt::format("    {})\n      options='{}'\n{}      case $before in\n{}{}      esac ;;\n", command,
                     fmt::join(all, " "), words, branches, branch(without_words, "files="));
}

}  // namespace

std::string bash_completion(const json& usage) {
  std::vector<std::string> names;
  std::string commands;
  for (const json& command : usage.at("commands")) {
    names.push_back(command.at("name"));
    commands += case_of(names.back(), command.at("options"), "");
  }
  // A command is the first word, unless that is an option of the program.
  const std::string first =
      fmt::format("      [[ $before != -* && $current != -* ]] && words='{}'\n", fmt::join(names, " "));
  return kStart + commands + case_of("*", usage.at("options"), first) + kEnd;
}

}  // namespace undercast::cli
