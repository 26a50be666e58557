// SPDX-License-Identifier: Apache-2.0
// Outputs that are objects of a store.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/bucket.h"
#include "cli/run_program.h"
#include "core/temporary_folder.h"

namespace undercast {
namespace {

using Keys = std::vector<std::string>;

class ObjectStore : public testing::Test {
 protected:
  void SetUp() override {
    ::setenv("TMPDIR", working_.path().c_str(), 1);
    ::setenv("VSIS3_CHUNK_SIZE", "1", 1);
  }
  void TearDown() override { ::unsetenv("TMPDIR"); }

  // More than three parts of 1 MB.
  static Arguments simulate(const std::string& output) {
    return {"simulate", "-o", output, "--size", "128", "--steps", "46", "--seed", "3"};
  }

  TemporaryFolder folder_, working_;
  Bucket bucket_;
};

TEST_F(ObjectStore, has_the_same_bytes_as_a_file) {
  ASSERT_EQ(run(simulate(folder_ / "cube.tif")).exit_code, 0);
  for (const std::string& name : {std::string("s3://maps/a/cube.tif"), std::string("/vsis3/maps/b/cube.tif")}) {
    const Outcome outcome = run(simulate(name));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  }
  EXPECT_EQ(bucket_.keys(), (Keys{"a/cube.tif", "b/cube.tif"}));
  EXPECT_EQ(bucket_.content("a/cube.tif"), content_of(folder_ / "cube.tif"));
  EXPECT_GT(bucket_.parts(), 6);
  EXPECT_EQ(working_.entries(), 0);
}

TEST_F(ObjectStore, can_hold_all_that_a_fill_writes) {
  const std::string cube = folder_ / "cube.tif";
  ASSERT_EQ(run({"simulate", "-o", cube, "--size", "48", "--steps", "20"}).exit_code, 0);
  const Outcome outcome = run({"fill", cube, "--method", "linear", "-o", "s3://maps/filled.tif", "--provenance",
                               "s3://maps/codes.tif", "--quicklook", "s3://maps/maps.png"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(bucket_.keys(), (Keys{"codes.tif", "filled.tif", "maps.png"}));
}

TEST_F(ObjectStore, is_not_overwritten_unasked) {
  bucket_.put("cube.tif", "old");
  EXPECT_TRUE(refused(run(simulate("s3://maps/cube.tif")), 2, {"s3://maps/cube.tif exists already", "--overwrite"}));
  EXPECT_EQ(bucket_.content("cube.tif"), "old");
  Arguments again = simulate("s3://maps/cube.tif");
  again.emplace_back("--overwrite");
  EXPECT_EQ(run(again).exit_code, 0);
  EXPECT_TRUE(bucket_.content("cube.tif").starts_with("II"));
}

TEST_F(ObjectStore, is_read_like_a_folder_with_lists_of_files) {
  ASSERT_EQ(run({"simulate", "-o", folder_ / "cube.tif", "--size", "16", "--steps", "3"}).exit_code, 0);
  ASSERT_EQ(run({"export", folder_ / "cube.tif", "-o", folder_ / "images", "--format", "cog"}).exit_code, 0);
  std::string list;
  for (const auto& image : std::filesystem::directory_iterator(folder_ / "images/ndvi")) {
    const std::string name = image.path().filename().string();
    bucket_.put("images/" + name, content_of(image.path().string()));
    list += name + "\n";
  }
  bucket_.put("images/list.txt", list);
  const Outcome outcome = run({"info", "s3://maps/images/list.txt"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("NDVI       3 dates"), std::string::npos) << outcome.out;
}

TEST_F(ObjectStore, that_refuses_is_found_before_the_work) {
  bucket_.refuses = true;
  const Outcome outcome = run({"fill", folder_ / "no such cube.tif", "-o", "s3://maps/filled.tif"});
  EXPECT_TRUE(refused(outcome, 1, {"cannot write s3://maps/filled.tif", "Access Denied", "keys"}));
}

TEST_F(ObjectStore, that_refuses_to_be_read_says_so) {
  ASSERT_EQ(run(simulate("s3://maps/a cube.tif")).exit_code, 0);
  EXPECT_EQ(run({"info", "s3://maps/a cube.tif"}).exit_code, 0) << "a key may hold a blank";
  bucket_.refuses = true;
  EXPECT_TRUE(
      refused(run({"info", "s3://maps/a cube.tif"}), 1, {"cannot open s3://maps/a cube.tif", "AWS_ACCESS_KEY_ID"}));
}

TEST_F(ObjectStore, shows_nothing_of_a_run_that_is_killed_while_it_uploads) {
  bucket_.holds_parts_up = true;
  const Outcome outcome = run_and_kill(simulate("s3://maps/cube.tif"), [&] { return bucket_.parts() > 0; });
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_EQ(bucket_.keys(), Keys{});
  bucket_.holds_parts_up = false;
  EXPECT_EQ(run(simulate("s3://maps/cube.tif")).exit_code, 0);
  EXPECT_EQ(working_.entries(), 0);  // the next run removes what was left
}

TEST_F(ObjectStore, holds_the_whole_result_or_none_after_an_interrupt_while_it_uploads) {
  ASSERT_EQ(run(simulate(folder_ / "cube.tif")).exit_code, 0);
  run_and_interrupt(simulate("s3://maps/cube.tif"), [&] { return bucket_.parts() > 0; });
  for (const std::string& key : bucket_.keys()) EXPECT_EQ(bucket_.content(key), content_of(folder_ / "cube.tif"));
}

TEST_F(ObjectStore, that_refuses_at_the_end_leaves_the_result_on_this_machine) {
  bucket_.completes = false;
  const Outcome outcome = run(simulate("s3://maps/cube.tif"));
  EXPECT_TRUE(refused(
      outcome, 1, {"cannot write s3://maps/cube.tif", "the result is complete: upload " + working_.path().string()}));
  EXPECT_EQ(bucket_.keys(), Keys{});
  EXPECT_EQ(working_.entries(), 1);
}

}  // namespace
}  // namespace undercast
