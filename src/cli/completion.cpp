// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.h"

#include <fmt/format.h>

#include "core/error.h"

namespace undercast::cli {
namespace {

constexpr std::size_t kMostOfMenu = 80;  // letters

}  // namespace

const std::vector<std::string>& shells_of_completion() {
  static const std::vector<std::string> shells{"bash", "zsh", "fish"};
  return shells;
}

std::string completion(const nlohmann::json& usage, const std::string& shell) {
  if (shell == "bash") return bash_completion(usage);
  if (shell == "zsh") return zsh_completion(usage);
  if (shell == "fish") return fish_completion(usage);
  throw Error(ErrorKind::usage,
              fmt::format("--completion is '{}', expected one of {}", shell, fmt::join(shells_of_completion(), ", ")));
}

std::vector<std::string> flags_of(const nlohmann::json& option) {
  std::vector<std::string> flags;
  if (option.contains("letter")) flags.push_back("-" + option["letter"].get<std::string>());
  flags.push_back("--" + option.at("name").get<std::string>());
  if (option.contains("negation")) flags.push_back("--" + option["negation"].get<std::string>());
  return flags;
}

std::vector<std::string> choices_of(const nlohmann::json& option) {
  return option.value("choices", std::vector<std::string>());
}

bool may_be_file(const nlohmann::json& option) {
  const std::string type = option.at("type");
  return type == "input_file" || type == "output_file" || type == "text";
}

std::string brief(const nlohmann::json& described) {
  const std::string text = described.at("description");
  std::string start = text.substr(0, std::min(text.find_first_of(";("), text.find(", such")));
  if (start.size() > kMostOfMenu) start = start.substr(0, start.rfind(' ', kMostOfMenu)) + " ...";
  while (start.ends_with(' ')) start.pop_back();
  return start;
}

}  // namespace undercast::cli
