// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "core/option.h"

namespace undercast::cli {

/// Returns the name of an option for people: `-o,--output`, `--vv,--no-vv`.
std::string shown_name(const CLI::Option& option);

/// Returns the heading of an option.
std::string group_of(const OptionText& text);
/// Sorts headings as `--help` shows them: the options of every run and of training come last.
void sort_groups(std::vector<std::string>& groups);

/// Writes `--help`: texts wrapped at 100 columns; the options of every run and of training after
/// the command's own.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
  std::string make_option_name(const CLI::Option* option, bool is_positional) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
};

}  // namespace undercast::cli
