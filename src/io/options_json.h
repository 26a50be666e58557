// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <type_traits>

#include "core/byte_size.h"
#include "core/date.h"
#include "core/error.h"
#include "core/option.h"

namespace undercast {

template <class Value>
inline constexpr bool kIsFile = std::is_same_v<Value, InputFile> || std::is_same_v<Value, OutputFile>;
/// Values that are written as a text of their own.
template <class Value>
inline constexpr bool kHasText = std::is_same_v<Value, ByteSize> || std::is_same_v<Value, OptionalDate>;
template <class Value>
inline constexpr bool kIsList = false;
template <class Item>
inline constexpr bool kIsList<std::vector<Item>> = !std::is_same_v<std::vector<Item>, AssetList>;

/// The JSON form of an option's value: files and sizes are texts.
template <class Value>
nlohmann::json option_to_json(const Value& value) {
  if constexpr (kIsFile<Value>) {
    return value.path;
  } else if constexpr (kHasText<Value>) {
    return value.text();
  } else if constexpr (kIsList<Value>) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& item : value) list.push_back(option_to_json(item));
    return list;
  } else {
    return value;
  }
}

/// All options of a struct (see core/option.h) as a JSON object.
template <class Options>
nlohmann::json options_to_json(const Options& options) {
  nlohmann::json object = nlohmann::json::object();
  Options::each(options,
                [&](const char* name, const auto& value, const OptionText&) { object[name] = option_to_json(value); });
  return object;
}

/// Whether an option has no effect, because it is of a training that the job does not do.
template <class Job>
bool is_ignored(const Job& job, const OptionText& text) {
  if constexpr (requires { job.trains(); }) return text.of_training && !job.trains();
  return false;
}

/// What is recorded of a job in its outputs: its options and inputs, but neither where the outputs
/// go nor what makes no difference to them. Files that were not given are left out.
template <class Job>
nlohmann::json manifest_of(const Job& job) {
  nlohmann::json object = nlohmann::json::object();
  Job::each(job, [&]<class Value>(const char* name, const Value& value, const OptionText& text) {
    if (std::is_same_v<Value, OutputFile> || text.of_the_run || is_ignored(job, text)) return;
    nlohmann::json json = option_to_json(value);
    const bool is_empty_file = std::is_same_v<Value, InputFile> && json == "";
    if (!is_empty_file) object[name] = std::move(json);
  });
  return object;
}

/// Returns what is recorded of a job that keeps to a limit of memory: this limit, too.
template <class Job>
nlohmann::json manifest_of(const Job& job, const ByteSize& memory) {
  nlohmann::json object = manifest_of(job);
  object["memory"] = memory.text();
  return object;
}

/// Throws Error(usage) when `value` is outside what `text` allows.
template <class Value>
void check_option(const std::string& name, const Value& value, const OptionText& text) {
  const auto fail = [&](const std::string& found, const std::string& expected) {
    throw Error(ErrorKind::usage, fmt::format("--{} is {}, expected {}", name, found, expected));
  };
  if constexpr (std::is_arithmetic_v<Value> && !std::is_same_v<Value, bool>) {
    const auto number = static_cast<double>(value);
    if (!(number >= text.min && number <= text.max))
      fail(fmt::format("{}", value), fmt::format("{} to {}", text.min, text.max));
  } else if constexpr (std::is_same_v<Value, std::string>) {
    bool known = text.choices.empty() || (text.may_be_empty && value.empty());
    for (const std::string& choice : text.choices) known |= choice == value;
    if (!known) fail("'" + value + "'", fmt::format("one of {}", fmt::join(text.choices, ", ")));
  } else if constexpr (kIsList<Value>) {
    for (const auto& item : value) check_option(name, item, text);
  }
}

/// Throws Error(usage) when a value of the struct is outside what its declaration allows.
template <class Options>
void check_ranges(const Options& options) {
  Options::each(options,
                [](const char* name, const auto& value, const OptionText& text) { check_option(name, value, text); });
}

/// Whether a JSON value is of an option's type. The JSON library itself would cut 8.5 to 8 and read
/// true as 1.
template <class Value>
bool has_type(const nlohmann::json& value) {
  if constexpr (std::is_same_v<Value, bool>) {
    return value.is_boolean();
  } else if constexpr (std::is_integral_v<Value>) {
    return value.is_number_integer() && value == nlohmann::json(value.template get<Value>());
  } else if constexpr (std::is_floating_point_v<Value>) {
    return value.is_number();
  } else if constexpr (kIsList<Value>) {
    bool all = value.is_array();
    for (const auto& item : value) all = all && has_type<typename Value::value_type>(item);
    return all;
  } else if constexpr (std::is_same_v<Value, AssetList>) {
    return value.is_array();  // get_to() looks at the rest
  } else {
    return value.is_string();
  }
}

/// What a value of an option's type is called.
template <class Value>
std::string type_name() {
  if constexpr (std::is_same_v<Value, bool>) {
    return "true or false";
  } else if constexpr (std::is_integral_v<Value>) {
    return "a whole number";
  } else if constexpr (std::is_floating_point_v<Value>) {
    return "a number";
  } else if constexpr (std::is_same_v<Value, AssetList>) {
    return "a list of objects";
  } else if constexpr (kIsList<Value>) {
    return "a list";
  } else {
    return "a text";
  }
}

/// Sets an option from JSON of its type. Throws a JSON exception, and Error(usage) for a size or
/// date that is none.
template <class Value>
void option_from_json(const nlohmann::json& json, Value& value) {
  if constexpr (kIsFile<Value> || kHasText<Value>) {
    value = Value(json.get<std::string>());
  } else if constexpr (kIsList<Value>) {
    value.clear();
    for (const nlohmann::json& item : json) option_from_json(item, value.emplace_back());
  } else {
    json.get_to(value);
  }
}

/// Sets options from a JSON object; names that it lacks keep their values. A single value stands
/// for a list of one. Throws Error(usage) for a key that is not in `known` or an option, and for a
/// value of the wrong type or range.
template <class Options>
void options_from_json(Options& options, const nlohmann::json& object, const std::string& where,
                       std::set<std::string> known = {}) {
  if (!object.is_object()) throw Error(ErrorKind::usage, fmt::format("{}: expected an object of options", where));
  Options::each(options, [&]<class Value>(const char* name, Value& value, const OptionText& text) {
    known.insert(name);
    if (!object.contains(name)) return;
    nlohmann::json json = object.at(name);
    if (kIsList<Value> && !json.is_array()) json = nlohmann::json::array({json});
    const auto refuse = [&] {
      throw Error(ErrorKind::usage, fmt::format("{}: '{}' cannot be {}", where, name, object.at(name).dump()),
                  fmt::format("expected {}: {}", type_name<Value>(), text.text));
    };
    if (!has_type<Value>(json)) refuse();
    try {
      option_from_json(json, value);
    } catch (const nlohmann::json::exception&) {
      refuse();
    } catch (const Error& error) {
      throw Error(error.kind(), fmt::format("{}: '{}': {}", where, name, error.what()), error.hint());
    }
    check_option(name, value, text);
  });
  for (const auto& [key, value] : object.items())
    if (!known.contains(key))
      throw Error(ErrorKind::usage, fmt::format("{}: '{}' is not an option", where, key),
                  fmt::format("the options are: {}", fmt::join(known, ", ")));
}

/// What every output says of the run that made it: the metadata items of a cube file.
std::map<std::string, std::string> run_metadata(const std::string& command, const nlohmann::json& options);

}  // namespace undercast
