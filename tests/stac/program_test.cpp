// SPDX-License-Identifier: Apache-2.0
// Black box: the program retrieves from a stand-in archive what `composite` makes of the files
// themselves.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "cli/run_program.h"
#include "composite/composite.h"
#include "composite/date_folders.h"
#include "composite/small_inputs.h"
#include "core/random.h"
#include "core/temporary_folder.h"
#include "core/version.h"
#include "io/cube_file.h"
#include "io/gdal.h"
#include "stac/small_archive.h"
#include "stac/stand_in.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

long long differences(const Variable& a, const Variable& b, double tolerance) {
  if (a.time != b.time || a.values.size() != b.values.size()) return -1;
  long long count = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i)
    count += std::isnan(a.values[i]) != std::isnan(b.values[i]) || std::abs(a.values[i] - b.values[i]) > tolerance;
  return count;
}

// The archive serves two months of a farm, with Sentinel-1 in linear power.
class RetrieveProgram : public testing::Test {
 protected:
  TemporaryFolder folder_;
  StacStandIn server_{folder_ / "served"};
  std::string data_ = folder_ / "farm";
  const std::string start_ = "2018-05-01", end_ = "2018-06-30";

  RetrieveProgram() { write_farm(data_); }

  static std::vector<float> values_of(const std::string& file, Grid& grid) {
    const DatasetPtr image = open_raster(file);
    grid = grid_of(*image, file);
    std::vector<float> values(static_cast<std::size_t>(grid.pixels()));
    check_gdal(image->GetRasterBand(1)->RasterIO(GF_Read, 0, 0, grid.cols, grid.rows, values.data(), grid.cols,
                                                 grid.rows, GDT_Float32, 0, 0, nullptr),
               "reading", file);
    return values;
  }
  void serve_optical() {
    fs::create_directories(folder_ / "served");
    fs::create_directory_symlink(fs::canonical(data_ + "/sentinel-2"), folder_ / "served/s2");
    for (const auto& [date, orbit, path] : list_sensor_folder(data_ + "/sentinel-2").dates) {
      const DatasetPtr red = open_raster((path / "B04.tif").string());
      const std::string day = to_string(date);
      OpticalItem item{
          "S2_" + day, day + "T10:50:31Z", "sentinel-2-l2a", grid_of(*red, day), server_.file_url("s2/" + day),
          "02.07"};
      for (const char* band : {"B8A", "B11"})
        if (fs::exists(path / (std::string(band) + ".tif"))) item.bands.emplace_back(band);
      server_.add(optical_item(item));
    }
  }
  // The Copernicus Data Space Ecosystem stores JPEG 2000 in a bucket, with the offset of late
  // baselines.
  void serve_optical_in_bucket() {
    for (const auto& [date, orbit, path] : list_sensor_folder(data_ + "/sentinel-2").dates) {
      const std::string day = to_string(date);
      if (day < start_ || day > end_) continue;
      Grid grid;
      values_of(path / "B04.tif", grid);
      OpticalItem item{"S2A_MSIL2A_" + day, day + "T10:50:31.024Z", "sentinel-2-l2a", grid, "s3://eodata/" + day};
      item.new_projection = true;
      nlohmann::json json = optical_item(item), assets;
      for (const auto& [band, name] : {std::pair{"B04", "B04_10m"}, {"B08", "B08_10m"}, {"SCL", "SCL_20m"}}) {
        std::vector<float> values = values_of(path / (std::string(band) + ".tif"), grid);
        const bool is_scl = std::string(band) == "SCL";
        for (float& value : values) value += !is_scl && value > 0 ? 1000 : 0;
        const std::string file = fmt::format("{}/{}.jp2", day, name);
        write_image(folder_ / "served/" + file, grid, values, is_scl ? FileType::uint8 : FileType::uint16);
        assets[name] = json["assets"][band];
        assets[name]["href"] = "s3://eodata/" + file;
        if (!is_scl) assets[name].update({{"raster:scale", 0.0001}, {"raster:offset", -0.1}});
      }
      json["assets"] = assets;
      json["properties"].erase("s2:processing_baseline");
      json["properties"]["processing:version"] = "05.10";
      server_.add(json);
    }
  }
  void serve_radar() {
    for (const auto& [date, orbit, path] : list_sensor_folder(data_ + "/sentinel-1").dates) {
      const std::string day = to_string(date);
      if (day < start_ || day > end_) continue;
      Grid grid;
      for (const char* band : {"VH.tif", "VV.tif"}) {
        std::vector<float> values = values_of(path / band, grid);
        for (float& value : values) value = std::isnan(value) ? -32768 : std::pow(10.0F, value / 10);
        write_image(folder_ / "served/s1/" + day + "/" + band, grid, values, FileType::float32);
      }
      server_.add(radar_item("S1_" + day, day + "T17:00:00Z", grid, server_.file_url("s1/" + day)));
    }
  }
  void serve() {
    serve_optical();
    serve_radar();
  }
  // Adds the bands of NDMI to the farm.
  void add_bands_of_20_m() {
    Random random(23);
    for (const auto& [date, orbit, path] : list_sensor_folder(data_ + "/sentinel-2").dates)
      for (const char* band : {"B8A", "B11"}) {
        const Grid grid = coarser(small_grid(64, 64, 10, 501360, 5629680), 2);
        write_image((path / band).string() + ".tif", grid,
                    image_of(grid, [&](int, int) { return std::floor(random.uniform(1000, 4000)); }), FileType::uint16);
      }
  }
  // What `composite` makes of the files themselves.
  Cube expected() {
    CompositeOptions options;
    options.sentinel2 = data_ + "/sentinel-2";
    options.sentinel1 = folder_ / "served/s1";
    options.radar_units = "power";
    options.start = start_;
    options.end = end_;
    options.vv = true;
    composite(options, {folder_ / "expected.tif", {}, {}, false}, {.threads = 2});
    return read(folder_ / "expected.tif");
  }
  std::vector<std::string> arguments(const std::string& cube) {
    return {"retrieve",    "--source",    "planetary-computer",
            "--stac-api",  server_.api(), "--sas-api",
            server_.sas(), "--area",      "501360,5629040,502000,5629680",
            "--area-crs",  "EPSG:32631",  "--start",
            start_,        "--end",       end_,
            "-o",          cube};
  }
  Cube read(const std::string& path, const std::string& index = {}) {
    CubeReadOptions options;
    options.variable = index;
    CubeFile file(path, options);
    metadata_ = file.metadata();
    return file.read(file.layout().grid.whole());
  }
  static std::string first_fetched_day(const std::string& cube) {
    return CubeFile(cube).metadata().at("SENTINEL2_ITEMS").substr(std::string("S2_").size(), 10);
  }
  void expect_the_cube_of_the_files() {
    serve();
    ::setenv("GDAL_HTTP_RETRY_DELAY", "0.05", 1);
    server_.wants_tokens = true;
    server_.failing_share = 0.2;
    std::vector<std::string> both = arguments(folder_ / "cube.tif");
    both.push_back("--vv");
    const Outcome outcome = run(both);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_FALSE(fs::exists(folder_ / "cube.tif.raw"));
    EXPECT_NE(outcome.err.find("files to read, about"), std::string::npos) << "what it takes is said first";
    const Cube wanted = expected(), retrieved = read(folder_ / "cube.tif");
    EXPECT_EQ(retrieved.grid, wanted.grid);
    EXPECT_EQ(differences(retrieved.ndvi, wanted.ndvi, 1e-6), 0);
    EXPECT_EQ(differences(retrieved.vh, wanted.vh, 1e-5), 0);
    EXPECT_EQ(differences(retrieved.vv, wanted.vv, 1e-5), 0);
    EXPECT_EQ(metadata_["SOURCE"], server_.api());
    EXPECT_EQ(metadata_["SENTINEL1_COLLECTION"], "sentinel-1-rtc");
    EXPECT_NE(metadata_["SENTINEL2_ITEMS"].find("S2_2018-05"), std::string::npos);
    EXPECT_NE(metadata_["SENTINEL1_ITEMS"].find("S1_2018-05"), std::string::npos);
    EXPECT_EQ(metadata_["FAILED_FILES"], "0");
    EXPECT_EQ(metadata_["UNDERCAST_VERSION"], kVersion);
    EXPECT_EQ(nlohmann::json::parse(metadata_["UNDERCAST_OPTIONS"])["cloud-dilation"], 20);
  }
  std::map<std::string, std::string> metadata_;
};

