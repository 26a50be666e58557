// SPDX-License-Identifier: Apache-2.0
// Black box: failures of retrievals from Earth Engine, and their messages.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/run_program.h"
#include "composite/small_inputs.h"
#include "core/temporary_folder.h"
#include "earth_engine/stand_in.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class EarthEngineRefusal : public testing::Test {
 protected:
  void SetUp() override {
    server_ = std::make_unique<EeStandIn>(
        made_up_cube(small_grid(20, 30), make_periods(parse_date("2018-05-01"), parse_date("2018-05-31"), 8)));
    server_->write_service_key(key_);
    for (const char* name : {"GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_CONFIG"}) ::unsetenv(name);
    ::setenv("HOME", folder_.path().c_str(), 1);
  }
  void TearDown() override { ::setenv("HOME", home_.c_str(), 1); }
  Outcome retrieve(const Arguments& more = {}, const std::string& area = "500000,5599800,500300,5600000") {
    Arguments list{"retrieve", "--source", "earth-engine", "--area", area};
    for (const auto& [option, value] :
         std::vector<std::pair<std::string, std::string>>{{"--ee-api", server_->base()},
                                                          {"--area-crs", "EPSG:32631"},
                                                          {"--crs", "EPSG:32631"},
                                                          {"--start", "2018-05-01"},
                                                          {"--end", "2018-05-31"},
                                                          {"--token-api", server_->token_url()},
                                                          {"--retry-pause", "0.001"},
                                                          {"-o", folder_ / "cube.tif"}})
      if (std::find(more.begin(), more.end(), option) == more.end()) list.insert(list.end(), {option, value});
    list.insert(list.end(), more.begin(), more.end());
    Outcome outcome = run(list);
    for (const char* secret : {"PRIVATE KEY", GoogleStandIn::kRefreshToken, "ya29."})
      EXPECT_EQ((outcome.out + outcome.err).find(secret), std::string::npos) << "a secret was printed";
    EXPECT_TRUE(outcome.exit_code == 0 || !fs::exists(folder_ / "cube.tif"));
    return outcome;
  }
  Outcome retrieve_with_key(Arguments more = {}) {
    more.insert(more.begin(), {"--credentials", key_, "--verbose"});
    return retrieve(more);
  }

  const std::string home_ = std::getenv("HOME") != nullptr ? std::getenv("HOME") : "/";
  TemporaryFolder folder_;
  const std::string key_ = folder_ / "key.json";
  std::unique_ptr<EeStandIn> server_;
};

TEST_F(EarthEngineRefusal, finds_credentials_in_the_usual_places_and_in_their_order) {
  EXPECT_TRUE(
      refused(retrieve(), 2, {"no credentials", ".config/earthengine/credentials", "earthengine authenticate"}));

  const auto found = [&] { return retrieve({"--check"}).out; };
  fs::create_directories(folder_ / ".config/gcloud");
  fs::copy_file(key_, folder_ / ".config/gcloud/application_default_credentials.json");
  EXPECT_NE(found().find(".config/gcloud/application_default_credentials.json"), std::string::npos) << found();

  ::setenv("GOOGLE_APPLICATION_CREDENTIALS", (folder_ / "named.json").c_str(), 1);
  EXPECT_TRUE(refused(retrieve(), 2, {"named.json, which does not exist"}));
  fs::copy_file(key_, folder_ / "named.json");
  EXPECT_NE(found().find("service account retriever@some-project.iam.gserviceaccount.com, from"), std::string::npos);
  EXPECT_NE(found().find("named.json"), std::string::npos);

  fs::create_directories(folder_ / ".config/earthengine");
  server_->write_user_file(folder_ / ".config/earthengine/credentials");
  EXPECT_NE(found().find("a user's credentials"), std::string::npos);
  EXPECT_NE(found().find("the credentials work"), std::string::npos);
  EXPECT_EQ(retrieve().exit_code, 0);
}

TEST_F(EarthEngineRefusal, of_credentials_says_why_and_what_to_do) {
  server_->key_is_revoked = true;
  EXPECT_TRUE(refused(retrieve_with_key(), 1, {"Invalid JWT Signature", "make a new key"}));
  server_->key_is_revoked = false;
  server_->clock_ahead_s = 1200;
  EXPECT_TRUE(refused(retrieve_with_key(), 1, {"reasonable timeframe", "clock is 20 minutes slow"}));
  server_->clock_ahead_s = 0;
  server_->write_user_file(folder_ / "user.json", "1//revoked");
  EXPECT_TRUE(refused(retrieve({"--credentials", folder_ / "user.json"}), 1,
                      {"Token has been expired or revoked", "earthengine authenticate"}));
  std::ofstream(folder_ / "broken.json")
      << R"({"type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----)";
  EXPECT_TRUE(refused(retrieve({"--credentials", folder_ / "broken.json"}), 1, {"broken.json", "is not JSON"}));
  std::ofstream(folder_ / "no_key.json") << R"({"type": "service_account", "client_email": "a@b", "private_key": "?"})";
  EXPECT_TRUE(
      refused(retrieve({"--credentials", folder_ / "no_key.json", "--project", "p"}), 1, {"not a usable RSA key"}));
}

// retrieve() looks for secrets in all that is printed.
TEST_F(EarthEngineRefusal, that_repeats_the_secrets_of_a_request_is_printed_without_them) {
  server_->repeats_secrets = true;
  server_->key_is_revoked = true;
  const Outcome outcome = retrieve_with_key();
  EXPECT_TRUE(refused(outcome, 1, {"Invalid JWT Signature", "***"}));
  EXPECT_EQ(outcome.err.find("eyJ"), std::string::npos) << "the assertion was printed";
  server_->write_user_file(folder_ / "user.json", "1//revoked");
  const Outcome of_user = retrieve({"--credentials", folder_ / "user.json"});
  EXPECT_TRUE(refused(of_user, 1, {"expired or revoked", "***"}));
  EXPECT_EQ(of_user.err.find("1//revoked"), std::string::npos) << of_user.err;
  server_->key_is_revoked = false;
  server_->token_requests = -1;  // each token is refused
  EXPECT_TRUE(refused(retrieve_with_key(), 1, {"invalid authentication credentials", "***"}));
}

