// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace undercast {

/// A secret of 128 random bits, in hexadecimal digits, that other users of the machine cannot guess.
class Token {
 public:
  /// Draws one. Throws Error(io) where the system has no random numbers.
  Token();

  const std::string& text() const { return text_; }
  /// Returns whether a text is the token. The comparison takes the same time for every text, so that
  /// times of answers reveal no digit of the token.
  bool is(std::string_view given) const;

 private:
  std::string text_;
};

}  // namespace undercast
