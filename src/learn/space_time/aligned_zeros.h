// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace undercast {

/// Zeros that begin where a cache line begins, so that vector instructions read whole lines.
template <class Number>
class AlignedZeros {
 public:
  explicit AlignedZeros(std::size_t count) {
    const std::size_t lines = (std::max<std::size_t>(count, 1) * sizeof(Number) + kCacheLine - 1) / kCacheLine;
    numbers_.reset(static_cast<Number*>(std::aligned_alloc(kCacheLine, lines * kCacheLine)));
    if (numbers_ == nullptr) throw std::bad_alloc();
    std::memset(numbers_.get(), 0, lines * kCacheLine);
  }
  Number* data() { return numbers_.get(); }

 private:
  static constexpr std::size_t kCacheLine = 64;
  struct Free {
    void operator()(Number* numbers) const { std::free(numbers); }
  };
  std::unique_ptr<Number, Free> numbers_;
};

}  // namespace undercast
