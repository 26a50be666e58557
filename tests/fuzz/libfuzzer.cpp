// SPDX-License-Identifier: Apache-2.0
// The entry of libFuzzer. UNDERCAST_FUZZ_TARGET names the target; tests/fuzz/run sets it.
#include <spdlog/spdlog.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"

namespace {

const undercast::FuzzTarget& chosen_target() {
  const char* name = std::getenv("UNDERCAST_FUZZ_TARGET");
  for (const undercast::FuzzTarget& target : undercast::kFuzzTargets)
    if (name != nullptr && std::string(name) == target.name) return target;
  std::fputs("UNDERCAST_FUZZ_TARGET must name one of:", stderr);
  for (const undercast::FuzzTarget& target : undercast::kFuzzTargets) std::fprintf(stderr, " %s", target.name);
  std::fputs("\n", stderr);
  std::exit(2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const undercast::FuzzTarget& target = chosen_target();
  spdlog::set_level(spdlog::level::off);
  undercast::succeeds([&] { target.run({reinterpret_cast<const char*>(data), size}); });
  return 0;
}
