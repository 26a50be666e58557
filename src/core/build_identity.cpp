// SPDX-License-Identifier: Apache-2.0
#include "core/build_identity.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

#include "core/hash.h"
#include "core/own_file.h"
#include "core/version.h"

namespace undercast {
namespace {

// Covers the program, the library, and the library of networks that it may load.
std::string hash_of_files() {
  Hash hash;
  std::vector<char> piece(1 << 20);
  std::error_code unknown;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", unknown);
  for (const auto& path : {program, own_file(), networks_library_file()}) {
    std::ifstream file(path, std::ios::binary);
    while (file) {
      file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
      hash.add(piece.data(), static_cast<std::size_t>(file.gcount()));
    }
  }
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash.value()));
  return text;
}

// What our own code, libm, OpenBLAS and LibTorch choose between at run time.
std::string processor_kind() {
  std::string kind;
#ifdef __x86_64__
  const std::pair<const char*, bool> traits[] = {{" Intel", __builtin_cpu_is("intel")},
                                                 {" AMD", __builtin_cpu_is("amd")},
                                                 {" AVX2", __builtin_cpu_supports("avx2")},
                                                 {" FMA", __builtin_cpu_supports("fma")},
                                                 {" AVX512F", __builtin_cpu_supports("avx512f")},
                                                 {" AVX512BW", __builtin_cpu_supports("avx512bw")},
                                                 {" AVX512DQ", __builtin_cpu_supports("avx512dq")},
                                                 {" AVX512VL", __builtin_cpu_supports("avx512vl")},
                                                 {" AVX512BF16", __builtin_cpu_supports("avx512bf16")}};
  for (const auto& [name, is_there] : traits)
    if (is_there) kind += name;
#endif
  return kind.empty() ? " plain" : kind;
}

}  // namespace

const std::string& build_identity() {
  static const std::string identity =
      std::string(kVersion) + " (build " + hash_of_files() + " on a processor with" + processor_kind() + ")";
  return identity;
}

}  // namespace undercast
