// SPDX-License-Identifier: Apache-2.0
#include "core/build_identity.h"

#include <cstdio>
#include <fstream>
#include <vector>

#include "core/hash.h"
#include "core/version.h"

namespace undercast {

std::string build_identity() {
  std::ifstream program("/proc/self/exe", std::ios::binary);
  Hash hash;
  std::vector<char> piece(1 << 20);
  while (program) {
    program.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    hash.add(piece.data(), static_cast<std::size_t>(program.gcount()));
  }
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash.value()));
  return std::string(kVersion) + " (build " + text + ")";
}

}  // namespace undercast
