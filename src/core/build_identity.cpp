// SPDX-License-Identifier: Apache-2.0
#include "core/build_identity.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <vector>

#include "core/random.h"
#include "core/version.h"

namespace undercast {

std::string build_identity() {
  std::ifstream program("/proc/self/exe", std::ios::binary);
  std::uint64_t hash = 0;
  std::vector<char> piece(1 << 20);
  while (program) {
    program.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(program.gcount());
    for (std::size_t i = 0; i < count; i += sizeof hash) {
      std::uint64_t word = 0;
      std::memcpy(&word, piece.data() + i, std::min(sizeof word, count - i));
      hash = mix(hash ^ word);
    }
    hash = mix(hash ^ count);
  }
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return std::string(kVersion) + " (build " + text + ")";
}

}  // namespace undercast