TEST_F(RetrieveProgram, makes_of_an_archive_what_composite_makes_of_its_files) { expect_the_cube_of_the_files(); }

TEST_F(RetrieveProgram, makes_of_the_belgian_archive_what_composite_makes_of_its_files) {
  data_ = std::string(UNDERCAST_SHARED_DATA) + "/belgium_2017_2018_raw";
  if (!fs::exists(data_)) GTEST_SKIP() << data_ << " is absent";
  expect_the_cube_of_the_files();
}

TEST_F(RetrieveProgram, makes_the_same_of_jpeg_2000_in_a_bucket_that_wants_keys) {
  serve_optical_in_bucket();
  serve_radar();
  const std::vector<std::pair<const char*, std::string>> environment{{"AWS_ACCESS_KEY_ID", StacStandIn::kAccessKey},
                                                                     {"AWS_SECRET_ACCESS_KEY", "secret-of-the-user"},
                                                                     {"AWS_S3_ENDPOINT", server_.host()},
                                                                     {"AWS_HTTPS", "NO"}};
  std::vector<std::string> cdse = arguments(folder_ / "cube.tif");
  *(std::find(cdse.begin(), cdse.end(), "--source") + 1) = "cdse";
  cdse.insert(cdse.end(), {"--radar-source", server_.api(), "--sentinel1-collection", "sentinel-1-rtc", "--vv",
                           "--retry-pause", "0.001", "--verbose"});
  const std::string home = std::getenv("HOME") != nullptr ? std::getenv("HOME") : "/";
  ::setenv("HOME", folder_.path().c_str(), 1);
  EXPECT_TRUE(refused(run(cdse), 2, {"need S3 keys, and none are set", "AWS_ACCESS_KEY_ID"}));
  for (const auto& [name, value] : environment) ::setenv(name, value.c_str(), 1);
  server_.bucket_refusal = "The difference between the request time and the current time is too large.";
  EXPECT_TRUE(refused(run(cdse), 1, {"request time", "clock", "continues from here"}));
  server_.bucket_refusal.clear();
  ::setenv("AWS_ACCESS_KEY_ID", "AKIAOFNOBODY", 1);
  EXPECT_TRUE(refused(run(cdse), 1, {"does not exist in our records", "AWS_SECRET_ACCESS_KEY"}));
  EXPECT_LE(server_.requests("/eodata/"), 16) << "keys that are not accepted end the run at once";
  ::setenv("AWS_ACCESS_KEY_ID", StacStandIn::kAccessKey, 1);
  const Outcome outcome = run(cdse);
  for (const auto& [name, value] : environment) ::unsetenv(name);
  ::setenv("HOME", home.c_str(), 1);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ((outcome.out + outcome.err).find("secret-of"), std::string::npos) << "a secret was printed";
  EXPECT_GT(server_.requests("/eodata/"), 0);
  const Cube wanted = expected(), retrieved = read(folder_ / "cube.tif");
  EXPECT_EQ(differences(retrieved.ndvi, wanted.ndvi, 1e-6), 0);
  EXPECT_EQ(differences(retrieved.vh, wanted.vh, 1e-5), 0);
  EXPECT_EQ(differences(retrieved.vv, wanted.vv, 1e-5), 0);
  EXPECT_NE(metadata_["SENTINEL2_ITEMS"].find("S2A_MSIL2A_2018-05"), std::string::npos);
  EXPECT_EQ(metadata_["SENTINEL1_COLLECTION"], "sentinel-1-rtc");
}

