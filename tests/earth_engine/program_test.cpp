// SPDX-License-Identifier: Apache-2.0
// Black box: the program retrieves the composites that a stand-in for Earth Engine has.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "cli/run_program.h"
#include "composite/small_inputs.h"
#include "core/temporary_folder.h"
#include "core/version.h"
#include "earth_engine/stand_in.h"
#include "io/atomic_file.h"
#include "io/cube_file.h"
#include "io/gdal.h"
#include "net/digest.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

long long differences(const Variable& a, const Variable& b) {
  if (a.time != b.time || a.values.size() != b.values.size()) return -1;
  long long count = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i)
    count += (std::isnan(a.values[i]) && std::isnan(b.values[i])) || a.values[i] == b.values[i] ? 0 : 1;
  return count;
}

// The service has two months of composites.
class EarthEngineProgram : public testing::Test {
 protected:
  void SetUp() override {
    expected_ = made_up_cube(small_grid(64, 64, 10, 501360, 5629680),
                             make_periods(parse_date("2018-05-01"), parse_date("2018-06-30"), 8), true);
    server_ = std::make_unique<EeStandIn>(expected_);
    server_->write_service_key(key_);
  }
  Arguments arguments(const std::string& cube, const Arguments& more = {}) const {
    Arguments list{"retrieve",
                   "--source",
                   "earth-engine",
                   "--credentials",
                   key_,
                   "--ee-api",
                   server_->base(),
                   "--project",
                   "some-project",
                   "--area",
                   "501360,5629040,502000,5629680",
                   "--area-crs",
                   "EPSG:32631",
                   "--crs",
                   "EPSG:32631",
                   "--start",
                   "2018-05-01",
                   "--end",
                   "2018-06-30",
                   "--retry-pause",
                   "0.01",
                   "-o",
                   cube};
    list.insert(list.end(), more.begin(), more.end());
    return list;
  }
  Cube read(const std::string& path) {
    CubeFile file(path);
    metadata_ = file.metadata();
    return file.read(file.layout().grid.whole());
  }
  void expect_the_composites(const std::string& path) {
    const Cube cube = read(path);
    EXPECT_EQ(cube.grid, expected_.grid);
    EXPECT_EQ(differences(cube.ndvi, expected_.ndvi), 0);
    EXPECT_EQ(differences(cube.vh, expected_.vh), 0);
  }
  // How often requests for pixels, by their bodies, were answered with pixels.
  std::map<std::string, int> answered() const {
    std::map<std::string, int> counts;
    for (const auto& entry : server_->log())
      if (entry.target.find("computePixels") != entry.target.npos && entry.status == 200) ++counts[entry.body];
    return counts;
  }

  TemporaryFolder folder_;
  const std::string key_ = folder_ / "key.json";
  Cube expected_;
  std::unique_ptr<EeStandIn> server_;
  std::map<std::string, std::string> metadata_;
};

