// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// An amount of memory, written as 2G, 512M or 1.5 (GiB).
class ByteSize {
 public:
  /// Throws Error(usage) for any other text.
  explicit ByteSize(std::string text);
  double bytes() const { return bytes_; }
  /// As it was written.
  const std::string& text() const { return text_; }
  bool operator==(const ByteSize&) const = default;

 private:
  std::string text_;
  double bytes_;
};

/// A size for people: 1.5G, 512M; rounded up.
std::string size_text(double bytes);

}  // namespace undercast
