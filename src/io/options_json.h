// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "core/option.h"

namespace undercast {

/// The JSON form of an option's value: files, sizes and dates are texts.
nlohmann::json option_to_json(OptionValue value);
/// All options as a JSON object.
nlohmann::json options_to_json(const AnyOptions& options);

/// What is recorded of a job in its outputs: its options and inputs, but neither where the outputs
/// go nor what makes no difference to them. Files that were not given are left out, and addresses
/// have no user and no query, which may be secrets.
nlohmann::json manifest_of(const AnyOptions& job);
/// Returns what is recorded of a job that keeps to a limit of memory: this limit, too.
nlohmann::json manifest_of(const AnyOptions& job, const ByteSize& memory);

/// Throws Error(usage) when a value is outside what `text` allows.
void check_option(const std::string& name, OptionValue value, const OptionText& text);
/// Throws Error(usage) when a value is outside what its declaration allows.
void check_ranges(const AnyOptions& options);

/// Sets options from a JSON object; names that it lacks keep their values. A single value stands
/// for a list of one. Throws Error(usage) for a key that is not in `known` or an option, and for a
/// value of the wrong type or range.
void options_from_json(const AnyOptions& options, const nlohmann::json& object, const std::string& where,
                       std::set<std::string> known = {});

/// What every output says of the run that made it: the metadata items of a cube file.
std::map<std::string, std::string> run_metadata(const std::string& command, const nlohmann::json& options);

}  // namespace undercast