TEST_F(RetrieveProgram, removes_what_a_killed_run_left_of_an_image) {
  serve();
  const Arguments line = [&] {
    Arguments words = arguments(folder_ / "cube.tif");
    words.insert(words.end(), {"--raw", folder_ / "raw", "--overwrite"});
    return words;
  }();
  ASSERT_EQ(run(line).exit_code, 0);
  std::string image;
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "raw"))
    if (entry.path().extension() == ".tif") image = entry.path();
  const std::string scratch = image + ".abcdef.undercast-part";
  fs::rename(image, scratch);
  ASSERT_EQ(run(line).exit_code, 0);
  EXPECT_TRUE(fs::exists(image));
  EXPECT_FALSE(fs::exists(scratch));
}

TEST_F(RetrieveProgram, killed_at_any_moment_goes_on_without_asking_again_for_what_it_has) {
  serve();
  ASSERT_EQ(run(arguments(folder_ / "undisturbed.tif")).exit_code, 0);
  const int of_all = server_.requests("/files/");
  const auto asked = [&] {  // how often, for each file that is here
    std::map<std::string, int> counts;
    if (!fs::exists(folder_ / "cube.tif.raw")) return counts;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / "cube.tif.raw")) {
      if (entry.path().extension() != ".tif") continue;
      const std::string item = entry.path().parent_path().filename().string();
      const std::string target =
          "s" + item.substr(1, 1) + "/" + item.substr(3) + "/" + entry.path().filename().string();
      counts[target] = server_.requests("/files/" + target);
    }
    return counts;
  };
  int kept_most = 0;
  Random random(3);
  // The runs are killed later and later, since each one first searches again.
  for (int death = 0; death < 10 && !fs::exists(folder_ / "cube.tif"); ++death) {
    const auto before = asked();
    const int moment = server_.requests("/files/") + random.between(1, of_all * (death + 1) / 10);
    run_and_kill(arguments(folder_ / "cube.tif"), [&] { return server_.requests("/files/") >= moment; });
    for (const auto& [target, count] : before) EXPECT_EQ(server_.requests("/files/" + target), count) << target;
    kept_most = std::max(kept_most, static_cast<int>(before.size()));
  }
  if (!fs::exists(folder_ / "cube.tif")) {
    const Outcome last = run(arguments(folder_ / "cube.tif"));
    ASSERT_EQ(last.exit_code, 0) << last.err;
  }
  EXPECT_GT(kept_most, 0) << "nothing was kept: the test shows nothing";
  const Cube expected = read(folder_ / "undisturbed.tif"), retrieved = read(folder_ / "cube.tif");
  EXPECT_EQ(differences(retrieved.ndvi, expected.ndvi, 0), 0);
  EXPECT_EQ(differences(retrieved.vh, expected.vh, 0), 0);
}

