// SPDX-License-Identifier: Apache-2.0
// Black box: the program retrieves cubes through exports to Google Drive and Cloud Storage.
#include "earth_engine/export.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "cli/run_program.h"
#include "composite/small_inputs.h"
#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "earth_engine/stand_in.h"
#include "io/cube_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class EarthEngineExport : public testing::Test {
 protected:
  void SetUp() override {
    expected_ = made_up_cube(small_grid(21, 30), make_periods(parse_date("2018-05-01"), parse_date("2018-05-31"), 8));
    server_ = std::make_unique<EeStandIn>(expected_);
    server_->write_user_file(user_);
    server_->write_service_key(key_);
  }
  Arguments arguments(const std::string& credentials, const Arguments& more) const {
    return arguments_of(cube_, credentials, more);
  }
  Arguments arguments_of(const std::string& cube, const std::string& credentials, const Arguments& more) const {
    Arguments list{"retrieve",
                   "--source",
                   "earth-engine",
                   "--ee-api",
                   server_->base(),
                   "--drive-api",
                   server_->base(),
                   "--storage-api",
                   server_->base(),
                   "--token-api",
                   server_->token_url(),
                   "--credentials",
                   credentials,
                   "--area",
                   "500000,5599790,500300,5600000",
                   "--area-crs",
                   "EPSG:32631",
                   "--crs",
                   "EPSG:32631",
                   "--start",
                   "2018-05-01",
                   "--end",
                   "2018-05-31",
                   "--retry-pause",
                   "0.01",
                   "-o",
                   cube};
    list.insert(list.end(), more.begin(), more.end());
    return list;
  }
  void expect_the_cube() {
    CubeFile file(cube_);
    const Cube cube = file.read(file.layout().grid.whole());
    ASSERT_EQ(cube.layout(), expected_.layout());
    for (const auto& [ours, theirs] : {std::pair{&cube.ndvi, &expected_.ndvi}, {&cube.vh, &expected_.vh}})
      for (std::size_t i = 0; i < ours->values.size(); ++i)
        ASSERT_TRUE(ours->values[i] == theirs->values[i] ||
                    (std::isnan(ours->values[i]) && std::isnan(theirs->values[i])))
            << i;
    EXPECT_EQ(folder_.entries(), 3) << "two files of credentials and the cube: nothing else is left";
  }

  TemporaryFolder folder_;
  const std::string user_ = folder_ / "user.json", key_ = folder_ / "key.json", cube_ = folder_ / "cube.tif";
  const Arguments to_drive_{"--to", "drive", "--folder", "exports"};
  Cube expected_;
  std::unique_ptr<EeStandIn> server_;
};

TEST_F(EarthEngineExport, to_drive_becomes_the_cube) {
  server_->failing_share = 0.2;
  const Outcome outcome = run(arguments(user_, to_drive_));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_the_cube();
  EXPECT_GT(server_->requests("/drive/v3/files/id-", 206), 0) << "no download went on where it was cut off";
  EXPECT_EQ(server_->requests("/drive/v3/files/id-old") + server_->requests("/drive/v3/files/id-bin") +
                server_->requests("/drive/v3/files/id-other"),
            0);
}

TEST_F(EarthEngineExport, from_a_server_that_ignores_ranges_is_fetched_from_its_beginning) {
  server_->ignores_ranges = true;
  const Outcome outcome = run(arguments(user_, to_drive_));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_the_cube();
}

