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
                   cube_};
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
  EXPECT_TRUE(refused(outcome, 1, {"continues on the server", "--cancel"}));
  const Outcome cancelled = run(arguments(user_, {"--cancel"}));
  EXPECT_EQ(cancelled.exit_code, 0) << cancelled.err;
  EXPECT_EQ(server_->requests(":cancel", 200), 1);
  EXPECT_TRUE(refused(run(arguments(user_, {"--cancel"})), 2, {"no export of"}));
}

TEST_F(EarthEngineExport, that_fails_says_why) {
  server_->export_fails = true;
  EXPECT_TRUE(refused(run(arguments(user_, to_drive_)), 1, {"FAILED", "User memory limit exceeded"}));
  EXPECT_FALSE(fs::exists(cube_ + ".export"));
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
  const EeOperation last =
      operation_of({{"name", "n"},
                    {"done", true},
                    {"metadata",
                     {{"state", "SUCCEEDED"},
                      {"destinationUris", nlohmann::json::array({"https://drive.google.com/#folders/abc"})}}}});
  EXPECT_EQ(last.folder_id, "abc");
}

}  // namespace
}  // namespace undercast
