// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace undercast::cli {

/// Scripts that complete the words of a line in a shell, made of usage_of(): commands, options,
/// choices, and names of files.
std::string bash_completion(const nlohmann::json& usage);
std::string zsh_completion(const nlohmann::json& usage);
std::string fish_completion(const nlohmann::json& usage);

/// What --completion takes.
const std::vector<std::string>& shells_of_completion();
/// Returns the script for one of these shells. Throws Error(usage) for another one.
std::string completion(const nlohmann::json& usage, const std::string& shell);

/// The flags of an option: `-o`, `--output`; `--radar`, `--no-radar`.
std::vector<std::string> flags_of(const nlohmann::json& option);
/// The choices of an option; none where there are none.
std::vector<std::string> choices_of(const nlohmann::json& option);
/// Whether an option's value may be the name of a file. A text may be one.
bool may_be_file(const nlohmann::json& option);
/// The first clause of the description of an option or command, for a menu.
std::string brief(const nlohmann::json& described);

}  // namespace undercast::cli
