// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <type_traits>

#include "core/error.h"
#include "core/option.h"
#include "core/version.h"

namespace undercast {

/// All options of a struct (see core/option.h) as a JSON object.
template <class Options>
nlohmann::json options_to_json(const Options& options) {
  nlohmann::json object = nlohmann::json::object();
  Options::each(options, [&](const char* name, const auto& value, const OptionText&) { object[name] = value; });
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
    bool known = text.choices.empty();
    for (const std::string& choice : text.choices) known |= choice == value;
    if (!known) fail("'" + value + "'", fmt::format("one of {}", fmt::join(text.choices, ", ")));
  } else if constexpr (!std::is_same_v<Value, bool> && !std::is_same_v<Value, AssetList>) {
    for (const auto& item : value) check_option(name, item, text);
  }
}

/// Whether a JSON value is of an option's type. The JSON library itself would cut 8.5 to 8 and read true as 1.
template <class Value>
bool has_type(const nlohmann::json& value) {
  if constexpr (std::is_same_v<Value, bool>) {
    return value.is_boolean();
  } else if constexpr (std::is_integral_v<Value>) {
    return value.is_number_integer() && value == nlohmann::json(value.template get<Value>());
  } else if constexpr (std::is_floating_point_v<Value>) {
    return value.is_number();
  } else if constexpr (std::is_same_v<Value, std::string>) {
    return value.is_string();
  } else if constexpr (std::is_same_v<Value, AssetList>) {
    return value.is_array();  // get_to() looks at the rest
  } else {
    bool all = value.is_array();
    for (const auto& item : value) all = all && has_type<typename Value::value_type>(item);
    return all;
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
  } else if constexpr (std::is_same_v<Value, std::string>) {
    return "a text";
  } else if constexpr (std::is_same_v<Value, AssetList>) {
    return "a list of objects";
  } else {
    return "a list";
  }
}

/// Sets options from a JSON object; names that it lacks keep their values. Throws Error(usage) for a key that is not
/// in `also_known` or an option, and for a value of the wrong type or range.
template <class Options>
void options_from_json(Options& options, const nlohmann::json& object, const std::string& where,
                       std::set<std::string> known = {}) {
  if (!object.is_object()) throw Error(ErrorKind::usage, fmt::format("{}: expected an object of options", where));
  Options::each(options, [&](const char* name, auto& value, const OptionText& text) {
    known.insert(name);
    if (!object.contains(name)) return;
    const auto refuse = [&] {
      throw Error(ErrorKind::usage, fmt::format("{}: '{}' cannot be {}", where, name, object.at(name).dump()),
                  fmt::format("expected {}: {}", type_name<std::remove_cvref_t<decltype(value)>>(), text.text));
    };
    if (!has_type<std::remove_cvref_t<decltype(value)>>(object.at(name))) refuse();
    try {
      object.at(name).get_to(value);
    } catch (const nlohmann::json::exception&) {
      refuse();
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
