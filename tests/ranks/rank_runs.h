// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "cli/run_program.h"
#include "core/error.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"

namespace undercast {

/// `mpirun -n 1 PROGRAM ARGUMENTS : -n 1 ...`: what each rank is.
struct RankOf {
  Arguments arguments;
  std::string program = UNDERCAST_PROGRAM;
  std::string folder = {};  ///< to work in; empty: this one
};

inline Arguments mpirun(const std::vector<RankOf>& ranks) {
  // Tests run beside each other: no rank may claim a processor for itself.
  Arguments line{UNDERCAST_MPIRUN, "--allow-run-as-root", "--oversubscribe", "--bind-to", "none"};
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
    if (rank > 0) line.emplace_back(":");
    line.insert(line.end(), {"-n", "1"});
    if (!ranks[rank].folder.empty()) line.insert(line.end(), {"--wdir", ranks[rank].folder});
    line.push_back(ranks[rank].program);
    line.insert(line.end(), ranks[rank].arguments.begin(), ranks[rank].arguments.end());
  }
  return line;
}

inline Arguments mpirun(int ranks, const Arguments& arguments) {
  Arguments line{UNDERCAST_MPIRUN,      "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-n",
                 std::to_string(ranks), UNDERCAST_PROGRAM};
  line.insert(line.end(), arguments.begin(), arguments.end());
  return line;
}

/// Whether this mpirun starts a command line for each rank: Open MPI 5.0.7 (Debian 13) crashes on
/// any such line.
inline bool starts_ranks_of_their_own() {
  const RankOf nothing{{}, "/bin/true"};
  return run_command(mpirun({nothing, nothing})).exit_code == 0;
}

inline Arguments operator+(Arguments a, const Arguments& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// The process of a rank whose command line holds `text`; 0 when there is none.
inline int process_of_rank(int rank, const std::string& text) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    try {
      const std::string line = read_text_file(entry.path() / "cmdline");
      const std::string environment = read_text_file(entry.path() / "environ");
      if (line.find(text) != std::string::npos &&
          environment.find("OMPI_COMM_WORLD_RANK=" + std::to_string(rank) + '\0') != std::string::npos)
        return std::stoi(name);
    } catch (const Error&) {  // it has ended meanwhile
    }
  }
  return 0;
}

class Ranks : public testing::Test {
 protected:
  void SetUp() override {
    if (std::string(UNDERCAST_MPIRUN).empty() || ::access(UNDERCAST_MPIRUN, X_OK) != 0)
      GTEST_SKIP() << "there is no mpirun here";
    // With the preset asan: Open MPI does not free what it holds at its end.
    ::setenv("ASAN_OPTIONS", "detect_leaks=0:detect_odr_violation=0", 1);
  }
  std::string make_scene(const std::string& name, int size_px, int steps) {
    const Outcome outcome = run({"simulate", "-o", folder_ / name, "--truth", folder_ / ("truth-" + name), "--size",
                                 std::to_string(size_px), "--steps", std::to_string(steps), "--seed", "3", "-q"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return folder_ / name;
  }
  std::vector<std::string> parts() const {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      if (entry.path().extension() == ".part") paths.push_back(entry.path().string());
    return paths;
  }
  bool same_files(const std::string& a, const std::string& b) const {
    return read_text_file(folder_ / a) == read_text_file(folder_ / b);
  }

  TemporaryFolder folder_;
};

}  // namespace undercast
