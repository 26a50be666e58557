// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <filesystem>

#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"
#include "io/atomic_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class ForeignBytes : public testing::TestWithParam<FuzzTarget> {};

// The fuzzers' own inputs, without a fuzzer: those that they begin with, and those that they found.
TEST_P(ForeignBytes, are_read_or_refused_with_a_clear_error) {
  spdlog::set_level(spdlog::level::off);
  const FuzzTarget& target = GetParam();
  int inputs = 0;
  for (const char* folder : {"corpus", "regressions"}) {
    const fs::path files = fs::path(UNDERCAST_SOURCE_DIR) / "tests/fuzz" / folder / target.name;
    if (!fs::exists(files)) continue;
    for (const fs::directory_entry& entry : fs::directory_iterator(files)) {
      SCOPED_TRACE(entry.path().string());
      const std::string bytes = read_text_file(entry.path().string());
      EXPECT_NO_THROW(succeeds([&] { target.run(bytes); }));
      ++inputs;
    }
  }
  EXPECT_GT(inputs, 0) << "the target has no corpus";
}

INSTANTIATE_TEST_SUITE_P(Of, ForeignBytes, testing::ValuesIn(kFuzzTargets),
                         [](const auto& target) { return std::string(target.param.name); });

}  // namespace
}  // namespace undercast