TEST_F(EarthEngineRefusal, of_the_project_or_the_quota_says_what_to_do) {
  server_->write_user_file(folder_ / "user.json", GoogleStandIn::kRefreshToken, "");
  EXPECT_TRUE(refused(retrieve({"--credentials", folder_ / "user.json"}), 2,
                      {"--project is required", "registered for Earth Engine"}));
  EXPECT_TRUE(refused(retrieve_with_key({"--ee-api", "http://earthengine.googleapis.com"}), 2,
                      {"a token would be sent to http://earthengine", "https"}));
  EXPECT_TRUE(
      refused(retrieve_with_key({"--project", "another"}), 1, {"403", "another", "registered for Earth Engine"}));
  server_->quota_exhausted = true;
  EXPECT_TRUE(refused(retrieve_with_key(), 1, {"429", "Too many concurrent", "quota", "the same command continues"}));
}

TEST_F(EarthEngineRefusal, of_what_is_not_there_says_so) {
  EXPECT_TRUE(refused(retrieve_with_key({"--sentinel2-collection", "COPERNICUS/S3"}), 1,
                      {"'COPERNICUS/S3' not found", "the collection's name"}));
  EXPECT_TRUE(refused(retrieve({"--credentials", key_}, "600000,5599800,600300,5600000"), 1,
                      {"no Sentinel-2 image in the area from 2018-05-01", "check --area"}));
  EXPECT_TRUE(refused(retrieve_with_key({"--start", "2016-05-01", "--end", "2016-06-01"}), 1,
                      {"no Sentinel-2 image in the area from 2016-05-01", "surface reflectance begins in 2017"}));
  server_->has_radar = false;
  EXPECT_TRUE(refused(retrieve_with_key(), 1, {"no Sentinel-1 image in the area", "--orbit", "--radar-source none"}));
}

TEST_F(EarthEngineRefusal, of_all_requests_is_one_error) {
  server_->failing_share = 1;
  const Outcome outcome = retrieve({"--credentials", key_});
  EXPECT_TRUE(refused(outcome, 1, {"the same command"}) || refused(outcome, 1, {"run the command again"}));
  EXPECT_EQ(outcome.err.find("error:"), outcome.err.rfind("error:")) << outcome.err;
}

TEST_F(EarthEngineRefusal, of_a_host_that_is_not_there_names_it) {
  EXPECT_TRUE(refused(retrieve_with_key({"--check", "--ee-api", "http://127.0.0.1:9"}), 1,
                      {"no answer from http://127.0.0.1:9/v1/projects/some-project", "check the address"}));
}

TEST_F(EarthEngineRefusal, of_areas_is_clear) {
  const auto write = [&](const std::string& ring) {
    std::ofstream(folder_ / "area.geojson") << R"({"type": "Polygon", "coordinates": [)" << ring << "]}";
    return folder_ / "area.geojson";
  };
  const Arguments key{"--credentials", key_};
  EXPECT_TRUE(refused(retrieve(key, write("[[3,50.4],[3.01,50.41],[3.01,50.4],[3,50.41],[3,50.4]]")), 1,
                      {"area.geojson", "crosses itself", "makevalid"}));
  std::ofstream(folder_ / "area.csv") << "id,WKT\n1,\"POLYGON((3 50.4,3.01 50.4,3.01 50.41,3 50.4))\"\n";
  EXPECT_TRUE(refused(retrieve(key, folder_ / "area.csv"), 1, {"area.csv", "no coordinate reference system"}));
}

TEST_F(EarthEngineRefusal, of_options_that_would_do_nothing) {
  const auto expect_usage = [&](const Arguments& more, const std::string& part) {
    EXPECT_TRUE(refused(retrieve_with_key(more), 2, {part}));
  };
  expect_usage({"--raw", "folder"}, "--raw is not for --source earth-engine");
  expect_usage({"--ndvi", "medoid"}, "medoid");
  expect_usage({"--cloud-mask", "cloud-score", "--scl-keep", "4"}, "--scl-keep is for --cloud-mask scl");
  expect_usage({"--project", "My First Project"}, "'My First Project' is not the id of a project");
  expect_usage({"--project", "projects/mine"}, "give the id, not the name");
  expect_usage({"--to", "gcs"}, "needs --bucket");
  expect_usage({"--to", "gcs", "--bucket", "gs://mine"}, "without gs://");
  expect_usage({"--to", "gcs", "--bucket", "mine", "--prefix", "/cube"}, "--prefix '/cube' has an empty part");
  expect_usage({"--to", "drive", "--folder", "exports", "--prefix", "runs/cube"}, "leave out the folder");
  EXPECT_EQ(server_->requests(""), 0) << "a request was sent before the options were checked";
  expect_usage({"--cloud-mask", "qa60", "--start", "2021-12-01", "--end", "2022-02-01"}, "QA60 is empty");
  EXPECT_TRUE(refused(run({"retrieve", "--source", "earth-search", "--project", "p", "--dry-run"}), 2,
                      {"--project is not for --source earth-search"}));
  EXPECT_TRUE(refused(run({"retrieve", "--source", "earthengine", "--project", "p", "--dry-run"}), 2,
                      {"'earthengine' is not an archive", "give earth-engine"}));
}

}  // namespace
}  // namespace undercast
