// SPDX-License-Identifier: Apache-2.0
// What evaluate shows to the world beyond the main job: pictures, ablation, tables of points.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"
#include "io/crs.h"
#include "io/cube_file.h"
#include "small_cube.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class EvaluateCommand : public testing::Test {
 protected:
  std::string write_cube(const std::string& name, const Cube& cube) {
    CubeLayout layout = cube.layout();
    layout.grid.crs_wkt = crs_to_wkt("EPSG:32631");
    CubeWriter writer(folder_ / name, layout, {}, false);
    writer.write(layout.grid.whole(), cube);
    writer.finish();
    return folder_ / name;
  }
  // The series of a cube's first pixels, one date for each of its steps.
  std::string write_table(const std::string& name, int points) {
    const Cube cube = small_cube(1, points, 46, 46, 0.3, 1);
    std::ofstream table(folder_ / name);
    table << "id,date,ndvi,vh_db\n";
    for (int point = 0; point < points; ++point)
      for (int step = 0; step < 46; ++step) {
        table << "p" << point << "," << to_string(cube.ndvi.time[step].start) << ",";
        if (std::isfinite(cube.ndvi.at(step, 0, point))) table << cube.ndvi.at(step, 0, point);
        table << "," << cube.vh.at(step, 0, point) << "\n";
      }
    return folder_ / name;
  }
  // Scores of each method, without times.
  static std::map<std::string, nlohmann::json> scores(const Outcome& outcome) {
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    std::map<std::string, nlohmann::json> by_method;
    const nlohmann::json results = nlohmann::json::parse(outcome.out).at("results");
    for (const nlohmann::json& result : results) by_method[result.at("method")] = result.at("scores");
    return by_method;
  }

  TemporaryFolder folder_;
};

TEST_F(EvaluateCommand, draws_four_pictures_and_never_replaces_one_unasked) {
  const std::string cube = write_cube("cube.tif", small_cube(32, 40, 40, 40, 0.3, 1));
  const Arguments line{"evaluate", cube, "--protocol", "blocks-short,frames-long", "-q", "--plot", folder_ / "out.png"};
  const Outcome outcome = run(line);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* name : {"out.png", "out-coverage.png", "out-density.png", "out-map.png"}) {
    const std::string png = read_text_file(folder_ / name);
    EXPECT_EQ(png.substr(1, 3), "PNG") << name;
    EXPECT_GT(png.size(), 4000U) << name;
  }
  fs::remove(folder_ / "out.png");
  EXPECT_TRUE(refused(run(line), 2, {"out-coverage.png", "--overwrite"}));
}

TEST_F(EvaluateCommand, and_fill_say_that_a_year_holds_no_other_years) {
  const std::string year = write_cube("year.tif", small_cube(9, 9, 45, 0, 0.3, 1));
  const std::string two_years = write_cube("two_years.tif", small_cube(9, 9, 90, 0, 0.3, 1));
  const Arguments evaluate{"--method", "other-years", "--protocol", "frames-short", "--json", "-"};
  const Arguments fill{"--method", "other-years", "-o", folder_ / "filled.tif", "--overwrite"};
  for (const auto& [command, rest] : {std::pair{"evaluate", evaluate}, std::pair{"fill", fill}})
    for (const std::string& cube : {year, two_years}) {
      Arguments line{command, cube};
      line.insert(line.end(), rest.begin(), rest.end());
      const Outcome outcome = run(line);
      ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
      EXPECT_EQ(outcome.err.find("holds no other year") != std::string::npos, cube == year) << command << outcome.err;
    }
}

TEST_F(EvaluateCommand, takes_radar_away_from_the_methods_that_use_it) {
  Cube cube = small_cube(24, 24, 46, 46, 0.3, 1);
  const std::string before = write_cube("before.tif", cube);
  for (std::size_t i = 0; i < cube.vh.values.size(); i += 3) cube.vh.values[i] += 4;
  const std::string after = write_cube("after.tif", cube);
  const auto line = [](const std::string& path) {
    return Arguments{"evaluate", path,    "--method",   "linear,gaussian-process",
                     "--ablate", "radar", "--protocol", "blocks-long",
                     "--json",   "-",     "-q"};
  };
  const auto one = scores(run(line(before))), two = scores(run(line(after)));
  EXPECT_EQ(one.size(), 3U) << "linear does not use radar: once is enough";
  EXPECT_EQ(one.at("gaussian-process (no radar)"), two.at("gaussian-process (no radar)"));
  EXPECT_NE(one.at("gaussian-process"), two.at("gaussian-process"));
}

TEST_F(EvaluateCommand, refuses_an_ablation_that_would_change_nothing) {
  const std::string cube = write_cube("cube.tif", small_cube(16, 16, 40, 40, 0.3, 1));
  const std::string blind = write_cube("blind.tif", small_cube(16, 16, 40, 0, 0.3, 1));
  EXPECT_TRUE(
      refused(run({"evaluate", cube, "--method", "linear", "--ablate", "radar"}), 2, {"uses radar", "--method"}));
  EXPECT_TRUE(refused(run({"evaluate", blind, "--method", "gaussian-process", "--ablate", "radar"}), 1,
                      {"blind.tif has no radar", "--ablate"}));
  EXPECT_TRUE(
      refused(run({"evaluate", cube, "--model", "m.uc", "--ablate", "radar"}), 2, {"--model", "--train-preset"}));
  EXPECT_EQ(run({"evaluate", cube, "--ablate", "clouds"}).exit_code, 2);
}

