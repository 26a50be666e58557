// SPDX-License-Identifier: Apache-2.0
#include "io/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/expect_error.h"
#include "core/temporary_folder.h"

namespace undercast {
namespace {

TEST(AtomicFile, appears_under_its_name_when_committed_and_not_before) {
  const TemporaryFolder folder;
  const std::string path = folder / "out.txt";
  {
    AtomicFile file(path, false);
    std::ofstream(file.part()) << "all of it";
    EXPECT_FALSE(std::filesystem::exists(path));
    file.commit();
  }
  EXPECT_EQ(read_text_file(path), "all of it");
  EXPECT_EQ(folder.entries(), 1);
}

TEST(AtomicFile, leaves_nothing_behind_when_work_fails) {
  const TemporaryFolder folder;
  try {
    const AtomicFile file(folder / "out.txt", false);
    std::ofstream(file.part()) << "half of";
    throw std::runtime_error("work failed");
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(folder.entries(), 0);
}

TEST(AtomicFile, refuses_a_file_that_exists_and_keeps_it) {
  const TemporaryFolder folder;
  const std::string path = folder / "out.txt";
  write_text_file(path, "old", false);
  EXPECT_TRUE(
      throws_error([&] { write_text_file(path, "new", false); }, ErrorKind::usage, {path, "exists", "--overwrite"}));
  EXPECT_EQ(read_text_file(path), "old");
  write_text_file(path, "new", true);
  EXPECT_EQ(read_text_file(path), "new");
}

TEST(AtomicFile, a_failed_overwrite_keeps_the_old_file) {
  const TemporaryFolder folder;
  const std::string path = folder / "out.txt";
  write_text_file(path, "old", false);
  { const AtomicFile file(path, true); }
  EXPECT_EQ(read_text_file(path), "old");
}

TEST(AtomicFile, does_not_replace_a_file_that_came_meanwhile_and_keeps_the_result) {
  const TemporaryFolder folder;
  const std::string path = folder / "out.txt";
  AtomicFile file(path, false);
  const std::string result = file.part().substr(0, file.part().rfind('.')) + ".result";
  std::ofstream(file.part()) << "mine";
  std::ofstream(path) << "theirs";
  EXPECT_TRUE(throws_error([&] { file.commit(); }, ErrorKind::usage, {path, "not replaced", "rename", result}));
  EXPECT_EQ(read_text_file(path), "theirs");
  EXPECT_EQ(read_text_file(result), "mine");
}

TEST(AtomicFile, is_never_written_over_another_file) {
  const TemporaryFolder folder;
  const std::string path = folder / "out.txt", input = path + ".part";
  std::ofstream(input) << "input";
  write_text_file(path, "new", false);
  EXPECT_EQ(read_text_file(input), "input");
}

TEST(AtomicFile, refuses_a_folder_that_is_missing_and_a_path_that_is_a_folder) {
  const TemporaryFolder folder;
  EXPECT_TRUE(throws_error([&] { require_writable(folder / "none/out.txt", false); }, ErrorKind::io,
                           {folder / "none", "does not exist", "make the folder"}));
  EXPECT_TRUE(
      throws_error([&] { require_writable(folder.path().string(), true); }, ErrorKind::usage, {"it is a folder"}));
}

// In a process of its own, which stops being root: root may write everywhere.
void expect_no_permission(const TemporaryFolder& folder, const std::string& path) {
  namespace fs = std::filesystem;
  const auto write = [&] {
    constexpr uid_t kNobody = 65534;
    if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) std::_Exit(2);
    const auto said =
        throws_error([&] { require_writable(path, false); }, ErrorKind::io, {path, "cannot write", "permissions"});
    if (!said) std::fputs(said.message(), stderr);
    std::_Exit(said ? 7 : 1);
  };
  fs::permissions(folder.path(), fs::perms::others_read | fs::perms::others_exec, fs::perm_options::add);
  EXPECT_EXIT(write(), testing::ExitedWithCode(7), "");
}

TEST(AtomicFileDeathTest, refuses_a_folder_that_cannot_be_written) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "closed");
  std::filesystem::permissions(folder / "closed", std::filesystem::perms(0555));
  expect_no_permission(folder, folder / "closed/out.txt");
}

TEST(AtomicFileDeathTest, does_not_take_a_folder_that_cannot_be_looked_into_for_a_missing_one) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "closed/inner");
  std::filesystem::permissions(folder / "closed", std::filesystem::perms::none);
  expect_no_permission(folder, folder / "closed/inner/out.txt");
  std::filesystem::permissions(folder / "closed", std::filesystem::perms::owner_all);
}

TEST(AtomicFile, reading_a_file_that_is_missing_names_it) {
  EXPECT_TRUE(throws_error([] { read_text_file("/no/such/file.json"); }, ErrorKind::io,
                           {"/no/such/file.json", "No such file"}));
}

TEST(AtomicFile, never_replaces_a_device_or_a_pipe) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_TRUE(
      throws_error([&] { write_text_file(folder / "pipe", "x", true); }, ErrorKind::usage, {"a device or a pipe"}));
}

TEST(AtomicFile, finds_a_link_to_nothing_before_the_work) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink(folder / "none", folder / "link");
  EXPECT_TRUE(throws_error([&] { require_writable(folder / "link", false); }, ErrorKind::usage, {"exists already"}));
}

TEST(AtomicFile, reads_no_more_than_it_is_allowed) {
  EXPECT_TRUE(throws_error([] { read_text_file("/dev/zero", 1U << 20); }, ErrorKind::usage, {"/dev/zero", "1 MB"}));
}

TEST(AtomicFile, reading_what_cannot_be_read_is_an_error_and_not_an_empty_text) {
  const TemporaryFolder folder;
  EXPECT_TRUE(throws_error([&] { read_text_file(folder / "."); }, ErrorKind::io, {"cannot read"}));
}

TEST(AtomicFile, reads_an_empty_file) {
  const TemporaryFolder folder;
  write_text_file(folder / "empty", "", false);
  EXPECT_EQ(read_text_file(folder / "empty"), "");
}

// Reading begins well here, and then fails.
TEST(ReadTextFile, cut_off_by_an_error_is_an_error) { EXPECT_THROW(read_text_file("/proc/self/mem"), Error); }

}  // namespace
}  // namespace undercast