TEST_F(RetrieveProgram, keeps_the_raw_parts_for_other_composites_when_asked) {
  serve();
  std::vector<std::string> keeping = arguments(folder_ / "cube.tif");
  keeping.insert(keeping.end(), {"--raw", folder_ / "raw"});
  ASSERT_EQ(run(keeping).exit_code, 0);
  const int before = server_.requests("");
  const Outcome again = run({"composite", "--config", folder_ / "raw/items.json", "-o", folder_ / "again.tif"});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(server_.requests(""), before);
  const Cube first = read(folder_ / "cube.tif"), second = read(folder_ / "again.tif");
  EXPECT_EQ(differences(first.ndvi, second.ndvi, 0), 0);
  EXPECT_EQ(differences(first.vh, second.vh, 0), 0);
}

TEST_F(RetrieveProgram, appends_what_is_new_or_was_processed_again_and_fetches_nothing_else) {
  serve();
  std::vector<std::string> line = arguments(folder_ / "cube.tif");
  *(std::find(line.begin(), line.end(), "--end") + 1) = "2018-06-10";
  ASSERT_EQ(run(line).exit_code, 0);
  // An image of May is processed again; its offset makes other values of the same files.
  const std::string day = first_fetched_day(folder_ / "cube.tif");
  server_.add(optical_item(OpticalItem{"S2_" + day + "_again", day + "T10:50:31Z", "sentinel-2-l2a",
                                       grid_of(*open_raster(data_ + "/sentinel-2/" + day + "/B04.tif"), day),
                                       server_.file_url("s2/" + day), "05.10"}));
  // The image lies in the first period, whose images are fetched again; its radar is copied.
  ASSERT_LE(day, "2018-05-08");
  const auto requests_of_may = [&] {
    return server_.requests("/s2/2018-05-1") + server_.requests("/s2/2018-05-2") + server_.requests("/s1/2018-05");
  };
  const int of_may = requests_of_may();
  line = arguments({});
  line.resize(line.size() - 2);
  line.insert(line.end(), {"--append", folder_ / "cube.tif"});
  std::vector<std::string> dry = line;
  dry.push_back("--dry-run");
  const Outcome said = run(dry);
  EXPECT_NE(said.out.find("S2_" + day + "_again"), std::string::npos) << said.out << said.err;
  EXPECT_EQ(said.out.find("S1_2018-05-0"), std::string::npos) << said.out;
  const Outcome outcome = run(line);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("periods copied, 2 made again, 2 added"), std::string::npos) << outcome.out;
  EXPECT_EQ(requests_of_may(), of_may) << "what the cube holds was fetched again";
  EXPECT_FALSE(fs::exists(folder_ / "cube.tif.raw"));
  ASSERT_EQ(run(arguments(folder_ / "whole.tif")).exit_code, 0);
  const Cube appended = read(folder_ / "cube.tif");
  const auto of_appended = metadata_;
  const Cube whole = read(folder_ / "whole.tif");
  EXPECT_EQ(differences(appended.ndvi, whole.ndvi, 0), 0);
  EXPECT_EQ(differences(appended.vh, whole.vh, 0), 0);
  EXPECT_EQ(of_appended, metadata_);
  EXPECT_TRUE(refused(run([&] {
                        auto other = line;
                        other.insert(other.end(), {"--cloud-dilation", "40"});
                        return other;
                      }()),
                      1, {"was made with --cloud-dilation 20 (here 40)", "give --cloud-dilation as the cube has it"}));
}

