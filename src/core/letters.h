// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// ASCII letters in the other case; all else, UTF-8 too, stays.
inline std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}
inline std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

}  // namespace undercast
