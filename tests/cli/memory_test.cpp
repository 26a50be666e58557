// SPDX-License-Identifier: Apache-2.0
// --memory is kept to, and refused where it cannot be.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "cli/run_program.h"
#include "core/byte_size.h"
#include "core/temporary_folder.h"
#include "io/cube_file.h"

namespace undercast {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSanitized = true;
#else
constexpr bool kIsSanitized = false;
#endif

class MemoryLimit : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    ASSERT_EQ(run({"simulate", "-o", scene(), "--size", "640", "--steps", "46", "--seed", "1"}).exit_code, 0);
  }
  static void TearDownTestSuite() { folder_.reset(); }
  static std::string scene() { return *folder_ / "scene.tif"; }
  static std::string path(const std::string& name) { return *folder_ / name; }

  static std::unique_ptr<TemporaryFolder> folder_;
};

std::unique_ptr<TemporaryFolder> MemoryLimit::folder_;

TEST_F(MemoryLimit, is_kept_by_fill_whatever_the_method) {
  if (kIsSanitized) GTEST_SKIP() << "sanitizers keep memory of their own beside each byte, which counts in the peak";
  for (const char* method : {"linear", "gaussian-process"})
    for (const char* memory : {"450M", "700M"}) {
      const Outcome outcome = run({"fill", scene(), "-o", path("filled.tif"), "--method", method, "--memory", memory,
                                   "--overwrite", "--threads", "2"});
      ASSERT_EQ(outcome.exit_code, 0) << method << ' ' << memory << outcome.err;
      EXPECT_LE(outcome.peak_bytes, ByteSize(memory).bytes()) << method << ' ' << memory;
    }
}

TEST_F(MemoryLimit, does_not_change_what_is_filled) {
  std::array<std::string, 2> files{path("little.tif"), path("much.tif")};
  ASSERT_EQ(run({"fill", scene(), "-o", files[0], "--method", "linear", "--memory", "420M"}).exit_code, 0);
  ASSERT_EQ(run({"fill", scene(), "-o", files[1], "--method", "linear", "--memory", "4G"}).exit_code, 0);
  const auto filled = [](const std::string& file) {
    CubeFile cube(file);
    return cube.read(cube.layout().grid.whole()).ndvi.values;
  };
  EXPECT_EQ(filled(files[0]), filled(files[1]));
}

TEST_F(MemoryLimit, too_small_says_how_much_is_needed_and_leaves_nothing) {
  EXPECT_TRUE(refused(run({"fill", scene(), "-o", path("none.tif"), "--method", "linear", "--memory", "100M"}), 2,
                      {"--memory 100M is too small", "linear needs 400M"}));
  EXPECT_FALSE(std::ifstream(path("none.tif")).good());
}

// OpenBLAS takes memory for each processor before the program begins, and waits for it forever.
TEST_F(MemoryLimit, of_the_system_ends_in_a_clear_error_and_leaves_nothing) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizer needs more than any limit";
#endif
  const std::string program = UNDERCAST_PROGRAM, output = path("limited.tif"), json = path("limited.json");
  for (const std::string& line :
       {"fill " + scene() + " -o " + output + " --method linear --lower " + path("limited-lower.tif"),
        "evaluate " + scene() + " --method linear --protocol blocks-short --json " + json}) {
    const Outcome outcome = run_command(
        {"/bin/bash", "-c",
         "ulimit -d 200000; OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 exec " + program + " " + line + " --threads 2"});
    EXPECT_TRUE(refused(outcome, 1, {"out of memory", "--memory", "--threads"})) << line;
    for (const auto& entry : std::filesystem::directory_iterator(folder_->path()))
      EXPECT_EQ(entry.path().filename().string().find("undercast-"), std::string::npos) << entry.path();
  }
}

TEST_F(MemoryLimit, what_is_no_size_is_refused) {
  EXPECT_TRUE(refused(run({"fill", scene(), "-o", path("none.tif"), "--method", "linear", "--memory", "lots"}), 2,
                      {"'lots' is not an amount of memory", "2G, 512M"}));
}

TEST_F(MemoryLimit, has_evaluate_score_a_sample_of_a_large_cube) {
  const Outcome outcome =
      run({"evaluate", scene(), "--method", "linear", "--protocol", "blocks-short", "--memory", "600M", "--json", "-"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("84681 px in blocks drawn at random are scored"), std::string::npos) << outcome.err;
  EXPECT_LE(outcome.peak_bytes, ByteSize("600M").bytes());
}

}  // namespace
}  // namespace undercast
