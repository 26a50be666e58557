// SPDX-License-Identifier: Apache-2.0
// A Zarr store that several ranks write together, as a user runs it.
#include <map>

#include "ranks/rank_runs.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class RanksExport : public Ranks {
 protected:
  std::map<std::string, std::string> files_of(const std::string& store) const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / store))
      if (entry.is_regular_file()) files[fs::relative(entry.path(), folder_ / store)] = read_text_file(entry.path());
    return files;
  }
};

TEST_F(RanksExport, gives_the_same_store_as_one_process) {
  make_scene("scene.tif", 300, 18);
  const auto line = [&](const std::string& store) {
    return Arguments{"export", folder_ / "truth-scene.tif", "-o", folder_ / store, "--format", "zarr"};
  };
  const Outcome alone = run(line("one.zarr"));
  ASSERT_EQ(alone.exit_code, 0) << alone.err;
  const Outcome shared = run_command(mpirun(2, line("two.zarr")));
  ASSERT_EQ(shared.exit_code, 0) << shared.err;
  EXPECT_EQ(files_of("one.zarr"), files_of("two.zarr"));
  EXPECT_EQ(files_of("one.zarr").count("ndvi/1.1.1"), 1U);  // four windows in two parts of the dates
  EXPECT_EQ(std::count(shared.out.begin(), shared.out.end(), '\n'), 1);
}

TEST_F(RanksExport, is_refused_for_formats_of_one_file) {
  make_scene("scene.tif", 16, 4);
  const Outcome shared =
      run_command(mpirun(2, {"export", folder_ / "truth-scene.tif", "-o", folder_ / "one.nc", "--format", "netcdf"}));
  EXPECT_TRUE(refused(shared, 2, {"--format netcdf", "2 ranks", "--format zarr"}));
}

}  // namespace
}  // namespace undercast
