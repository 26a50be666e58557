// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

struct XXH3_state_s;

namespace undercast {

/// XXH3, 64 bits: identifies content and detects damage.
std::uint64_t hash_of_bytes(std::string_view bytes);

/// Hashes bytes that come in parts, to the value of hash_of_bytes() for all of them.
class Hash {
 public:
  Hash();
  void add(const void* bytes, std::size_t count);
  std::uint64_t value() const;

 private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };
  std::unique_ptr<XXH3_state_s, Free> state_;
};

}  // namespace undercast
