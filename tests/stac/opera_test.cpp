// SPDX-License-Identifier: Apache-2.0
// Black box: a cube with radar of OPERA, whose bursts, masks and login a stand-in archive has.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <tuple>

#include "cli/run_program.h"
#include "composite/composite.h"
#include "composite/small_inputs.h"
#include "core/cube.h"
#include "core/random.h"
#include "core/temporary_folder.h"
#include "io/cube_file.h"
#include "io/gdal.h"
#include "stac/small_archive.h"
#include "stac/stand_in.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// Three days of Sentinel-2, and two passes of Sentinel-1 in two bursts each, which overlap. Shadow
// and layover hold values that only the mask tells apart.
class RadarOfOpera : public testing::Test {
 protected:
  RadarOfOpera() {
    ::setenv("GDAL_HTTP_RETRY_DELAY", "0.001", 1);
    local_.start = "2018-05-01";
    local_.end = "2018-05-16";
    local_.area = "500400,5597300,501600,5598700";
    local_.area_crs = local_.crs = "EPSG:32631";
    local_.resolution = 10;
    local_.radar_units = "power";
    local_.radar_resampling = "nearest";
    const Grid grid = small_grid(200, 200, 10, 500000, 5599000);
    for (const char* day : {"2018-05-01", "2018-05-06", "2018-05-11"}) {
      const std::string raw = folder_ / "served/" + day;
      write_optical(raw, grid, 500, 3000, 4);
      server_.add(optical_item({std::string("S2_") + day, std::string(day) + "T10:50:31Z", "sentinel-2-l2a", grid,
                                server_.file_url(day), "02.07"}));
      local_.sentinel2_items.push_back(
          {{"date", day}, {"B04", raw + "/B04.tif"}, {"B08", raw + "/B08.tif"}, {"SCL", raw + "/SCL.tif"}});
    }
    for (const char* day : {"2018-05-02", "2018-05-14"}) add_pass(day);
    server_.guarded = "opera/";
    std::ofstream(folder_ / "netrc") << "machine urs.earthdata.nasa.gov login me password mine\n"
                                     << "machine localhost login " << StacStandIn::kUser << " password "
                                     << StacStandIn::kPassword << "\n";
    ::setenv("NETRC", (folder_ / "netrc").c_str(), 1);
    ::unsetenv("EARTHDATA_TOKEN");
  }
  ~RadarOfOpera() override {
    ::unsetenv("NETRC");
    ::unsetenv("EARTHDATA_TOKEN");
  }