TEST_F(RetrieveProgram, retrieves_and_continues_the_indices_that_are_asked_for) {
  add_bands_of_20_m();
  serve();
  std::vector<std::string> line = arguments(folder_ / "cube.tif");
  line.insert(line.end(), {"--index", "NDMI,NDVI,SR=B8A/B11 in 0..10"});
  std::vector<std::string> dry = line;
  dry.push_back("--dry-run");
  const Outcome said = run(dry);
  EXPECT_NE(said.out.find("with the bands SCL, B04, B08, B11, B8A"), std::string::npos) << said.out << said.err;
  ASSERT_EQ(run(line).exit_code, 0);
  const Outcome of_files = run({"composite", "--sentinel2", data_ + "/sentinel-2", "--sentinel1", folder_ / "served/s1",
                                "--radar-units", "power", "--start", start_, "--end", end_, "--index",
                                "NDMI,NDVI,SR=B8A/B11 in 0..10", "-o", folder_ / "expected.tif"});
  ASSERT_EQ(of_files.exit_code, 0) << of_files.err;
  for (const char* index : {"NDMI", "NDVI", "SR"})
    EXPECT_EQ(differences(read(folder_ / "cube.tif", index).ndvi, read(folder_ / "expected.tif", index).ndvi, 1e-5), 0)
        << index;
  std::vector<std::string> early = line;
  *(std::find(early.begin(), early.end(), "--end") + 1) = "2018-06-10";
  *(std::find(early.begin(), early.end(), "-o") + 1) = folder_ / "early.tif";
  ASSERT_EQ(run(early).exit_code, 0);
  std::vector<std::string> append = line;
  *(std::find(append.begin(), append.end(), "-o") + 1) = folder_ / "appended.tif";
  append.insert(append.end(), {"--append", folder_ / "early.tif"});
  const Outcome outcome = run(append);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* index : {"NDMI", "NDVI", "SR"})
    EXPECT_EQ(differences(read(folder_ / "cube.tif", index).ndvi, read(folder_ / "appended.tif", index).ndvi, 0), 0)
        << index;
  *(std::find(append.begin(), append.end(), "-o") + 1) = folder_ / "other.tif";
  *(std::find(append.begin(), append.end(), "--index") + 1) = "NDVI";
  EXPECT_TRUE(refused(run(append), 1, {"was made with --index NDMI,NDVI,SR", "give --index as the cube has it"}));
}

TEST_F(RetrieveProgram, says_what_it_would_fetch_and_fetches_nothing) {
  serve();
  std::vector<std::string> dry = arguments(folder_ / "cube.tif");
  dry.push_back("--dry-run");
  const Outcome outcome = run(dry);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("files to read, about"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("64 x 64 px of 10 units in EPSG:32631"), std::string::npos) << outcome.out;
  EXPECT_EQ(server_.requests("/files/"), 0);
  EXPECT_FALSE(fs::exists(folder_ / "cube.tif"));
}

TEST_F(RetrieveProgram, refuses_wrong_use_before_it_asks_anybody) {
  const std::string cube = folder_ / "cube.tif";
  const Outcome unknown = run({"retrieve", "--source", "planet", "--area", "3,50,3.1,50.1", "--start", "2018-05-01",
                               "--end", "2018-05-31", "-o", cube});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.err.find("'planet' is not an archive"), std::string::npos) << unknown.err;
  const Outcome nowhere =
      run({"retrieve", "--source", "cdse", "--start", "2018-05-01", "--end", "2018-05-31", "-o", cube});
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_NE(nowhere.err.find("--area is required"), std::string::npos) << nowhere.err;
  const Outcome nameless = run({"retrieve", "--source", "cdse", "--area", "3,50,3.1,50.1"});
  EXPECT_EQ(nameless.exit_code, 2);
  EXPECT_NE(nameless.err.find("--output is required"), std::string::npos) << nameless.err;
}

}  // namespace
}  // namespace undercast