// Hold-outs for calibration and for training may leave nothing to learn from.
TEST_F(EvaluateCommand, scores_learners_on_a_cube_of_seven_dates) {
  const std::string cube = write_cube("monthly.tif", small_cube(32, 32, 7, 7, 0.1, 1));
  const auto by_method = scores(run({"evaluate", cube, "--method", "similar-pixels,gaussian-process,trees",
                                     "--protocol", "blocks-short", "--json", "-", "-q"}));
  for (const auto& [method, score] : by_method) EXPECT_GT(score.at("all").at("count").get<int>(), 1000) << method;
}

TEST_F(EvaluateCommand, scores_a_table_of_points) {
  const std::string table = write_table("points.csv", 40);
  const auto by_method = scores(run({"evaluate", table, "--method", "linear,similar-pixels,gaussian-process",
                                     "--protocol", "blocks-long", "--json", "-", "-q", "--plot", folder_ / "out.png"}));
  for (const auto& [method, score] : by_method) EXPECT_GT(score.at("all").at("count").get<int>(), 100) << method;
  EXPECT_TRUE(fs::exists(folder_ / "out-density.png"));
  EXPECT_FALSE(fs::exists(folder_ / "out-map.png")) << "points make no map";
  for (const char* protocol : {"spatial", "clouds", "frames-short", "season-end-3"})
    EXPECT_EQ(run({"evaluate", table, "--protocol", protocol, "-q"}).exit_code, 0) << protocol;
}

TEST_F(EvaluateCommand, scores_learners_on_points_which_have_no_neighbours) {
  const std::string table = write_table("points.csv", 60);
  std::vector<std::string> line{"evaluate", table, "--method", "linear,trees", "--protocol", "blocks-long",
                                "--json",   "-",   "-q"};
#if UNDERCAST_HAS_TORCH
  line.insert(line.end(), {"--train-preset", "quick", "--epochs", "1"});
#endif
  const auto by_method = scores(run(line));
  const auto rmse = [](const nlohmann::json& score) { return score.at("all").at("rmse").get<double>(); };
  for (const auto& [method, score] : by_method)
    if (method != "linear") EXPECT_LT(rmse(score), rmse(by_method.at("linear"))) << method;
}

#if UNDERCAST_HAS_TORCH
TEST_F(EvaluateCommand, scores_a_network_that_a_table_of_points_trained_and_the_members_of_its_blend) {
  const std::string table = write_table("points.csv", 60), model = folder_ / "points.uc", answers = folder_ / "answers";
  ASSERT_EQ(run({"train", table, "-o", model, "--preset", "quick", "--epochs", "1", "-q"}).exit_code, 0);
  const auto by_method =
      scores(run({"evaluate", write_table("others.csv", 50), "--method", "linear", "--model", model, "--protocol",
                  "blocks-long", "--members", "--answers", answers, "--json", "-", "-q"}));
  for (const std::string member : {"network", "trees", "gaussian-process"})
    EXPECT_TRUE(by_method.contains(model + ": " + member)) << member;
  EXPECT_TRUE(fs::exists(answers + "/blocks-long-0.npy"));
  EXPECT_TRUE(refused(run({"evaluate", table, "--model", model, "--protocol", "blocks-long", "--answers", answers}), 2,
                      {"blocks-long-0.npy", "--overwrite"}));
  EXPECT_TRUE(refused(run({"train", table, "-o", folder_ / "vit.uc", "--model", "vit"}), 2, {"points have none"}));
}
#endif

TEST_F(EvaluateCommand, refuses_tables_that_it_cannot_score) {
  const std::string table = write_table("points.csv", 4);
  EXPECT_TRUE(refused(run({"evaluate", table, "--train-preset", "quick", "--train-model", "vit"}), 2,
                      {"vit", "points have none"}));
  EXPECT_TRUE(refused(run({"evaluate", folder_ / "none.csv"}), 1, {"none.csv"}));
  write_text_file(folder_ / "bad.csv", "id,date,ndwi\n", false);
  EXPECT_TRUE(
      refused(run({"evaluate", folder_ / "bad.csv"}), 1, {"bad.csv, line 1", "no column ndvi among id, date, ndwi"}));
}

TEST_F(EvaluateCommand, refuses_what_would_count_twice_or_have_no_effect) {
  const std::string cube = write_cube("cube.tif", small_cube(16, 16, 12, 0, 0.3, 1));
  EXPECT_TRUE(refused(run({"evaluate", cube, "--method", "linear,linear"}), 2, {"--method", "linear twice"}));
  EXPECT_TRUE(refused(run({"evaluate", cube, "--seeds", "1,2,1"}), 2, {"--seeds", "1 twice"}));
  const Outcome outcome = run({"evaluate", cube, "--preset", "quick"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.err.find("--preset has no effect: no network is trained"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace undercast
