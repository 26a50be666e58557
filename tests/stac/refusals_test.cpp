// SPDX-License-Identifier: Apache-2.0
// Black box: failures of retrievals from a STAC archive, their messages, and the files that remain.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/run_program.h"
#include "composite/small_inputs.h"
#include "core/random.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"
#include "stac/small_archive.h"
#include "stac/stand_in.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAccountKey = "key-of-the-account";

// Four days of Sentinel-2, whose bands hardly compress, and one of Sentinel-1.
class StacRefusal : public testing::Test {
 protected:
  StacRefusal() {
    ::setenv("GDAL_HTTP_RETRY_DELAY", "0.001", 1);
    ::setenv("PC_SDK_SUBSCRIPTION_KEY", kAccountKey, 1);
    Random random(5);
    const Grid grid = small_grid(150, 170);
    for (const char* day : {"2018-05-01", "2018-05-06", "2018-05-11", "2018-05-16"}) {
      const std::string raw = folder_ / "served/" + day;
      for (const char* band : {"B04", "B08"})
        write_image(raw + "/" + band + ".tif", grid,
                    image_of(grid, [&](int, int) { return std::floor(random.uniform(1, 10000)); }), FileType::uint16);
      write_flat(raw + "/SCL.tif", coarser(grid, 2), 4, FileType::uint8);
      server_.add(optical_item(
          {std::string("S2_") + day, std::string(day) + "T10:50:31Z", "sentinel-2-l2a", grid, server_.file_url(day)}));
    }
    write_flat(folder_ / "served/s1/VH.tif", grid, 0.1F, FileType::float32);
    server_.add(radar_item("S1", "2018-05-02T17:00:00Z", grid, server_.file_url("s1")));
    server_.wants_tokens = true;
  }
  ~StacRefusal() override { ::unsetenv("PC_SDK_SUBSCRIPTION_KEY"); }

  Arguments arguments(const Arguments& more = {}) const {
    Arguments list{"retrieve", "--source", "planetary-computer", "-o", cube_};
    for (const auto& [option, value] :
         std::vector<std::pair<std::string, std::string>>{{"--stac-api", server_.api()},
                                                          {"--sas-api", server_.sas()},
                                                          {"--area", "500000,5598500,501700,5600000"},
                                                          {"--area-crs", "EPSG:32631"},
                                                          {"--start", "2018-05-01"},
                                                          {"--end", "2018-05-24"},
                                                          {"--connections", "1"},
                                                          {"--retry-pause", "0.001"}})
      if (std::find(more.begin(), more.end(), option) == more.end()) list.insert(list.end(), {option, value});
    list.insert(list.end(), more.begin(), more.end());
    return list;
  }
  // Runs with --verbose, and expects no secret in the output or in any file.
  Outcome retrieve(Arguments more = {}) {
    more.push_back("--verbose");
    Outcome outcome = run(arguments(more));
    std::string all = outcome.out + outcome.err;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path()))
      if (entry.is_regular_file()) all += read_text_file(entry.path().string());
    for (const char* secret : {"sig=", kAccountKey})
      EXPECT_EQ(all.find(secret), std::string::npos) << all.substr(all.find(secret) - 200, 300);
    EXPECT_EQ(outcome.exit_code == 0, fs::exists(cube_)) << outcome.err;
    return outcome;
  }
  int fetched() const { return server_.requests("/files/", 206) + server_.requests("/files/", 200); }

  TemporaryFolder folder_;
  const std::string cube_ = folder_ / "cube.tif";
  StacStandIn server_{folder_ / "served"};
};

TEST_F(StacRefusal, of_what_is_not_there_says_so) {
  EXPECT_TRUE(refused(retrieve({"--sentinel2-collection", "sentinel-9"}), 1,
                      {"has no collection 'sentinel-9'", "/collections lists its collections"}));
  EXPECT_TRUE(
      refused(retrieve({"--area", "800000,5597300,801000,5598700"}), 1,
              {"no Sentinel-2 image in the area", "there is none at all", "longitude comes first", "the dates"}));
  EXPECT_TRUE(refused(retrieve({"--start", "2015-05-01", "--end", "2015-05-24"}), 1,
                      {"no Sentinel-2 image in the area from 2015-05-01 to 2015-05-24", "the dates"}));
  EXPECT_TRUE(refused(retrieve({"--start", "2018-05-05"}), 1, {"no Sentinel-1 image", "another --radar-source"}));
}

TEST_F(StacRefusal, of_indices_comes_before_anything_is_fetched) {
  EXPECT_TRUE(refused(retrieve({"--index", "NDVI,GNDVI"}), 2, {"no index of this name", "NDVI, EVI2, NDRE"}));
  EXPECT_TRUE(refused(retrieve({"--index", "X=B08/B3"}), 2, {"B3 is no band"}));
  EXPECT_EQ(server_.requests(""), 0);
  EXPECT_TRUE(refused(
      retrieve({"--index", "NDMI"}), 1,
      {"none of the 4 Sentinel-2 images of sentinel-2-l2a has all of the bands SCL, B11, B8A", "another --index"}));
  EXPECT_EQ(server_.requests("/files/"), 0);
}

