// SPDX-License-Identifier: Apache-2.0
// Rasters that several ranks make together, as a user runs it.
#include <algorithm>
#include <csignal>

#include "composite/small_inputs.h"
#include "core/random.h"
#include "ranks/rank_runs.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

// Four blocks and their companions.
class RanksFill : public Ranks, public testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Methods, RanksFill, testing::Values("linear", "gaussian-process"),
                         [](const auto& method) { return std::string(method.param).substr(0, 6); });

TEST_P(RanksFill, gives_the_same_files_as_one_process) {
  const std::string scene = make_scene("scene.tif", 300, 16);
  const auto line = [&](const std::string& start) {
    return Arguments{"fill",         scene,
                     "--method",     GetParam(),
                     "-o",           folder_ / (start + ".tif"),
                     "--lower",      folder_ / (start + "-lower.tif"),
                     "--provenance", folder_ / (start + "-provenance.tif")};
  };
  const Outcome alone = run(line("one"));
  ASSERT_EQ(alone.exit_code, 0) << alone.err;
  const Outcome shared = run_command(mpirun(2, line("two")));
  ASSERT_EQ(shared.exit_code, 0) << shared.err;
  for (const char* end : {".tif", "-lower.tif", "-provenance.tif"})
    EXPECT_TRUE(same_files(std::string("one") + end, std::string("two") + end)) << end;
  EXPECT_EQ(parts(), std::vector<std::string>());
  // The summary is of the whole, and said once.
  EXPECT_EQ(shared.out.substr(shared.out.find(": ")), alone.out.substr(alone.out.find(": ")));
  EXPECT_EQ(std::count(shared.out.begin(), shared.out.end(), '\n'), 1);
}

class RanksComposite : public Ranks {
 protected:
  Arguments line(const std::string& name) {
    return {"composite",
            "--sentinel2",
            folder_ / "s2",
            "--sentinel1",
            folder_ / "s1",
            "--start",
            "2018-05-01",
            "--end",
            "2018-05-24",
            "--window",
            "32",
            "-o",
            folder_ / (name + ".tif"),
            "--counts",
            folder_ / (name + "-counts.tif")};
  }
  void write_images() {
    const Grid grid = small_grid(70, 90);
    Random random(3);
    for (const char* date : {"2018-05-01", "2018-05-03", "2018-05-11", "2018-05-12"}) {
      const std::string base = folder_ / "s2/" + date;
      const auto dn = [&](int, int) { return random.below(4000); };
      write_image(base + "/B04.tif", grid, image_of(grid, dn), FileType::uint16);
      write_image(base + "/B08.tif", grid, image_of(grid, dn), FileType::uint16);
      write_flat(base + "/SCL.tif", grid, 4, FileType::uint8);
      write_image(folder_ / "s1/" + date + "/VH.tif", grid,
                  image_of(grid, [&](int, int) { return -random.uniform(5, 25); }), FileType::float32);
    }
  }
};

TEST_F(RanksComposite, gives_the_same_files_as_one_process) {
  write_images();
  const Outcome alone = run(line("one"));
  ASSERT_EQ(alone.exit_code, 0) << alone.err;
  const Outcome shared = run_command(mpirun(3, line("three")));
  ASSERT_EQ(shared.exit_code, 0) << shared.err;
  EXPECT_TRUE(same_files("one.tif", "three.tif"));
  EXPECT_TRUE(same_files("one-counts.tif", "three-counts.tif"));
  EXPECT_EQ(shared.out.substr(shared.out.find(": ")), alone.out.substr(alone.out.find(": ")));
}

class RanksKilled : public Ranks {
 protected:
  Arguments line(const std::string& name) {
    return {"fill", folder_ / "scene.tif", "--method", "gaussian-process", "--threads", "1", "-o", folder_ / name};
  }
  // Kills a rank (-1: mpirun itself) as soon as its part holds a block.
  Outcome run_and_kill_rank(int ranks, int rank, const std::string& name) {
    return run_command(mpirun(ranks, line(name)), [&](int job, const std::string&) {
      const std::string part = folder_ / name + ".rank-" + std::to_string(rank) + ".part";
      std::error_code absent;
      siginfo_t ended{};
      while (!(fs::exists(part) && fs::file_size(part, absent) > 100000)) {
        if (::waitid(P_PID, static_cast<id_t>(job), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == job)
          return;
        ::usleep(1000);
      }
      if (const int process = process_of_rank(rank, folder_ / name); process > 0) ::kill(process, SIGKILL);
    });
  }
};

TEST_F(RanksKilled, lose_nothing_that_was_finished_and_the_rerun_gives_the_same_file) {
  make_scene("scene.tif", 900, 8);
  ASSERT_EQ(run(line("whole.tif")).exit_code, 0);
  for (const int rank : {0, 1}) {
    const std::string name = "killed" + std::to_string(rank) + ".tif";
    const Outcome killed = run_and_kill_rank(2, rank, name);
    EXPECT_EQ(killed.exit_code, 128 + SIGKILL) << killed.err;
    EXPECT_NE(killed.err.find("the same command continues from there"), std::string::npos) << killed.err;
    std::string said = killed.err;  // which mpirun breaks into lines as it likes
    std::replace(said.begin(), said.end(), '\n', ' ');
    EXPECT_NE(said.find("exited on signal 9"), std::string::npos) << killed.err;
    EXPECT_FALSE(fs::exists(folder_ / name));
    ASSERT_FALSE(parts().empty());
    // By another number of ranks, or by a process alone.
    const Outcome again = rank == 0 ? run_command(mpirun(3, line(name))) : run(line(name));
    ASSERT_EQ(again.exit_code, 0) << again.err;
    EXPECT_NE(again.err.find("continuing an earlier run"), std::string::npos) << again.err;
    EXPECT_TRUE(same_files("whole.tif", name));
    EXPECT_EQ(parts(), std::vector<std::string>());
  }
}

TEST_F(RanksKilled, leave_parts_that_other_work_refuses_unless_it_may_replace_them) {
  make_scene("scene.tif", 600, 8);
  run_and_kill_rank(2, 1, "out.tif");
  ASSERT_FALSE(parts().empty());
  Arguments other = line("out.tif");
  other[3] = "linear";
  EXPECT_TRUE(refused(run(other), 2, {"out.tif.rank-", "another run", "--overwrite"}));
  EXPECT_FALSE(parts().empty());
  const Outcome anew = run_command(mpirun(2, other + Arguments{"--overwrite"}));
  EXPECT_EQ(anew.exit_code, 0) << anew.err;
  EXPECT_EQ(anew.err.find("going on"), std::string::npos) << anew.err;
  other[7] = folder_ / "alone.tif";
  run(other);
  EXPECT_TRUE(same_files("out.tif", "alone.tif"));
}

}  // namespace
}  // namespace undercast
