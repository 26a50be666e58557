// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/option.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace undercast::cli {

/// Adds an option to a command's line. Returns null for an AssetList, which has no flag.
CLI::Option* add_option(CLI::App& app, const char* name, OptionValue value, const OptionText& text);

}  // namespace undercast::cli
