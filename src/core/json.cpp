// SPDX-License-Identifier: Apache-2.0
#include "core/json.h"

#include <fmt/format.h>

#include <algorithm>

namespace undercast {
namespace {

using nlohmann::json;

// No file that the program reads is deeper than a dozen levels. The parser of UBJSON calls itself
// for each level, so that a deep text would exhaust the stack.
constexpr std::size_t kMostDepth = 100;
// A value takes up to 130 bytes of memory. Trees, in UBJSON, have the most.
constexpr std::size_t kMostValues = 2'000'000, kMostOfUbjson = 20'000'000;
constexpr std::size_t kLongestQuote = 60;

// Builds a value from what the parser of the JSON library finds, and keeps to the limits.
class Builder final : public nlohmann::json_sax<json> {
 public:
  Builder(const JsonSource& source, std::size_t most_values) : source_(source), most_values_(most_values) {}
  json take_result() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(std::int64_t value) override { return add(value); }
  bool number_unsigned(std::uint64_t value) override { return add(value); }
  bool number_float(double value, const std::string&) override { return add(value); }
  bool string(std::string& value) override { return add(std::move(value)); }
  bool binary(json::binary_t& value) override { return add(std::move(value)); }
  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& name) override {
    if (open_.back()->contains(name)) refuse(fmt::format("it names '{}' twice", name.substr(0, kLongestQuote)));
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const json::exception&) override {
    refuse(fmt::format("byte {} is not as expected", position));
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw Error(source_.kind, fmt::format("{} is not JSON that can be read: {}", source_.name, why), source_.hint);
  }

 private:
  json& place(json value) {
    if (++values_ > most_values_) refuse(fmt::format("it has more than {} values", most_values_));
    if (open_.empty()) return root_ = std::move(value);
    json& parent = *open_.back();
    if (parent.is_object()) return parent[key_] = std::move(value);
    return parent.emplace_back(std::move(value));
  }
  bool add(json value) {
    place(std::move(value));
    return true;
  }
  bool open(json empty) {
    if (open_.size() == kMostDepth) refuse(fmt::format("it is nested more than {} levels deep", kMostDepth));
    open_.push_back(&place(std::move(empty)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  const JsonSource& source_;
  const std::size_t most_values_;
  json root_;
  std::vector<json*> open_;  ///< a parent gets no other item while its last one is open
  std::string key_;
  std::size_t values_ = 0;
};

json parse(std::string_view bytes, json::input_format_t format, const JsonSource& source) {
  // UBJSON states the length of a list of nulls in a few bytes. All else takes a byte for each value.
  Builder builder(source, std::min(bytes.size(), format == json::input_format_t::json ? kMostValues : kMostOfUbjson));
  if (bytes.empty()) builder.refuse("it is empty");
  json::sax_parse(bytes, &builder, format);
  return builder.take_result();
}

}  // namespace

json parse_json(std::string_view text, const JsonSource& source) {
  return parse(text, json::input_format_t::json, source);
}

json parse_ubjson(std::string_view bytes, const JsonSource& source) {
  return parse(bytes, json::input_format_t::ubjson, source);
}

json json_or_null(std::string_view text) {
  try {
    return parse_json(text, {});
  } catch (const Error&) {
    return nullptr;
  }
}

void change_texts(json& value, const std::function<void(std::string&)>& change) {
  if (value.is_string()) change(value.get_ref<std::string&>());
  if (value.is_structured())
    for (json& item : value) change_texts(item, change);
}

std::string to_text(const json& value, int indent) {
  return value.dump(indent, ' ', false, json::error_handler_t::replace);
}

JsonValue JsonValue::at(const std::string& key) const {
  if (!json_->is_object()) refuse("an object");
  const auto found = json_->find(key);
  if (found == json_->end())
    throw Error(source_->kind,
                fmt::format("{}: '{}' is missing", source_->name, place_.empty() ? key : place_ + "." + key),
                source_->hint);
  return inner(*found, key);
}

std::optional<JsonValue> JsonValue::find(const std::string& key) const {
  if (!json_->is_object()) return {};
  const auto found = json_->find(key);
  return found == json_->end() || found->is_null() ? std::nullopt : std::optional(inner(*found, key));
}

std::vector<JsonValue> JsonValue::items() const {
  if (!json_->is_array()) refuse("a list");
  std::vector<JsonValue> values;
  for (std::size_t i = 0; i < json_->size(); ++i) values.push_back(inner((*json_)[i], std::to_string(i)));
  return values;
}

std::vector<std::pair<std::string, JsonValue>> JsonValue::members() const {
  if (!json_->is_object()) refuse("an object");
  std::vector<std::pair<std::string, JsonValue>> values;
  for (const auto& [key, value] : json_->items()) values.emplace_back(key, inner(value, key));
  return values;
}

void JsonValue::refuse(const std::string& expected) const {
  std::string found = to_text(*json_);
  if (found.size() > kLongestQuote) found = found.substr(0, kLongestQuote) + "...";
  const std::string where = place_.empty() ? source_->name : fmt::format("{}: '{}'", source_->name, place_);
  throw Error(source_->kind, fmt::format("{} is {}, expected {}", where, found, expected), source_->hint);
}

}  // namespace undercast
