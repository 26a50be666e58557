// SPDX-License-Identifier: Apache-2.0
#include "io/file_identity.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/filled_files.h"
#include "io/raster_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class FileIdentity : public testing::Test {
 protected:
  void write(char letter) { std::ofstream(path_, std::ios::binary) << std::string(3 << 20, letter); }

  TemporaryFolder folder_;
  const std::string path_ = folder_ / "cube.tif";
};

TEST_F(FileIdentity, tells_of_other_bytes_of_the_same_size_and_time) {
  write('a');
  const std::string before = identity_of_files({path_});
  const auto time = fs::last_write_time(path_);
  EXPECT_EQ(identity_of_files({path_}), before);
  write('b');
  fs::last_write_time(path_, time);
  EXPECT_NE(identity_of_files({path_}), before);
}

TEST_F(FileIdentity, of_a_moved_file_has_its_new_name) {
  write('a');
  const std::string before = identity_of_files({path_});
  fs::rename(path_, folder_ / "other.tif");
  EXPECT_NE(identity_of_files({folder_ / "other.tif"}), before);
}

TEST_F(FileIdentity, finds_a_file_that_was_replaced) {
  write('a');
  const std::string stamp = file_stamp(path_);
  EXPECT_NO_THROW(require_unchanged(path_, stamp));
  const auto time = fs::last_write_time(path_);
  fs::rename(path_, folder_ / "old.tif");
  write('a');
  fs::last_write_time(path_, time);
  EXPECT_TRUE(throws_error([&] { require_unchanged(path_, stamp); }, ErrorKind::bad_input, {"cube.tif", "replaced"}));
}

TEST_F(FileIdentity, of_each_file_of_a_fill_is_watched) {
  const Cube cube = random_cube(4, 5);
  for (const char* name : {"filled.tif", "cube.tif", "lower.tif", "upper.tif"}) write_cube(folder_ / name, cube);
  RasterFile codes;
  codes.bands.clear();
  for (const Period& period : cube.ndvi.time) codes.bands.push_back("PROVENANCE_" + to_string(period.start));
  codes.make(folder_ / "provenance.tif");
  const FilledPaths paths{folder_ / "filled.tif", folder_ / "cube.tif", folder_ / "lower.tif", folder_ / "upper.tif",
                          folder_ / "provenance.tif"};
  for (const std::string& path : {paths.filled, paths.cube, paths.lower, paths.upper, paths.provenance}) {
    const FilledFiles files(paths, {});
    EXPECT_NO_THROW(files.require_unchanged());
    fs::rename(path, folder_ / "old.tif");
    fs::copy_file(folder_ / "old.tif", path);
    EXPECT_TRUE(throws_error([&] { files.require_unchanged(); }, ErrorKind::bad_input, {path, "replaced"}));
    fs::remove(folder_ / "old.tif");
  }
  const ProvenanceFile codes_read(paths.provenance);
  fs::rename(paths.provenance, folder_ / "old.tif");
  fs::copy_file(folder_ / "old.tif", paths.provenance);
  EXPECT_TRUE(throws_error([&] { codes_read.reopen(); }, ErrorKind::bad_input, {paths.provenance}));
}

TEST_F(FileIdentity, of_a_folder_or_an_address_has_no_stamp) {
  EXPECT_EQ(file_stamp(folder_.path().string()), "");
  EXPECT_EQ(file_stamp("/vsicurl/https://example.com/a.tif"), "");
}

}  // namespace
}  // namespace undercast
