// SPDX-License-Identifier: Apache-2.0
#include "jobs/evaluate.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"
#include "io/cube_file.h"
#include "jobs/simulate.h"

namespace undercast {
namespace {

TEST(EvaluateJob, check_refuses_without_opening_a_file) {
  const auto refused = [](const EvaluateJob& job, const std::vector<std::string>& parts) {
    return throws_error([&] { check(job); }, ErrorKind::usage, parts);
  };
  EvaluateJob job;
  job.cube = "no-such-cube.tif";
  EXPECT_NO_THROW(check(job));
  job.seeds = {1, 1};
  EXPECT_TRUE(refused(job, {"--seeds names 1 twice"}));
  job.seeds = {1};
  job.methods = {};
  EXPECT_TRUE(refused(job, {"nothing to evaluate"}));
  job.models = {"model.uc"};
  job.ablate = "radar";
  EXPECT_TRUE(refused(job, {"trained here, not model files"}));
  job.models = {};
  job.methods = {"linear"};
  EXPECT_TRUE(refused(job, {"none of the methods uses radar"}));
  job.ablate = "clouds";
  EXPECT_TRUE(refused(job, {"--ablate is 'clouds'"}));
  job.ablate = "";
  job.protocols = {"guesses"};
  EXPECT_TRUE(refused(job, {"--protocol is 'guesses'", "blocks-long"}));
  job.protocols = {"frames-long"};
  job.truth = "no-such-truth.tif";
  EXPECT_TRUE(refused(job, {"--truth and --protocol exclude each other"}));
  job.truth = "";
  job.members = true;
  EXPECT_TRUE(refused(job, {"need a network", "--train-preset"}));
  job.models = {"a.uc", "b.uc"};
  job.answers = "answers";
  EXPECT_TRUE(refused(job, {"--answers keeps the answers of one network"}));
}

TEST(EvaluateJob, writes_the_figures_that_it_returns_and_gives_them_again) {
  const TemporaryFolder folder;
  SimulateJob scene;
  scene.output = folder / "scene.tif";
  scene.scene.size = 32;
  scene.scene.steps = 23;
  simulate(scene, {});
  EvaluateJob job;
  job.cube = scene.output.path;
  job.methods = {"linear", "harmonic"};
  job.json = "-";
  nlohmann::json in_memory = evaluate(job, {.threads = 2}).json;
  job.json = folder / "scores.json";
  nlohmann::json kept = evaluate(job, {.threads = 2}).json;
  EXPECT_EQ(nlohmann::json::parse(read_text_file(job.json.path)), kept);
  for (nlohmann::json* json : {&in_memory, &kept})
    for (const char* list : {"results", "summary"})
      for (nlohmann::json& result : json->at(list)) {
        result.erase("seconds");
        result.erase("seconds_mean");
      }
  EXPECT_EQ(in_memory, kept);
}

TEST(EvaluateJob, scores_what_is_missing_against_a_truth_of_the_same_grid_and_dates) {
  const TemporaryFolder folder;
  SimulateJob scene;
  scene.output = folder / "scene.tif";
  scene.truth = folder / "truth.tif";
  scene.scene.size = 24;
  scene.scene.steps = 23;
  simulate(scene, {});
  EvaluateJob job;
  job.cube = scene.output.path;
  job.truth = scene.truth.path;
  job.methods = {"linear"};
  const EvaluateSummary summary = evaluate(job, {.threads = 2});
  ASSERT_EQ(summary.summaries.size(), 1U);
  EXPECT_EQ(summary.summaries[0].protocol, "truth");
  CubeFile file(scene.output.path);
  const Cube cube = file.read(file.layout().grid.whole());
  EXPECT_EQ(summary.summaries[0].pooled.all.count() + summary.summaries[0].pooled.all.missing(),
            std::count_if(cube.ndvi.values.begin(), cube.ndvi.values.end(), is_missing));
  scene.scene.steps = 22;
  scene.overwrite = true;
  simulate(scene, {});
  scene.output = folder / "longer.tif";
  scene.truth = folder / "other.tif";
  scene.scene.steps = 23;
  simulate(scene, {});
  job.cube = scene.output.path;
  EXPECT_TRUE(throws_error([&] { evaluate(job, {.threads = 1}); }, ErrorKind::bad_input,
                           {"truth.tif does not have the grid and the NDVI dates of the cube"}));
}

}  // namespace
}  // namespace undercast