  void add_pass(const std::string& day) {
    constexpr int kRows = 60, kCols = 70, kOverlapBegin = 20, kOverlapEnd = 35;
    const Grid grid = small_grid(kRows, kCols, 30, 499980, 5598990);
    const std::vector<float> classes =
        image_of(grid, [&](int, int) { return random_.chance(0.2) ? random_.between(1, 3) : 0; });
    const std::vector<float> power = image_of(grid, [&](int, int) { return random_.uniform(0.01, 0.1); });
    std::vector<float> valid = power;
    for (std::size_t i = 0; i < valid.size(); ++i)
      if (classes[i] != 0) valid[i] = kMissing;
    const std::string whole = folder_ / "whole/" + day + "/VH.tif";
    write_image(whole, grid, valid, FileType::float32);
    local_.sentinel1_items.push_back({{"date", day}, {"VH", whole}, {"relative-orbit", "37"}, {"platform", "S1A"}});
    const std::string compact = day.substr(0, 4) + day.substr(5, 2) + day.substr(8);
    for (const auto& [burst, first, end] : {std::tuple{"078321", 0, kOverlapEnd}, {"078322", kOverlapBegin, kRows}}) {
      const Grid part = small_grid(end - first, kCols, 30, 499980, 5598990 - 30 * first);
      const auto rows = [&, from = first](const std::vector<float>& values) {
        return image_of(part, [&](int row, int col) { return values[(row + from) * kCols + col]; });
      };
      // Another processing of the same burst, which would spoil the cube.
      for (const bool is_old : {true, false}) {
        const std::string id = fmt::format("OPERA_L2_RTC-S1_T037-{}-IW1_{}T055020Z_{}T000000Z_S1A_30_v1.0", burst,
                                           compact, is_old ? "20200101" : "20250101");
        const std::string name = folder_ / "served/opera/" + id;
        write_image(name + "_VH.tif", part, is_old ? std::vector<float>(part.pixels(), 0.5F) : rows(power),
                    FileType::float32);
        write_image(name + "_mask.tif", part, rows(classes), FileType::uint8);
        Json item = radar_item(id, day + "T05:50:20.123Z", part, "");
        item["collection"] = "OPERA_L2_RTC-S1_V1_1";
        item["properties"] = {{"datetime", day + "T05:50:20.123Z"}};
        item["assets"] = Json::object();
        for (const char* band : {"VH", "mask"})
          item["assets"][std::string("0_") + band]["href"] = server_.file_url("opera/" + id + "_" + band + ".tif");
        server_.add(item);
      }
    }
  }
  Outcome retrieve(const Arguments& more = {}) {
    Arguments list{"retrieve", "--source", "planetary-computer", "--radar-source", "opera", "--verbose"};
    for (const auto& [option, value] :
         std::vector<std::pair<std::string, std::string>>{{"--stac-api", server_.api()},
                                                          {"--radar-api", server_.api()},
                                                          {"--area", local_.area},
                                                          {"--area-crs", local_.area_crs},
                                                          {"--crs", local_.crs},
                                                          {"--resolution", "10"},
                                                          {"--start", local_.start.text()},
                                                          {"--end", local_.end.text()},
                                                          {"--radar-resampling", "nearest"},
                                                          {"--retry-pause", "0.001"}})
      list.insert(list.end(), {option, value});
    list.insert(list.end(), more.begin(), more.end());
    Outcome outcome = run(list);
    for (const char* secret : {StacStandIn::kPassword, StacStandIn::kBearer, "Signature="})
      EXPECT_EQ((outcome.out + outcome.err).find(secret), std::string::npos) << "a secret was printed";
    return outcome;
  }
  void expect_the_cube_of_whole_passes(Arguments more = {}) {
    more.insert(more.end(), {"-o", folder_ / "cube.tif", "--counts", folder_ / "counts.tif", "--overwrite"});
    const Outcome outcome = retrieve(more);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    composite(local_, {folder_ / "expected.tif", folder_ / "expected-counts.tif", {}, true}, {.threads = 2});
    const CubeFile made(folder_ / "cube.tif"), expected(folder_ / "expected.tif");
    const Window whole = expected.layout().grid.whole();
    const Cube cube = CubeFile(folder_ / "cube.tif").read(whole),
               wanted = CubeFile(folder_ / "expected.tif").read(whole);
    ASSERT_EQ(cube.vh.values.size(), wanted.vh.values.size());
    long long observed = 0;
    for (std::size_t i = 0; i < wanted.vh.values.size(); ++i) {
      ASSERT_EQ(is_missing(cube.vh.values[i]), is_missing(wanted.vh.values[i])) << i;
      if (is_missing(wanted.vh.values[i])) continue;
      ASSERT_NEAR(cube.vh.values[i], wanted.vh.values[i], 1e-4);
      ++observed;
    }
    EXPECT_GT(observed, 1000);
    EXPECT_LT(observed, static_cast<long long>(wanted.vh.values.size())) << "nothing is masked: the test shows little";
    EXPECT_EQ(made.metadata().at("RADAR_ORBITS"), "relative orbit 37 (2 acquisitions of S1A)")
        << "the bursts of a pass are one acquisition";
    EXPECT_EQ(made.metadata().at("SENTINEL1_COLLECTION"), "OPERA_L2_RTC-S1_V1_1");
    const DatasetPtr counts = open_raster(folder_ / "counts.tif");
    const int last_period = counts->GetRasterCount();
    const std::vector<float> looks = read_values(*counts, "counts.tif", whole, {last_period});
    EXPECT_EQ(*std::max_element(looks.begin(), looks.end()), 1);
  }

