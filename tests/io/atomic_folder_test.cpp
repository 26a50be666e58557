// SPDX-License-Identifier: Apache-2.0
#include "io/atomic_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

TEST(AtomicFolder, appears_when_complete_and_leaves_nothing_else) {
  const TemporaryFolder folder;
  {
    AtomicFolder output(folder / "out", "{}", false);
    write_text_file(output.part() + "/a", "1", false);
    EXPECT_FALSE(fs::exists(folder / "out"));
    output.commit();
  }
  EXPECT_EQ(read_text_file(folder / "out/a"), "1");
  {
    AtomicFolder output(folder / "out", "{}", true);
    write_text_file(output.part() + "/b", "2", false);
    EXPECT_EQ(read_text_file(folder / "out/a"), "1");
    output.commit();
  }
  EXPECT_FALSE(fs::exists(folder / "out/a"));
  EXPECT_EQ(read_text_file(folder / "out/b"), "2");
  { AtomicFolder given_up(folder / "out", "{}", true); }
  EXPECT_EQ(folder.entries(), 1);
}

TEST(AtomicFolder, does_not_replace_a_folder_that_came_meanwhile_and_keeps_the_result) {
  const TemporaryFolder folder;
  AtomicFolder output(folder / "out", "{}", false);
  fs::create_directory(folder / "out");
  std::ofstream(folder / "out/theirs") << "1";
  EXPECT_TRUE(throws_error([&] { output.commit(); }, ErrorKind::usage, {"has appeared during the run", ".result"}));
  EXPECT_EQ(read_text_file(folder / "out/theirs"), "1");
  EXPECT_EQ(folder.entries(), 2);
}

TEST(AtomicFolder, replaces_with_overwrite_only_what_an_export_wrote) {
  const TemporaryFolder folder;
  AtomicFolder output(folder / "out", "{}", true);
  fs::create_directory(folder / "out");
  std::ofstream(folder / "out/theirs") << "1";
  EXPECT_TRUE(throws_error([&] { output.commit(); }, ErrorKind::usage, {"has appeared during the run", ".result"}));
  EXPECT_EQ(read_text_file(folder / "out/theirs"), "1");
}

TEST(AtomicFolder, without_a_name_of_its_own_or_on_an_object_store_is_refused) {
  for (const char* path : {".", "..", "out/..", "s3://maps/out"})
    EXPECT_TRUE(throws_error([&] { require_writable_folder(path, true); }, ErrorKind::usage, {path})) << path;
}

TEST(AtomicFolder, removes_what_a_killed_run_left) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "out.abcdef.undercast-part");
  std::ofstream(folder / "out.abcdef.undercast-part/chunk") << "1";
  fs::create_directory(folder / "output.abcdef.undercast-part");
  { AtomicFolder output(folder / "out", "{}", false); }
  EXPECT_FALSE(fs::exists(folder / "out.abcdef.undercast-part"));
  EXPECT_TRUE(fs::exists(folder / "output.abcdef.undercast-part"));
}

TEST(AtomicFolder, refuses_a_link_to_a_folder) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "theirs");
  write_text_file(folder / (std::string("theirs/") + kFolderMark), "{}", false);
  fs::create_directory_symlink(folder / "theirs", folder / "out");
  EXPECT_TRUE(
      throws_error([&] { require_writable_folder(folder / "out", true); }, ErrorKind::usage, {"is not replaced"}));
}

}  // namespace
}  // namespace undercast
