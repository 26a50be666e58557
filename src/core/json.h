// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/error.h"

namespace undercast {

/// Where foreign JSON comes from: what errors name, their kind, and their remedy.
struct JsonSource {
  std::string name;
  ErrorKind kind = ErrorKind::bad_input;
  std::string hint = {};
};

/// Parses foreign JSON (RFC 8259). Throws the source's Error when the text is not JSON, is nested
/// more than 100 levels deep, holds more than 2 million values (20 million in UBJSON), or names a key
/// twice in an object.
nlohmann::json parse_json(std::string_view text, const JsonSource& source);
/// Parses Universal Binary JSON (ubjson.org, draft 12), within the same limits.
nlohmann::json parse_ubjson(std::string_view bytes, const JsonSource& source);

/// Parses a text that need not be JSON, as pages of failing servers are not: null then.
nlohmann::json json_or_null(std::string_view text);

/// Changes each text that is a value in `json`, at any depth.
void change_texts(nlohmann::json& json, const std::function<void(std::string&)>& change);

/// Returns JSON as text. Bytes that are not UTF-8, as in names of files, become U+FFFD.
std::string to_text(const nlohmann::json& value, int indent = -1);

/// Sets `value` if the JSON is of its type and within its range: bool, whole number, number, text,
/// or a list of those (a fixed array only of its own length). Returns whether it was; the JSON
/// library itself would cut 8.5 to 8, and 2^40 to an int.
template <class Value>
bool take_typed(const nlohmann::json& json, Value& value) {
  if constexpr (std::is_same_v<Value, bool>) {
    if (!json.is_boolean()) return false;
    value = json.get<bool>();
  } else if constexpr (std::is_integral_v<Value>) {
    if (json.is_number_unsigned() ? !std::in_range<Value>(json.get<std::uint64_t>())
                                  : !json.is_number_integer() || !std::in_range<Value>(json.get<std::int64_t>()))
      return false;
    value = json.get<Value>();
  } else if constexpr (std::is_floating_point_v<Value>) {
    if (!json.is_number()) return false;
    value = json.get<Value>();
    return std::isfinite(value) == std::isfinite(json.get<double>());  // 1e300 is no float
  } else if constexpr (std::is_same_v<Value, std::string>) {
    if (!json.is_string()) return false;
    value = json.get<std::string>();
  } else {
    if (!json.is_array()) return false;
    if constexpr (requires { value.resize(1); }) value.resize(json.size());
    if (json.size() != value.size()) return false;
    for (std::size_t i = 0; i < value.size(); ++i)
      if (!take_typed(json[i], value[i])) return false;
  }
  return true;
}

/// Names such a type for people: "a whole number".
template <class Value>
const char* type_name() {
  if constexpr (std::is_same_v<Value, bool>) return "true or false";
  if constexpr (std::is_integral_v<Value>) return "a whole number";
  if constexpr (std::is_floating_point_v<Value>) return "a number";
  if constexpr (std::is_same_v<Value, std::string>) return "a text";
  return "a list of values of one type";
}

/// A value within foreign JSON. Its errors name the source and the key, as in 'training.step'. The
/// JSON must outlive it.
class JsonValue {
 public:
  JsonValue(const nlohmann::json& json, JsonSource source)
      : JsonValue(json, std::make_shared<const JsonSource>(std::move(source)), {}) {}
  JsonValue(nlohmann::json&& json, JsonSource source) = delete;  // which would not outlive it

  const nlohmann::json& json() const { return *json_; }
  const JsonSource& source() const { return *source_; }

  /// The member of an object. Throws the source's Error when there is none.
  JsonValue at(const std::string& key) const;
  /// The member of an object; nothing when there is none, or null, as catalogues write for unknown.
  std::optional<JsonValue> find(const std::string& key) const;
  /// Returns the items of a list. Throws the source's Error when it is none.
  std::vector<JsonValue> items() const;
  /// Returns the members of an object, by key. Throws the source's Error when it is none.
  std::vector<std::pair<std::string, JsonValue>> members() const;

  /// Throws the source's Error when the value has another type.
  template <class Value>
  Value as() const {
    Value value{};
    if (!take_typed(*json_, value)) refuse(type_name<Value>());
    return value;
  }
  /// The member's value, or `otherwise` when there is none. Throws when it has another type.
  template <class Value>
  Value get(const std::string& key, Value otherwise) const {
    const std::optional<JsonValue> member = find(key);
    return member ? member->as<Value>() : otherwise;
  }
  /// The member's value; nothing when there is none, or one of another type.
  template <class Value>
  std::optional<Value> find_as(const std::string& key) const {
    Value value{};
    const std::optional<JsonValue> member = find(key);
    return member && take_typed(*member->json_, value) ? std::optional(std::move(value)) : std::nullopt;
  }
  /// The member, if it is a text; else an empty text.
  std::string text(const std::string& key) const { return find_as<std::string>(key).value_or(std::string()); }
  /// Throws the source's Error: what the value is, and what was expected.
  [[noreturn]] void refuse(const std::string& expected) const;

 private:
  JsonValue(const nlohmann::json& json, std::shared_ptr<const JsonSource> source, std::string place)
      : json_(&json), source_(std::move(source)), place_(std::move(place)) {}

  JsonValue inner(const nlohmann::json& json, const std::string& key) const {
    return {json, source_, place_.empty() ? key : place_ + "." + key};
  }
  const nlohmann::json* json_;
  std::shared_ptr<const JsonSource> source_;
  std::string place_;
};

}  // namespace undercast
