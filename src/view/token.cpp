// SPDX-License-Identifier: Apache-2.0
#include "view/token.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <iterator>

#include "core/error.h"

namespace undercast {

Token::Token() {
  std::array<unsigned char, 16> bytes{};
  if (::getentropy(bytes.data(), bytes.size()) != 0)
    throw Error(ErrorKind::io, "the system gave no random numbers for the address of the viewer", "try again");
  for (const unsigned char byte : bytes) fmt::format_to(std::back_inserter(text_), "{:02x}", byte);
}

bool Token::is(std::string_view given) const {
  unsigned different = given.size() == text_.size() ? 0 : 1;
  for (std::size_t i = 0; i < text_.size(); ++i)
    different |= static_cast<unsigned>(text_[i] ^ (i < given.size() ? given[i] : '\0'));
  return different == 0;
}

}  // namespace undercast