TEST_F(StacRefusal, of_areas_is_clear) {
  std::ofstream(folder_ / "area.geojson")
      << R"({"type": "Polygon", "coordinates": [[[3,50.4],[3.01,50.41],[3.01,50.4],[3,50.41],[3,50.4]]]})";
  EXPECT_TRUE(refused(retrieve({"--area", folder_ / "area.geojson"}), 1, {"crosses itself", "makevalid"}));
  std::ofstream(folder_ / "area.csv") << "id,WKT\n1,\"POLYGON((3 50.4,3.01 50.4,3.01 50.41,3 50.4))\"\n";
  EXPECT_TRUE(refused(retrieve({"--area", folder_ / "area.csv"}), 1, {"no coordinate reference system", "a_srs"}));
}

TEST_F(StacRefusal, of_tokens_ends_the_run_at_once_and_names_the_remedies) {
  for (const int status : {401, 403}) {
    server_.token_refusal = status;
    const int before = server_.requests("/sas/");
    EXPECT_TRUE(refused(
        retrieve(), 1,
        {"issued no token: status " + std::to_string(status), "PC_SDK_SUBSCRIPTION_KEY", "--radar-source (opera"}));
    EXPECT_EQ(server_.requests("/sas/"), before + 1) << status;
  }
}

TEST_F(StacRefusal, of_a_host_that_is_not_there_names_it) {
  EXPECT_TRUE(refused(retrieve({"--stac-api", "http://127.0.0.1:9"}), 1,
                      {"no answer from http://127.0.0.1:9/search", "tried 8 times", "check the address"}));
}

TEST_F(StacRefusal, of_all_requests_is_one_error) {
  server_.failing_share = 1;
  const Outcome outcome = retrieve();
  EXPECT_TRUE(refused(outcome, 1, {server_.api(), "again"}));
  EXPECT_EQ(outcome.err.find("error:"), outcome.err.rfind("error:")) << outcome.err;
}

TEST_F(StacRefusal, because_of_a_quota_keeps_what_has_come) {
  server_.busy_after = 6;
  EXPECT_TRUE(refused(retrieve(), 1, {"files in a row could not be fetched", "429", "is kept in " + cube_ + ".raw"}));
  server_.busy_after = 1 << 30;
  const Outcome second = retrieve();
  ASSERT_EQ(second.exit_code, 0) << second.err;
  EXPECT_EQ(second.out.find(" 0 of an earlier run"), std::string::npos) << "nothing was kept: the test shows nothing";
}

TEST_F(StacRefusal, by_a_full_disk_keeps_what_has_come) {
  // There is space for the scene classes, but not for a band.
  EXPECT_TRUE(refused(run_with_full_disk(arguments(), 20000), 1, {"B04.tif", "check free space", "again"}));
  EXPECT_TRUE(fs::exists(cube_ + ".raw/sentinel-2-l2a/S2_2018-05-01/SCL.tif"));
  EXPECT_FALSE(fs::exists(cube_));
  const Outcome second = retrieve();
  ASSERT_EQ(second.exit_code, 0) << second.err;
  EXPECT_NE(second.out.find("12 files fetched, 1 of an earlier run"), std::string::npos) << second.out;
}

TEST_F(StacRefusal, keeps_secrets_of_a_run_that_is_kept) {
  server_.failing_share = 0.2;
  server_.token_requests = 5;
  const Outcome outcome = retrieve({"--raw", folder_ / "raw"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(fs::exists(folder_ / "raw/items.json"));
  EXPECT_GT(server_.requests("sig=", 403), 0) << "no token was refused: the test shows little";
}

// A geocoded GRD has them: taken as power, they are some 20 dB too high.
TEST_F(StacRefusal, of_radar_with_digital_numbers_names_other_sources) {
  write_flat(folder_ / "served/s1/VH.tif", small_grid(150, 170), 90, FileType::uint16);
  EXPECT_TRUE(
      refused(retrieve(), 1, {"S1 VH of sentinel-1-rtc holds digital numbers", "another --radar-source", "calibrate"}));
}

// A catalogue could have the program read a file of this machine, or another host have the token.
TEST_F(StacRefusal, of_an_image_that_is_not_on_the_web_names_it) {
  for (const char* href : {"file:///etc/hosts", "/vsicurl/http://127.0.0.1/B04.tif", "http://example.org/B04.tif"}) {
    server_.add(optical_item({"S2_thief", "2018-05-21T10:50:31Z", "sentinel-2-l2a", small_grid(150, 170), href}));
    EXPECT_TRUE(refused(retrieve({"--overwrite"}), 1, {"S2_thief", "over https or from s3 alone"})) << href;
  }
}

}  // namespace
}  // namespace undercast