TEST_F(EarthEngineProgram, retrieves_the_composites_of_the_service) {
  const Outcome outcome = run(arguments(folder_ / "cube.tif", {"--vv"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_the_composites(folder_ / "cube.tif");
  EXPECT_EQ(differences(read(folder_ / "cube.tif").vv, expected_.vv), 0);
  EXPECT_NE(outcome.err.find("Sentinel-2: 2 to 2 images a period"), std::string::npos) << outcome.err;
  EXPECT_EQ(metadata_["SOURCE"], server_->base());
  EXPECT_EQ(metadata_["SENTINEL1_COLLECTION"], "COPERNICUS/S1_GRD_FLOAT");
  EXPECT_EQ(metadata_["SENTINEL2_COLLECTION"], "COPERNICUS/S2_SR_HARMONIZED");
  const Outcome printed = run(arguments(folder_ / "cube.tif", {"--vv", "--print-expression"}));
  EXPECT_EQ(metadata_["EXPRESSION_SHA256"], sha256_hex(printed.out));
  EXPECT_EQ(metadata_["CLOUD_MASK"], "scl");
  EXPECT_EQ(metadata_["UNDERCAST_VERSION"], kVersion);
  EXPECT_EQ(nlohmann::json::parse(metadata_["UNDERCAST_OPTIONS"])["scl-keep"], nlohmann::json({4, 5, 6}));
  EXPECT_EQ(metadata_["RADAR_COMPOSITE"], "mean of linear power, in dB");
  EXPECT_EQ(metadata_["UNDERCAST_OPTIONS"].find(key_), std::string::npos);
  EXPECT_FALSE(fs::exists(folder_ / "cube.tif.draft"));
  EXPECT_EQ(server_->requests("computePixels"), 1);
}

TEST_F(EarthEngineProgram, takes_the_relative_orbit_that_covers_the_periods) {
  server_->has_second_orbit = true;
  const Outcome outcome = run(arguments(folder_ / "cube.tif"));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_the_composites(folder_ / "cube.tif");
  EXPECT_EQ(metadata_["RADAR_ORBITS"],
            "relative orbit 37 (8 acquisitions of S1A); left out: 110 (4 acquisitions of S1A)");
  EXPECT_NE(outcome.out.find("relative orbit 37"), std::string::npos) << outcome.out;
  ASSERT_EQ(answered().size(), 1U);
  EXPECT_NE(answered().begin()->first.find("relativeOrbitNumber_start"), std::string::npos);
  const Outcome together = run(arguments(folder_ / "together.tif", {"--radar-orbits", "together"}));
  ASSERT_EQ(together.exit_code, 0) << together.err;
  read(folder_ / "together.tif");
  EXPECT_NE(metadata_["RADAR_ORBITS"].find("together"), std::string::npos);
  const Outcome printed = run(arguments(folder_ / "together.tif", {"--print-expression"}));
  EXPECT_EQ(metadata_["EXPRESSION_SHA256"], sha256_hex(printed.out)) << "the expression of all orbits";
  const Outcome apart = run(arguments(folder_ / "apart.tif", {"--radar-orbits", "apart"}));
  EXPECT_EQ(apart.exit_code, 2);
  EXPECT_NE(apart.err.find("--radar-orbits apart is not for Earth Engine"), std::string::npos) << apart.err;
}

TEST_F(EarthEngineProgram, begins_with_ndvi_alone_of_the_years_before) {
  const Outcome outcome = run(arguments(folder_ / "cube.tif", {"--context-years", "1", "--vv"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Cube cube = read(folder_ / "cube.tif");
  EXPECT_EQ(to_string(cube.ndvi.time[0].start), "2017-05-01");
  EXPECT_EQ(differences(cube.vh, expected_.vh), 0) << "radar begins with --start";
  EXPECT_EQ(differences(cube.vv, expected_.vv), 0);
  const int first = cube.ndvi.time.step_of(parse_date("2018-05-01"));
  Variable ndvi(expected_.ndvi.time, expected_.ndvi.rows, expected_.ndvi.cols);
  std::copy(cube.ndvi.image(first), cube.ndvi.image(first) + ndvi.values.size(), ndvi.values.begin());
  EXPECT_EQ(differences(ndvi, expected_.ndvi), 0);
}

TEST_F(EarthEngineProgram, halves_what_is_too_large_and_survives_every_fifth_request_failing) {
  server_->most_values = 64 * 16 * 4;
  server_->failing_share = 0.2;
  server_->token_requests = 20;
  const Outcome outcome = run(arguments(folder_ / "cube.tif", {"--requests", "4"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_the_composites(folder_ / "cube.tif");
  EXPECT_EQ(server_->requests("computePixels", 400), 4) << "8, 4, 2 and 1 periods: each size was refused once";
  EXPECT_GT(server_->requests("/token", 200), 1) << "tokens that were refused were not renewed";
}

TEST_F(EarthEngineProgram, halves_the_tile_whose_output_is_too_large) {
  server_->most_values = 64 * 16 * 4;
  server_->too_large =
      "Output of image computation is too large (16 bands for 4096 pixels = 0.5 MiB > 0.1 MiB).\nIf this is a "
      "reduction, try specifying a larger 'tileScale' parameter.";
  server_->most_answers = 2;
  EXPECT_EQ(run(arguments(folder_ / "cube.tif", {"--requests", "2"})).exit_code, 1);
  server_->most_answers = 1 << 30;
  const Outcome outcome = run(arguments(folder_ / "cube.tif", {"--requests", "2"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_the_composites(folder_ / "cube.tif");
  EXPECT_EQ(server_->requests("computePixels", 400), 4) << "the second run knows which sizes are too large";
}

TEST_F(EarthEngineProgram, retrieves_the_bursts_of_opera) {
  server_->has_second_orbit = true;
  const Outcome outcome = run(arguments(folder_ / "cube.tif", {"--radar-collection", "opera", "--vv"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_the_composites(folder_ / "cube.tif");
  EXPECT_EQ(differences(read(folder_ / "cube.tif").vv, expected_.vv), 0);
  EXPECT_EQ(metadata_["SENTINEL1_COLLECTION"], "OPERA/RTC/L2_V1/S1");
  EXPECT_EQ(metadata_["RADAR_ORBITS"],
            "relative orbit 37 (8 acquisitions of S1A); left out: 110 (4 acquisitions of S1A)");
  EXPECT_EQ(metadata_["RADAR_ACQUISITIONS"].substr(0, 36), "2018-05-01 37 S1A, 2018-05-09 37 S1A");
  ASSERT_EQ(answered().size(), 1U);
  EXPECT_NE(answered().begin()->first.find("TRACK_NUMBER"), std::string::npos);
}

TEST_F(EarthEngineProgram, warns_when_radar_stops_before_sentinel_2) {
  server_->radar_periods = 3;
  const Outcome outcome = run(arguments(folder_ / "cube.tif", {"--dry-run"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("Sentinel-1 stops on 2018-05-17, 40 days before Sentinel-2"), std::string::npos)
      << outcome.err;
}

TEST_F(EarthEngineProgram, renews_tokens_before_they_expire) {
  server_->most_values = 64 * 16 * 4;
  server_->expires_in = 60;  // a minute before the end is late enough
  const Outcome outcome = run(arguments(folder_ / "cube.tif"));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_the_composites(folder_ / "cube.tif");
  EXPECT_EQ(server_->requests("/token"), server_->requests("/v1/projects/"));
  EXPECT_EQ(server_->requests("", 401), 0);
}

// The output and the files of an interrupted and a finished run with --verbose hold no secret.
TEST_F(EarthEngineProgram, shows_and_stores_no_secret) {
  server_->most_values = 64 * 16 * 4;
  server_->failing_share = 0.2;
  server_->token_requests = 5;
  std::string all;
  const auto retrieve = [&](Arguments more) {
    more.insert(more.end(), {"--verbose", "--requests", "2"});
    const Outcome outcome = run(arguments(folder_ / "cube.tif", more));
    all += outcome.out + outcome.err;
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      if (entry.path() != key_) all += read_text_file(entry.path().string());
    return outcome.exit_code;
  };
  server_->most_answers = 3;
  EXPECT_EQ(retrieve({}), 1);
  EXPECT_TRUE(fs::exists(folder_ / "cube.tif.draft.parts"));
  server_->most_answers = 1 << 30;
  EXPECT_EQ(retrieve({}), 0);
  EXPECT_EQ(retrieve({"--check"}), 0);
  const std::string key = nlohmann::json::parse(read_text_file(key_))["private_key"];
  std::istringstream lines(key);
  for (std::string line; std::getline(lines, line);) EXPECT_EQ(all.find(line), std::string::npos) << line;
  // These are the beginnings of tokens and assertions.
  for (const char* secret : {"ya29.", "eyJ", "Bearer"}) EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  EXPECT_NE(all.find("attempt"), std::string::npos) << "little was said: the test shows little";
}

TEST_F(EarthEngineProgram, keeps_to_the_polygon_as_composite_does) {
  const std::string polygon = folder_ / "field.geojson";
  const auto draw = [&](const std::string& top) {
    std::ofstream(polygon) << R"({"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name":
      "urn:ogc:def:crs:EPSG::32631"}}, "features": [{"type": "Feature", "properties": {}, "geometry": {"type":
      "Polygon", "coordinates": [[[501360, 5629040], [502000, 5629040], )"
                           << top << ", [501360, 5629040]]]}}]}";
  };
  Arguments list = arguments(folder_ / "cube.tif");
  *(std::find(list.begin(), list.end(), "--area") + 1) = polygon;
  // An unfinished run for another polygon with the same bounds left values that must not be used.
  draw("[502000, 5629680], [501360, 5629680]");
  server_->most_values = 64 * 16 * 2;
  server_->most_answers = 7;
  EXPECT_EQ(run(list).exit_code, 1);
  server_->most_answers = 1 << 30;
  draw("[501700, 5629680]");
  EXPECT_TRUE(refused(run(list), 2, {"another retrieval"}));
  list.push_back("--overwrite");
  const Outcome outcome = run(list);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Cube cube = read(folder_ / "cube.tif");
  long long inside = 0;
  for (int step = 0; step < cube.ndvi.steps(); ++step) {
    EXPECT_TRUE(std::isnan(cube.ndvi.at(step, 0, 0))) << "a corner outside the polygon";
    for (std::size_t i = 0; i < cube.ndvi.pixels(); ++i) inside += std::isnan(cube.vh.image(step)[i]) ? 0 : 1;
  }
  EXPECT_NEAR(static_cast<double>(inside) / static_cast<double>(cube.vh.values.size()), 0.5, 0.05);
}

TEST_F(EarthEngineProgram, killed_at_ten_moments_goes_on_without_asking_again_for_what_it_has) {
  server_->most_values = 64 * 16 * 2;
  server_->latency_ms = 20;
  const Arguments list = arguments(folder_ / "cube.tif", {"--requests", "2"});
  const auto finished = [&] {
    std::ifstream in(folder_ / "cube.tif.draft.parts");
    std::set<std::string> keys;
    for (std::string line; std::getline(in, line) && !in.eof();) keys.insert(line);
    return keys;
  };
  std::size_t most_kept = 0;
  Random random(3);
  const auto answers = [&] { return server_->requests("computePixels", 200); };
  // The key of a tile is the hash of its request: no key that was there before is requested again.
  const auto check = [&](const auto& run_it) {
    const std::set<std::string> before = finished();
    const std::size_t since = server_->log().size();
    run_it();
    const auto log = server_->log();
    for (std::size_t i = since; i < log.size(); ++i) EXPECT_FALSE(before.contains(sha256_hex(log[i].body)));
  };
  for (int death = 0; death < 10; ++death) {
    const int moment = answers() + random.between(1, 5);
    check([&] { run_and_kill(list, [&] { return answers() >= moment; }); });
    if (fs::exists(folder_ / "cube.tif")) break;
    const std::size_t kept = finished().size();
    EXPECT_GE(kept, most_kept) << "what was finished is finished no more";
    most_kept = kept;
  }
  EXPECT_GT(most_kept, 3U) << "nothing was kept: the test shows nothing";
  if (!fs::exists(folder_ / "cube.tif")) check([&] { EXPECT_EQ(run(list).exit_code, 0); });
  expect_the_composites(folder_ / "cube.tif");
}

TEST_F(EarthEngineProgram, asks_for_no_tile_twice_after_an_end_by_failure_or_by_a_quota) {
  server_->most_values = 64 * 16 * 2;
  server_->most_answers = 7;
  EXPECT_TRUE(refused(run(arguments(folder_ / "cube.tif")), 1, {"503", "the same command continues from here"}));
  server_->ends_by_quota = true;
  EXPECT_TRUE(
      refused(run(arguments(folder_ / "cube.tif")), 1, {"429", "quota", "the same command continues from here"}));
  server_->most_answers = 1 << 30;
  const Outcome second = run(arguments(folder_ / "cube.tif"));
  ASSERT_EQ(second.exit_code, 0) << second.err;
  EXPECT_NE(second.out.find(" 7 of an earlier run"), std::string::npos) << second.out;
  for (const auto& [body, count] : answered()) EXPECT_EQ(count, 1) << body.substr(0, 200);
  expect_the_composites(folder_ / "cube.tif");
}

TEST_F(EarthEngineProgram, keeps_what_another_retrieval_fetched_unless_overwrite_is_given) {
  server_->most_values = 64 * 16 * 2;
  server_->most_answers = 5;
  run(arguments(folder_ / "cube.tif"));
  server_->most_answers = 1 << 30;
  ASSERT_TRUE(fs::exists(folder_ / "cube.tif.draft"));
  EXPECT_TRUE(refused(run(arguments(folder_ / "cube.tif", {"--vh-floor", "-40"})), 2,
                      {"cube.tif.draft", "another retrieval", "--overwrite"}));
  const Outcome outcome = run(arguments(folder_ / "cube.tif", {"--vh-floor", "-40", "--overwrite"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find(" 0 of an earlier run"), std::string::npos) << outcome.out;
  expect_the_composites(folder_ / "cube.tif");
}

TEST_F(EarthEngineProgram, fetches_again_what_somebody_removed) {
  server_->most_values = 64 * 16 * 2;
  server_->most_answers = 5;
  run(arguments(folder_ / "cube.tif"));
  server_->most_answers = 1 << 30;
  ASSERT_TRUE(fs::remove(folder_ / "cube.tif.draft"));
  ASSERT_EQ(run(arguments(folder_ / "cube.tif")).exit_code, 0);
  expect_the_composites(folder_ / "cube.tif");
}

TEST_F(EarthEngineProgram, keeps_what_it_has_when_the_disk_is_full) {
  server_->most_values = 64 * 16 * 2;
  server_->most_answers = 5;
  run(arguments(folder_ / "cube.tif"));
  server_->most_answers = 1 << 30;
  const std::string parts = read_text_file(folder_ / "cube.tif.draft.parts");
  EXPECT_TRUE(refused(run_with_full_disk(arguments(folder_ / "cube.tif"), 64 * 64 * 4 * 4), 1,
                      {"cube.tif.draft", "check free space"}));
  EXPECT_EQ(read_text_file(folder_ / "cube.tif.draft.parts").substr(0, parts.size()), parts);
  ASSERT_EQ(run(arguments(folder_ / "cube.tif")).exit_code, 0);
  expect_the_composites(folder_ / "cube.tif");
}

TEST_F(EarthEngineProgram, says_what_there_is_before_it_asks_for_it) {
  const Outcome outcome = run(arguments(folder_ / "cube.tif", {"--dry-run"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("2018-05-01  8 days  Sentinel-2 2  Sentinel-1 3\n"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("2018-06-26  5 days"), std::string::npos) << "the last period ends with --end";
  EXPECT_NE(outcome.out.find("1 requests"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("does not say beforehand how many EECU-hours"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("2018  Sentinel-2               -   -   -   -   4   4   -"), std::string::npos)
      << outcome.out;
  EXPECT_NE(outcome.out.find("2018  S1A, relative orbit 37   -   -   -   -   4   4   -"), std::string::npos)
      << outcome.out;
  EXPECT_EQ(server_->requests("computePixels"), 0);
  EXPECT_FALSE(fs::exists(folder_ / "cube.tif.draft"));
}

TEST_F(EarthEngineProgram, prints_the_expression_without_credentials) {
  Arguments list = arguments(folder_ / "cube.tif", {"--print-expression", "--cloud-mask", "cloud-score"});
  *(std::find(list.begin(), list.end(), "--credentials") + 1) = folder_ / "absent.json";
  const Outcome outcome = run(list);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const nlohmann::json expression = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(fault_of(expression), "");
  EXPECT_EQ(asked_bands(expression).size(), 16U);
  EXPECT_TRUE(server_->log().empty());
}

}  // namespace
}  // namespace undercast
