// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace undercast::cli {
namespace {

constexpr std::size_t kColumns = 100, kNameColumns = 32;

// The command's own options come first, then the options of every run, then the options of
// training.
int place_of(const std::string& group) {
  if (group.starts_with("Training")) return 2;
  return group == "Run" ? 1 : 0;
}

}  // namespace

std::string shown_name(const CLI::Option& option) {
  std::string name = option.get_name(!option.get_positional() && !option.get_lnames().empty(), true);
  const std::string negated = "{false}";
  if (const auto at = name.find(negated); at != std::string::npos) name.erase(at, negated.size());
  return name;
}

std::string group_of(const OptionText& text) { return text.group.empty() ? "Options" : text.group; }

void sort_groups(std::vector<std::string>& groups) {
  std::stable_sort(groups.begin(), groups.end(),
                   [](const auto& a, const auto& b) { return place_of(a) < place_of(b); });
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const {
  if (mode == CLI::AppFormatMode::Sub) return make_expanded(app);
  std::vector<std::string> groups = app->get_groups();
  sort_groups(groups);
  std::string text = make_description(app) + make_usage(app, std::move(name)) + make_positionals(app);
  for (const std::string& group : groups) {
    const auto is_of_group = [&](const CLI::Option* option) {
      return option->get_group() == group && option->nonpositional();
    };
    const std::vector<const CLI::Option*> options = app->get_options(is_of_group);
    if (!group.empty() && !options.empty()) text += make_group(group, false, options);
  }
  return text + make_subcommands(app, mode) + "\n" + make_footer(app);
}

std::string HelpFormatter::make_option_name(const CLI::Option* option, bool /*is_positional*/) const {
  return shown_name(*option);
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  std::string line = fmt::format("  {}{}", make_option_name(option, is_positional), make_option_opts(option));
  std::string text;
  const auto start_column = [&] {
    if (line.size() >= kNameColumns) {
      text += line + "\n";
      line.clear();
    }
    line.resize(kNameColumns, ' ');
  };
  start_column();
  std::istringstream words(option->get_description());
  for (std::string word; words >> word;) {
    if (line.size() > kNameColumns && line.size() + 1 + word.size() > kColumns) {
      text += line + "\n";
      line.assign(kNameColumns, ' ');
    }
    if (line.size() > kNameColumns) line += ' ';
    line += word;
  }
  return text + line + "\n";
}

}  // namespace undercast::cli
