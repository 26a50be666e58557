// SPDX-License-Identifier: Apache-2.0
#include "io/options_json.h"

#include <fmt/format.h>

#include <type_traits>

#include "core/json.h"
#include "core/version.h"
#include "net/url.h"

namespace undercast {
namespace {

using nlohmann::json;

template <class Value>
inline constexpr bool kIsFile = std::is_same_v<Value, InputFile> || std::is_same_v<Value, OutputFile>;
// Values that are written as a text of their own.
template <class Value>
inline constexpr bool kHasText = std::is_same_v<Value, ByteSize> || std::is_same_v<Value, OptionalDate>;
template <class Value>
inline constexpr bool kIsList = false;
template <class Item>
inline constexpr bool kIsList<std::vector<Item>> = !std::is_same_v<std::vector<Item>, AssetList>;

template <class Value>
json to_json(const Value& value) {
  if constexpr (kIsFile<Value>) {
    return value.path;
  } else if constexpr (kHasText<Value>) {
    return value.text();
  } else if constexpr (kIsList<Value>) {
    json list = json::array();
    for (const auto& item : value) list.push_back(to_json(item));
    return list;
  } else {
    return value;
  }
}

// Throws a JSON exception, and Error(usage) for a size or date that is none.
template <class Value>
void from_json(const json& given, Value& value) {
  if constexpr (kIsFile<Value> || kHasText<Value>) {
    value = Value(given.get<std::string>());
  } else if constexpr (kIsList<Value>) {
    value.clear();
    for (const auto& item : given) from_json(item, value.emplace_back());
  } else {
    given.get_to(value);
  }
}

// Whether a JSON value is of an option's type.
template <class Value>
bool has_type(const json& value) {
  if constexpr (std::is_arithmetic_v<Value>) {
    Value taken{};
    return take_typed(value, taken);
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

template <class Value>
const char* option_type_name() {
  if constexpr (std::is_arithmetic_v<Value>) return type_name<Value>();
  if constexpr (std::is_same_v<Value, AssetList>) return "a list of objects";
  return kIsList<Value> ? "a list" : "a text";
}

template <class Value>
void check_value(const std::string& name, const Value& value, const OptionText& text) {
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
    for (const auto& item : value) check_value(name, item, text);
  }
}

template <class Value>
void set_option(const char* name, Value& value, const OptionText& text, json given, const std::string& where) {
  const std::string found = to_text(given);
  if (kIsList<Value> && !given.is_array()) given = json::array({given});
  const auto refuse = [&] {
    throw Error(ErrorKind::usage, fmt::format("{}: '{}' cannot be {}", where, name, found),
                fmt::format("expected {}: {}", option_type_name<Value>(), text.text));
  };
  if (!has_type<Value>(given)) refuse();
  try {
    from_json(given, value);
  } catch (const json::exception&) {
    refuse();
  } catch (const Error& error) {
    throw Error(error.kind(), fmt::format("{}: '{}': {}", where, name, error.what()), error.hint());
  }
  check_value(name, value, text);
}

}  // namespace

json option_to_json(OptionValue value) {
  return std::visit([](const auto* known) { return to_json(*known); }, value);
}

json options_to_json(const AnyOptions& options) {
  json object = json::object();
  options.each([&](const char* name, OptionValue value, const OptionText&) { object[name] = option_to_json(value); });
  return object;
}

json manifest_of(const AnyOptions& job) {
  json object = json::object();
  job.each([&](const char* name, OptionValue value, const OptionText& text) {
    if (std::holds_alternative<OutputFile*>(value) || text.of_the_run || job.is_ignored(text)) return;
    const auto* file = std::get_if<InputFile*>(&value);
    if (file != nullptr && !(*file)->given()) return;
    change_texts(object[name] = option_to_json(value), [](std::string& item) { item = without_secrets(item); });
  });
  return object;
}

json manifest_of(const AnyOptions& job, const ByteSize& memory) {
  json object = manifest_of(job);
  object["memory"] = memory.text();
  return object;
}

void check_option(const std::string& name, OptionValue value, const OptionText& text) {
  std::visit([&](const auto* known) { check_value(name, *known, text); }, value);
}

void check_ranges(const AnyOptions& options) { options.each(check_option); }

void options_from_json(const AnyOptions& options, const json& object, const std::string& where,
                       std::set<std::string> known) {
  if (!object.is_object()) throw Error(ErrorKind::usage, fmt::format("{}: expected an object of options", where));
  options.each([&](const char* name, OptionValue value, const OptionText& text) {
    known.insert(name);
    if (object.contains(name))
      std::visit([&](auto* option) { set_option(name, *option, text, object.at(name), where); }, value);
  });
  for (const auto& [key, value] : object.items())
    if (!known.contains(key))
      throw Error(ErrorKind::usage, fmt::format("{}: '{}' is not an option", where, key),
                  fmt::format("the options are: {}", fmt::join(known, ", ")));
}

std::map<std::string, std::string> run_metadata(const std::string& command, const json& options) {
  return {{"UNDERCAST_VERSION", kVersion}, {"UNDERCAST_COMMAND", command}, {"UNDERCAST_OPTIONS", to_text(options)}};
}

}  // namespace undercast