TEST_F(EarthEngineExport, to_cloud_storage_becomes_the_cube) {
  const Outcome outcome = run(arguments(key_, {"--to", "gcs", "--bucket", "some-bucket", "--prefix", "belgium 2018"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_the_cube();
}

// The service refuses descriptions with other letters, or with more than 100 of them.
TEST_F(EarthEngineExport, of_a_cube_with_any_name_has_a_description_that_the_service_accepts) {
  std::string many = "é";
  while (many.size() < 200) many += "é";
  for (const std::string& name : std::vector<std::string>{"Gent (été) [2018]", many, "a+b=c"}) {
    const std::string cube = folder_ / (name + ".tif");
    const Outcome outcome = run(arguments_of(cube, user_, to_drive_));
    ASSERT_EQ(outcome.exit_code, 0) << name << outcome.err;
    EXPECT_TRUE(fs::exists(cube));
    server_ = std::make_unique<EeStandIn>(expected_);  // which has no files
    server_->write_user_file(user_);
  }
}

TEST(EeExportDescription, has_an_underscore_for_each_letter_that_the_service_refuses) {
  EXPECT_EQ(export_description("cube_2018.v1"), "cube_2018.v1");
  EXPECT_EQ(export_description("Gent (été)"), "Gent___t__");
  EXPECT_EQ(export_description(std::string(99, 'x') + "été"), std::string(99, 'x') + "_");
  EXPECT_EQ(export_description(""), "undercast");
}

TEST_F(EarthEngineExport, to_a_folder_of_a_bucket_becomes_the_cube) {
  const Outcome outcome =
      run(arguments(key_, {"--to", "gcs", "--bucket", "some-bucket", "--prefix", "runs/of may/belgium"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_the_cube();
  EXPECT_NE(outcome.out.find("used 2 EECU-hours"), std::string::npos) << outcome.out;
}

TEST_F(EarthEngineExport, whose_answer_names_no_folder_is_found_in_the_folder_that_was_modified_last) {
  server_->names_no_destination = true;
  const Outcome outcome = run(arguments(user_, to_drive_));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_the_cube();
}

TEST_F(EarthEngineExport, whose_files_may_not_be_read_is_refused_at_once) {
  server_->refuses_media = true;
  EXPECT_TRUE(refused(run(arguments(user_, to_drive_)), 1, {"sufficient permissions", "allowed to read the files"}));
  EXPECT_EQ(server_->requests("alt=media"), 1);
}

TEST_F(EarthEngineExport, that_is_refused_leaves_nothing_that_locks_the_output) {
  EXPECT_TRUE(refused(run(arguments(key_, {"--to", "gcs", "--bucket", "some-bukcet"})), 1,
                      {"403", "storage.objects.create", "check --bucket"}));
  EXPECT_FALSE(fs::exists(cube_ + ".export"));
  EXPECT_EQ(server_->requests("image:export"), 1) << "a final refusal is not asked for again";
  const Outcome outcome = run(arguments(key_, {"--to", "gcs", "--bucket", "some-bucket"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_the_cube();
}

TEST_F(EarthEngineExport, whose_request_had_no_answer_can_be_cancelled_or_replaced) {
  server_->export_is_down = true;
  const auto ask_in_vain = [&] {
    EXPECT_TRUE(refused(run(arguments(user_, to_drive_)), 1, {"503"}));
    EXPECT_TRUE(fs::exists(cube_ + ".export"));
  };
  ask_in_vain();
  const Outcome cancelled = run(arguments(user_, {"--cancel"}));
  EXPECT_EQ(cancelled.exit_code, 0) << cancelled.err;
  EXPECT_NE(cancelled.out.find("had no answer and is dropped"), std::string::npos) << cancelled.out;
  EXPECT_FALSE(fs::exists(cube_ + ".export"));
  ask_in_vain();
  server_->export_is_down = false;
  const Outcome outcome = run(arguments(key_, {"--to", "gcs", "--bucket", "some-bucket"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_the_cube();
}

TEST_F(EarthEngineExport, of_other_options_cancels_the_running_one_with_overwrite) {
  server_->never_ends = true;
  run_and_kill(arguments(user_, to_drive_), [&] { return server_->requests("operations") > 0; });
  server_->never_ends = false;
  const Outcome outcome = run(arguments(key_, {"--to", "gcs", "--bucket", "some-bucket", "--overwrite"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(server_->requests(":cancel", 200), 1);
  expect_the_cube();
}

TEST_F(EarthEngineExport, that_the_service_has_forgotten_does_not_lock_the_output) {
  const auto write_state = [&] {
    server_->never_ends = true;
    run_and_kill(arguments(user_, to_drive_), [&] { return server_->requests("operations", 200) > 0; });
    server_ = std::make_unique<EeStandIn>(expected_);
    server_->write_user_file(user_);
  };
  write_state();
  EXPECT_TRUE(refused(run(arguments(user_, to_drive_)), 1, {"404", "the same command starts a new one"}));
  EXPECT_FALSE(fs::exists(cube_ + ".export"));
  write_state();
  EXPECT_EQ(run(arguments(user_, {"--cancel"})).exit_code, 0);
  EXPECT_FALSE(fs::exists(cube_ + ".export"));
}

TEST_F(EarthEngineExport, to_drive_is_refused_to_a_service_account) {
  EXPECT_TRUE(refused(run(arguments(key_, to_drive_)), 2, {"service account", "own Drive", "--to gcs"}));
  EXPECT_EQ(server_->requests("export"), 0);
  EXPECT_TRUE(refused(run(arguments(user_, {"--to", "drive"})), 2, {"needs --folder"}));
}

TEST_F(EarthEngineExport, goes_on_after_its_program_was_killed_and_is_asked_for_once) {
  server_->never_ends = true;
  run_and_kill(arguments(user_, to_drive_), [&] { return server_->requests("operations") > 0; });
  ASSERT_TRUE(fs::exists(cube_ + ".export"));
  EXPECT_TRUE(
      refused(run(arguments(user_, {"--to", "drive", "--folder", "others"})), 2, {"belongs to another export"}));
  server_->never_ends = false;
  const Outcome outcome = run(arguments(user_, to_drive_));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(server_->requests("image:export"), 1);
  expect_the_cube();
}

TEST_F(EarthEngineExport, that_is_interrupted_goes_on_until_it_is_cancelled) {
  server_->never_ends = true;
  const Outcome outcome = run_and_interrupt(arguments(user_, to_drive_), "exports cube to Drive folder exports");
  EXPECT_TRUE(refused(outcome, 130, {"continues on the server", "--cancel"}));
  const Outcome cancelled = run(arguments(user_, {"--cancel"}));
  EXPECT_EQ(cancelled.exit_code, 0) << cancelled.err;
  EXPECT_EQ(server_->requests(":cancel", 200), 1);
  EXPECT_TRUE(refused(run(arguments(user_, {"--cancel"})), 2, {"no export of"}));
}

TEST_F(EarthEngineExport, that_fails_says_why_and_what_would_change_it) {
  for (const auto& [why, remedy] : std::vector<std::pair<std::string, std::string>>{
           {"User memory limit exceeded.", "a smaller area, fewer days"},
           {"The bucket 'some-bucket' was not found.", "check --bucket"},
           {"The user's Drive storage quota has been exceeded.", "free some space in Google Drive"},
           {"An internal error has occurred", "the same command starts a new export"}}) {
    server_->export_fails = why;
    EXPECT_TRUE(refused(run(arguments(user_, to_drive_)), 1, {"FAILED", why, remedy}));
    EXPECT_FALSE(fs::exists(cube_ + ".export"));
  }
}

TEST(GoogleRefusal, of_files_says_what_to_do_about_files) {
  const auto said = [](int status, const std::string& message, std::vector<std::string> parts) {
    const nlohmann::json body{{"error", {{"code", status}, {"message", message}}}};
    return throws_error(
        [&] {
          throw_google_refusal("the list of files", {status, {}, body.dump()}, GooglePlace::files);
        },
        ErrorKind::remote, std::move(parts));
  };
  EXPECT_TRUE(said(403, "Request had insufficient authentication scopes.", {"scopes", "earthengine authenticate"}));
  EXPECT_TRUE(said(403, "x does not have storage.objects.list access", {"storage.objects.list", "folder or bucket"}));
}

TEST(EeOperation, without_a_name_is_an_error) {
  EXPECT_TRUE(throws_error([] { operation_of(nlohmann::json::object()); }, ErrorKind::remote, {"'name' is missing"}));
}

TEST(EeOperation, is_read_without_what_answers_may_lack) {
  const EeOperation first =
      operation_of({{"name", "projects/p/operations/X"}, {"metadata", {{"type", "EXPORT_IMAGE"}}}});
  EXPECT_EQ(first.state, "PENDING");
  EXPECT_EQ(first.progress, 0);
  EXPECT_EQ(operation_of({{"name", "n"}}).state, "PENDING");
  const EeOperation last = operation_of(
      {{"name", "n"},
       {"done", true},
       {"metadata",
        {{"state", "SUCCEEDED"},
         {"destinationUris", nlohmann::json::array({"https://drive.google.com/#folders/abc?usp=sharing"})}}}});
  EXPECT_EQ(last.folder_id, "abc");
  EXPECT_EQ(last.eecu_seconds, 0);
}

}  // namespace
}  // namespace undercast