  TemporaryFolder folder_;
  StacStandIn server_{folder_ / "served"};
  CompositeOptions local_;  ///< the same passes in one image each, without what the mask takes
  Random random_{5};
};

TEST_F(RadarOfOpera, is_the_cube_of_whole_passes_without_masked_pixels) {
  expect_the_cube_of_whole_passes({"--connections", "1"});
  EXPECT_FALSE(server_.last_search().contains("sortby")) << "the catalogue would sort the whole collection";
  EXPECT_GT(server_.requests("/login", 302), 0);
  EXPECT_EQ(server_.requests("/login?file", 302), 1) << "a connection logs in once";
}

TEST_F(RadarOfOpera, comes_with_a_token_too) {
  ::setenv("NETRC", "/nowhere", 1);
  ::setenv("EARTHDATA_TOKEN", StacStandIn::kBearer, 1);
  expect_the_cube_of_whole_passes();
  EXPECT_EQ(server_.requests("/login"), 0);
}

TEST_F(RadarOfOpera, is_made_again_from_files_that_were_kept) {
  ASSERT_EQ(retrieve({"-o", folder_ / "cube.tif", "--raw", folder_ / "raw"}).exit_code, 0);
  ASSERT_EQ(run({"composite", "--config", folder_ / "raw/items.json", "-o", folder_ / "again.tif"}).exit_code, 0);
  const CubeFile first(folder_ / "cube.tif"), again(folder_ / "again.tif");
  EXPECT_EQ(first.metadata().at("RADAR_ORBITS"), again.metadata().at("RADAR_ORBITS"));
  const Outcome others =
      run({"composite", "--config", folder_ / "raw/items.json", "-o", folder_ / "others.tif", "--index", "EVI2,kNDVI"});
  ASSERT_EQ(others.exit_code, 0) << others.err;
  CubeReadOptions of_evi2;
  of_evi2.variable = "EVI2";
  EXPECT_EQ(CubeFile(folder_ / "others.tif", of_evi2).other_indices(), (std::set<std::string>{"kNDVI"}));
}

TEST_F(RadarOfOpera, is_counted_by_month_orbit_and_platform_before_it_is_fetched) {
  const Outcome outcome = retrieve({"--dry-run"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("2018  S1A, relative orbit 37"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("4 Sentinel-1 images of OPERA_L2_RTC-S1_V1_1 (8 found; left out: 4 with a newer"),
            std::string::npos)
      << outcome.out;
  EXPECT_EQ(server_.requests("/files/"), 0);
}

TEST_F(RadarOfOpera, without_a_login_is_refused_before_any_file_is_asked_for) {
  ::setenv("NETRC", "/nowhere", 1);
  EXPECT_TRUE(refused(retrieve({"-o", folder_ / "cube.tif"}), 2,
                      {"OPERA_L2_RTC-S1_V1_1 need an Earthdata login", "EARTHDATA_TOKEN"}));
  EXPECT_EQ(server_.requests("/files/"), 0);
  ::setenv("EARTHDATA_TOKEN", "an-old-one", 1);
  EXPECT_TRUE(refused(retrieve({"-o", folder_ / "cube.tif"}), 1, {"Earthdata does not accept the login"}));
}

TEST_F(RadarOfOpera, of_one_direction_is_refused_because_items_say_none) {
  EXPECT_TRUE(refused(retrieve({"-o", folder_ / "cube.tif", "--orbit", "ascending"}), 1,
                      {"does not say its orbit direction", "--radar-orbits best"}));
}

}  // namespace
}  // namespace undercast
