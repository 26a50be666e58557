// SPDX-License-Identifier: Apache-2.0
// The main job as a user runs it, from raw acquisitions to pictures, and what goes wrong on the
// way.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"
#include "io/crs.h"
#include "io/cube_file.h"
#include "networks/model_file.h"
#include "small_cube.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class MainJob : public testing::Test {
 protected:
  // A scene of 40 x 40 px and 12 steps.
  std::string make_scene(const std::string& name, int steps = 12) {
    const std::string path = folder_ / name;
    const Outcome outcome = run({"simulate", "-o", path, "--truth", folder_ / ("truth-" + name), "--size", "40",
                                 "--steps", std::to_string(steps), "--seed", "3", "--start", "2018-04-01"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return path;
  }
  void write_cube(const std::string& path, const Cube& cube) {
    CubeLayout layout = cube.layout();
    layout.grid.crs_wkt = crs_to_wkt("EPSG:32631");
    CubeWriter writer(path, layout, {}, false);
    writer.write(layout.grid.whole(), cube);
    writer.finish();
  }
  testing::AssertionResult leaves_no_parts() const {
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      if (entry.path().extension() == ".part") return testing::AssertionFailure() << entry.path() << " is left";
    return testing::AssertionSuccess();
  }

  TemporaryFolder folder_;
};

#if UNDERCAST_HAS_TORCH

// Sizes of both kinds of network.
const Arguments kTiny{"--epochs",
                      "3",
                      "--windows-per-epoch",
                      "32",
                      "--batch",
                      "8",
                      "--window",
                      "16",
                      "--width",
                      "32",
                      "--depth",
                      "1",
                      "--heads",
                      "4",
                      "--steps-per-epoch",
                      "5",
                      "--hidings",
                      "1",
                      "--series-width",
                      "16",
                      "--starting-model",
                      "none",
                      "--seed",
                      "1",
                      "--precision",
                      "fp32",
                      "--quiet"};

Arguments operator+(Arguments a, const Arguments& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// For both kinds of network.
class MainJobWith : public MainJob, public testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Kinds, MainJobWith, testing::Values("space-time", "vit"),
                         [](const auto& kind) { return std::string(kind.param).substr(0, 5); });

TEST_P(MainJobWith, goes_from_a_scene_to_a_filled_cube_scores_and_pictures) {
  const std::string scene = make_scene("scene.tif"), model = folder_ / "model.uc", filled = folder_ / "filled.tif";
  Outcome outcome = run(Arguments{"train", scene, "-o", model, "--model", GetParam()} + kTiny);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(outcome.out.empty()) << "--quiet says errors only";
  EXPECT_FALSE(fs::exists(model + ".checkpoint"));

  outcome = run({"fill", scene, "-o", filled, "--model", model, "--provenance", folder_ / "provenance.tif",
                 "--quicklook", folder_ / "quicklook.png"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Cube before = CubeFile(scene).read({0, 0, 40, 40}), after = CubeFile(filled).read({0, 0, 40, 40});
  EXPECT_EQ(after.ndvi.time, before.ndvi.time);
  EXPECT_TRUE(after.vh.empty());
  for (std::size_t i = 0; i < before.ndvi.values.size(); ++i) {
    ASSERT_TRUE(std::isfinite(after.ndvi.values[i]));
    if (std::isfinite(before.ndvi.values[i])) ASSERT_EQ(after.ndvi.values[i], before.ndvi.values[i]);
  }
  EXPECT_EQ(read_text_file(folder_ / "quicklook.png").substr(1, 3), "PNG");
  EXPECT_EQ(CubeFile(filled).metadata().at("FILLED_BY"), GetParam());

  outcome = run({"evaluate", scene, "--method", "linear,whittaker", "--model", model, "--protocol", "blocks-short",
                 "--json", folder_ / "scores.json", "--plot", folder_ / "scores.png"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("| whittaker"), std::string::npos);
  EXPECT_NE(outcome.out.find("trained on this cube with the hidden values"),
            std::string::npos);  // trained on this very cube
  EXPECT_EQ(nlohmann::json::parse(read_text_file(folder_ / "scores.json")).at("summary").size(), 3U);
  EXPECT_EQ(read_text_file(folder_ / "scores.png").substr(1, 3), "PNG");

  outcome = run({"info", model});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find(std::string("model      ") + GetParam()), std::string::npos);
  EXPECT_NE(outcome.out.find("held out   RMSE"), std::string::npos);
  EXPECT_TRUE(leaves_no_parts());
}

TEST_P(MainJobWith, writes_bounds_that_hold_the_fill_and_most_of_the_truth) {
  const std::string scene = make_scene("scene.tif", 30), model = folder_ / "model.uc";
  ASSERT_EQ(run(Arguments{"train", scene, "-o", model, "--model", GetParam()} + kTiny).exit_code, 0);
  for (const Arguments& filler : {Arguments{"--method", "similar-pixels"}, Arguments{"--model", model}}) {
    const Outcome outcome = run(Arguments{"fill", scene, "-o", folder_ / "filled.tif", "--lower", folder_ / "lower.tif",
                                          "--upper", folder_ / "upper.tif", "--overwrite"} +
                                filler);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto read = [&](const char* name) { return CubeFile(folder_ / name).read({0, 0, 40, 40}).ndvi.values; };
    const std::vector<float> seen = read("scene.tif"), filled = read("filled.tif"), lower = read("lower.tif"),
                             upper = read("upper.tif"), truth = read("truth-scene.tif");
    int gaps = 0, covered = 0;
    for (std::size_t i = 0; i < filled.size(); ++i) {
      ASSERT_LE(lower[i], filled[i]);
      ASSERT_GE(upper[i], filled[i]);
      if (std::isfinite(seen[i])) {
        ASSERT_EQ(lower[i], upper[i]) << "an observed value is its own bound";
        continue;
      }
      ++gaps;
      covered += lower[i] <= truth[i] && truth[i] <= upper[i];
    }
    EXPECT_GT(covered, gaps / 2) << filler[0];
  }
}

TEST_F(MainJob, trains_on_the_scene_first_when_fill_is_given_no_model) {
  const Outcome outcome = run(Arguments{"fill", make_scene("scene.tif"), "-o", folder_ / "filled.tif"} + kTiny);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(fs::exists(folder_ / "filled.tif"));
}

TEST_F(MainJob, fills_without_training_and_says_what_error_to_expect) {
  const std::string scene = make_scene("scene.tif");  // without VV
  const Outcome filled = run({"fill", scene, "-o", folder_ / "filled.tif", "--model", "built-in", "--lower",
                              folder_ / "lower.tif", "--upper", folder_ / "upper.tif"});
  EXPECT_EQ(filled.exit_code, 0) << filled.err;
  EXPECT_NE(filled.err.find("trained with VV, but the cube has none"), std::string::npos) << filled.err;
  EXPECT_NE(filled.err.find("of the model's training scenes"), std::string::npos) << filled.err;
  const Outcome scores = run({"evaluate", scene, "--method", "linear", "--model", "built-in", "--json", "-"});
  ASSERT_EQ(scores.exit_code, 0) << scores.err;
  const nlohmann::json found = nlohmann::json::parse(scores.out);
  EXPECT_LT(found.at("summary")[1].at("rmse_mean"), found.at("summary")[0].at("rmse_mean"));
  EXPECT_GT(found.at("expected").at("built-in").at("rmse"), 0);
  EXPECT_NE(run({"info", "built-in"}).out.find("modified Copernicus Sentinel data"), std::string::npos);
}

TEST_F(MainJob, gives_a_model_the_attribution_of_its_data) {
  const std::string model = folder_ / "model.uc";
  const Arguments not_quiet(kTiny.begin(), kTiny.end() - 1);
  const Outcome trained = run(
      Arguments{"train", make_scene("scene.tif"), "-o", model, "--attribution", "Made of made-up data"} + not_quiet);
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_NE(trained.out.find("Expected RMSE of the missing values"), std::string::npos) << trained.out;
  EXPECT_NE(run({"info", model}).out.find("Made of made-up data"), std::string::npos);
}

TEST_F(MainJob, evaluates_networks_trained_afresh_on_each_hold_out) {
  const Outcome outcome =
      run(Arguments{"evaluate", make_scene("scene.tif"), "--method", "linear", "--train-preset", "quick", "--protocol",
                    "blocks-short,spatial", "--ablate", "radar", "--json", "-"} +
          kTiny);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const nlohmann::json results = nlohmann::json::parse(outcome.out).at("results");
  ASSERT_EQ(results.size(), 6U);  // linear, space-time, space-time (no radar); two protocols
  for (const auto& result : results) EXPECT_FALSE(result.at("saw_hidden_values").get<bool>());
  EXPECT_EQ(results[2].at("method"), "space-time (no radar)");
  EXPECT_NE(results[1].at("scores"), results[2].at("scores"));
}

TEST_P(MainJobWith, continues_after_ctrl_c_to_the_same_model) {
  const std::string scene = make_scene("scene.tif"), whole = folder_ / "whole.uc", halves = folder_ / "halves.uc";
  Arguments longer = kTiny + Arguments{"--model", GetParam()};
  longer[1] = "100";
  std::erase(longer, "--quiet");  // the progress tells when training has begun
  ASSERT_EQ(run(Arguments{"train", scene, "-o", whole} + longer).exit_code, 0);
  const Outcome stopped = run_and_interrupt(Arguments{"train", scene, "-o", halves} + longer, "training ...");
  EXPECT_TRUE(refused(stopped, 130, {"interrupted", "--resume"}));
  EXPECT_FALSE(fs::exists(halves));
  EXPECT_TRUE(refused(run(Arguments{"train", scene, "-o", halves} + longer), 2, {"interrupted training", "--resume"}));
  const Outcome resumed = run(Arguments{"train", scene, "-o", halves, "--resume"} + longer);
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(read_text_file(whole), read_text_file(halves));
  EXPECT_FALSE(fs::exists(halves + ".checkpoint"));
}

TEST_F(MainJob, tunes_goes_on_after_ctrl_c_and_trains_with_the_best_options) {
  const std::string scene = make_scene("scene.tif"), tuned = folder_ / "tuned.json";
  Arguments search = kTiny + Arguments{"--no-trees", "--trials", "6", "--rungs", "2"};
  std::erase(search, "--quiet");  // the table is asked for
  const Outcome stopped = run_and_interrupt(Arguments{"tune", scene, "-o", tuned} + search,
                                            [&] { return fs::exists(tuned + ".trials"); });  // one trial is done
  EXPECT_TRUE(refused(stopped, 130, {"interrupted", "--resume"}));
  EXPECT_FALSE(fs::exists(tuned));
  EXPECT_TRUE(refused(run(Arguments{"tune", scene, "-o", tuned} + search), 2, {"interrupted search", "--resume"}));
  EXPECT_TRUE(refused(run(Arguments{"tune", scene, "-o", tuned, "--resume", "--warm-up", "0.3"} + search), 1,
                      {"other options"}));
  const Outcome done = run(Arguments{"tune", scene, "-o", tuned, "--resume"} + search);
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_NE(done.out.find("| 1 | "), std::string::npos) << done.out;
  EXPECT_NE(done.out.find("| defaults |"), std::string::npos) << done.out;
  EXPECT_FALSE(fs::exists(tuned + ".trials"));
  // With the file alone: it holds what the search was given as well.
  const Outcome trained = run({"train", scene, "-o", folder_ / "model.uc", "--config", tuned});
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  const nlohmann::json config = nlohmann::json::parse(read_text_file(tuned));
  const nlohmann::json used = read_model_file(folder_ / "model.uc").header.at("training").at("options");
  for (const auto& [name, value] : config.at("train").items()) EXPECT_EQ(used.at(name), value) << name;
  EXPECT_EQ(used.at("starting-model"), "none");
  EXPECT_EQ(used.at("trees"), false);
  EXPECT_EQ(config.at("fill").at("train-model"), "space-time");
}

TEST_F(MainJob, refuses_models_that_do_not_fit_or_are_damaged) {
  const std::string scene = make_scene("scene.tif"), model = folder_ / "model.uc", out = folder_ / "filled.tif";
  ASSERT_EQ(run(Arguments{"train", scene, "-o", model, "--model", "vit"} + kTiny).exit_code, 0);
  EXPECT_TRUE(refused(run({"fill", make_scene("longer.tif", 14), "-o", out, "--model", model}), 1,
                      {"12 NDVI", "14 NDVI", "train one"}));
  const std::string bytes = read_text_file(model);
  write_text_file(model, "", true);
  EXPECT_TRUE(refused(run({"fill", scene, "-o", out, "--model", model}), 1, {model, "0 bytes", "train it again"}));
  write_text_file(model, bytes.substr(0, bytes.size() / 2), true);
  EXPECT_TRUE(refused(run({"fill", scene, "-o", out, "--model", model}), 1, {model, "ends too early"}));
  EXPECT_TRUE(refused(run({"fill", scene, "-o", out, "--model", scene}), 1, {"not a model file"}));
  EXPECT_TRUE(refused(run({"fill", scene, "-o", out, "--model", folder_ / "none.uc"}), 1, {"none.uc"}));
  EXPECT_TRUE(
      refused(run({"fill", scene, "-o", out, "--model", model, "--method", "linear"}), 2, {"exclude each other"}));
  EXPECT_FALSE(fs::exists(out));
  EXPECT_TRUE(leaves_no_parts());
}

TEST_F(MainJob, leaves_no_model_behind_on_a_full_disk) {
  const std::string model = folder_ / "model.uc";
  const Outcome outcome = run_with_full_disk(Arguments{"train", make_scene("scene.tif"), "-o", model} + kTiny, 20000);
  EXPECT_TRUE(refused(outcome, 1, {model, "free space"}));
  EXPECT_FALSE(fs::exists(model));
  EXPECT_TRUE(leaves_no_parts());
}

TEST_F(MainJob, refuses_to_train_on_nothing) {
  const std::string empty = folder_ / "empty.tif", single = folder_ / "single.tif";
  write_cube(empty, Cube(small_layout(20, 20, 6, 6)));
  write_cube(single, small_cube(20, 20, 1, 1, 0.2, 1));
  for (const char* command : {"train", "fill"}) {
    EXPECT_TRUE(
        refused(run(Arguments{command, empty, "-o", folder_ / "out"} + kTiny), 1, {"no observed NDVI", "info"}));
    EXPECT_TRUE(refused(run(Arguments{command, single, "-o", folder_ / "out"} + kTiny), 1, {"one NDVI date only"}));
  }
}

TEST_F(MainJob, refuses_options_that_cannot_be) {
  const std::string scene = make_scene("scene.tif");
  const Arguments train{"train", scene, "-o", folder_ / "model.uc"};
  EXPECT_TRUE(
      refused(run(train + Arguments{"--model", "vit", "--window", "30", "--segment", "4"}), 2, {"--window 30"}));
  EXPECT_TRUE(refused(run(train + Arguments{"--series-width", "30"}), 2, {"--series-width 30"}));
  EXPECT_TRUE(refused(run(train + Arguments{"--precision", "fp16", "--device", "cpu"}), 2, {"fp16"}));
  EXPECT_TRUE(refused(run(train + Arguments{"--device", "cuda"}), 2, {"cuda"}));
  EXPECT_TRUE(refused(run(train + Arguments{"--preset", "fastest"}), 2, {"fastest"}));
  EXPECT_TRUE(refused(run(train + Arguments{"--resume"}), 2, {"nothing to resume"}));
}

TEST_F(MainJob, runs_on_raw_belgian_acquisitions) {
  const std::string raw = std::string(UNDERCAST_SHARED_DATA) + "/belgium_2017_2018_raw";
  if (!fs::exists(raw)) GTEST_SKIP() << raw << " is not here";
  const std::string cube = folder_ / "belgium.tif", model = folder_ / "belgium.uc", filled = folder_ / "filled.tif";
  ASSERT_EQ(run({"composite", "--sentinel2", raw + "/sentinel-2", "--sentinel1", raw + "/sentinel-1", "--start",
                 "2017-11-01", "--end", "2018-10-31", "-o", cube})
                .exit_code,
            0);
  Outcome outcome = run({"train", cube, "-o", model, "--epochs", "3", "--hidings", "1", "--seed", "1", "--quiet"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const nlohmann::json training = read_model_file(model, false).header.at("training");
  EXPECT_LT(training.at("held_out_rmse").get<double>(), training.at("held_out_rmse_linear").get<double>());
  ASSERT_EQ(run({"fill", cube, "-o", filled, "--model", model}).exit_code, 0);
  for (const float value : CubeFile(filled).read({0, 0, 64, 64}).ndvi.values) ASSERT_TRUE(std::isfinite(value));
  outcome =
      run({"evaluate", cube, "--protocol", "blocks-short,blocks-long,frames-short,frames-long,clouds,season-end-6"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

#else

TEST_F(MainJob, fills_and_says_what_is_missing_in_a_build_without_lib_torch) {
  const std::string scene = make_scene("scene.tif");
  EXPECT_TRUE(refused(run({"train", scene, "-o", folder_ / "m.uc"}), 2, {"has no LibTorch", "UNDERCAST_TORCH=ON"}));
  EXPECT_TRUE(
      refused(run({"fill", scene, "-o", folder_ / "f.tif"}), 2, {"has no LibTorch", "--model built-in", "--method"}));
  EXPECT_TRUE(refused(run({"evaluate", scene, "--train-preset", "quick"}), 2, {"has no LibTorch", "UNDERCAST_TORCH"}));
  EXPECT_EQ(run({"fill", scene, "-o", folder_ / "f.tif", "--method", "linear"}).exit_code, 0);
  EXPECT_EQ(run({"fill", scene, "-o", folder_ / "b.tif", "--model", "built-in"}).exit_code, 0);
}

#endif

}  // namespace
}  // namespace undercast
