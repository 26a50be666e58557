// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/error.h"

namespace undercast {

/// Writes values as bytes of this machine, for other processes of the same build.
class ByteWriter {
 public:
  explicit ByteWriter(std::string& bytes) : bytes_(bytes) {}

  template <class Value>
  requires std::is_trivially_copyable_v<Value>
  void put(const Value& value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  template <class Value>
  void put_all(const Value* values, std::size_t count) {
    static_assert(std::is_trivially_copyable_v<Value>);
    bytes_.append(reinterpret_cast<const char*>(values), count * sizeof(Value));
  }
  template <class Value>
  void put(const std::vector<Value>& values) {
    put(static_cast<std::uint64_t>(values.size()));
    put_all(values.data(), values.size());
  }
  void put(const std::string& text) {
    put(static_cast<std::uint64_t>(text.size()));
    bytes_ += text;
  }

 private:
  std::string& bytes_;
};

/// Reads the values in the same order. Throws Error(bad_input) where they end too early.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  bool at_end() const { return bytes_.empty(); }
  template <class Value>
  Value get() {
    static_assert(std::is_trivially_copyable_v<Value>);
    Value value;
    get_all(&value, 1);
    return value;
  }
  template <class Value>
  void get_all(Value* values, std::size_t count) {
    if (count > bytes_.size() / sizeof(Value)) end_too_early();
    std::memcpy(static_cast<void*>(values), bytes_.data(), count * sizeof(Value));
    bytes_.remove_prefix(count * sizeof(Value));
  }
  template <class Value>
  std::vector<Value> get_vector() {
    const auto size = get<std::uint64_t>();
    if (size > bytes_.size() / sizeof(Value)) end_too_early();
    std::vector<Value> values(size);
    get_all(values.data(), size);
    return values;
  }
  std::string get_string() {
    const std::vector<char> text = get_vector<char>();
    return {text.begin(), text.end()};
  }

 private:
  [[noreturn]] static void end_too_early() {
    throw Error(ErrorKind::bad_input, "the kept work beside the output ends too early",
                "remove OUT.rank-*.part, and run the command again");
  }

  std::string_view bytes_;
};

}  // namespace undercast
