// SPDX-License-Identifier: Apache-2.0
#include "torch/space_time/training.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/error.h"
#include "evaluate/evaluate.h"
#include "fill/fill_cube.h"
#include "gaps/holdout.h"
#include "gaps/interpolation.h"
#include "hidden_rmse.h"
#include "learn/space_time/filler.h"
#include "networks/trained_model.h"
#include "small_cube.h"
#include "torch/base/stop_after.h"
#include "torch/library/network_filler.h"

namespace undercast {
namespace {

TrainOptions tiny() {
  TrainOptions options;
  options.epochs = 6;
  options.hidings = 1;
  options.steps_per_epoch = 10;
  options.series_per_step = 32;
  options.space_time.width = 16;
  options.space_time.depth = 1;
  options.starting_model = "none";
  options.device.precision = "fp32";
  options.seed = 4;
  return options;
}

ModelFile train_on(const std::vector<const Cube*>& cubes, const TrainOptions& options,
                   const Checkpoint& checkpoint = {}, Progress* progress = nullptr) {
  std::vector<MemoryCubeSource> sources;
  for (const Cube* cube : cubes) sources.emplace_back(*cube);
  std::vector<CubeSource*> pointers;
  for (MemoryCubeSource& source : sources) pointers.push_back(&source);
  return train_space_time(pointers, options, checkpoint,
                          {.threads = 2, .progress = progress != nullptr ? *progress : no_progress()});
}

std::unique_ptr<GapFiller> fitted(const Cube& cube, const ModelFile& model, int threads) {
  auto filler = make_torch_filler(model, {"cpu", "fp32"}, threads);
  MemoryCubeSource source(cube);
  filler->fit(source, {.threads = threads});
  return filler;
}

FilledWindow fill(const Cube& cube, const ModelFile& model) { return fill_cube(cube, *fitted(cube, model, 2), 2); }

bool same_model(const ModelFile& a, const ModelFile& b) {
  bool same = a.tensors.size() == b.tensors.size() && a.header == b.header && a.bytes == b.bytes;
  for (std::size_t i = 0; same && i < a.tensors.size(); ++i) same = a.tensors[i].values == b.tensors[i].values;
  return same;
}

TEST(SpaceTimeTraining, fills_hidden_blocks_and_dates_better_than_interpolation) {
  const Cube truth = small_cube(32, 32, 24, 24, 0.3, 1);
  for (const auto& [protocol, ratio] : {std::pair{"blocks-long", 0.5}, std::pair{"frames-long", 0.8}}) {
    const Holdout holdout = make_holdout(truth.ndvi, protocol, 0);
    const Cube visible = hide(truth, holdout);
    const FilledWindow filled = fill(visible, train_on({&visible}, tiny()));
    EXPECT_LT(hidden_rmse(filled.ndvi.values, truth, holdout),
              ratio * hidden_rmse(interpolate_linearly(visible.ndvi).values, truth, holdout))
        << protocol;
  }
}

TEST(SpaceTimeTraining, holds_what_info_says) {
  const Cube cube = small_cube(32, 32, 24, 24, 0.3, 1);
  const ModelFile model = train_on({&cube}, tiny());
  const nlohmann::json& training = model.header.at("training");
  EXPECT_GT(training.at("held_out_values"), 100);
  const nlohmann::json& scores = training.at("held_out_scores");
  for (const char* method : kStackedMethods)
    EXPECT_LE(scores.at("stacked").get<double>(), 1.02 * scores.at(method).get<double>()) << method;
  EXPECT_LT(scores.at("stacked").get<double>(), scores.at("linear").get<double>());
  EXPECT_TRUE(model.header.contains("calibration"));
  EXPECT_EQ(training.at("scenes").size(), 1U);
}

TEST(SpaceTimeTraining, resumed_ends_bit_for_bit_as_uninterrupted) {
  const Cube cube = small_cube(32, 32, 16, 16, 0.3, 1);
  const std::string path = testing::TempDir() + "/space-time.uc.checkpoint";
  const ModelFile whole = train_on({&cube}, tiny());
  for (const int step : {13, 47, 59}) {  // in cross-validation, in the final stage, before the trees
    std::filesystem::remove(path);
    StopAfter stop(step);
    try {
      train_on({&cube}, tiny(), {path, false}, &stop);
      FAIL() << "the stop was not obeyed";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::interrupted);
    }
    clear_stop_request();
    EXPECT_TRUE(same_model(whole, train_on({&cube}, tiny(), {path, true}))) << step;
  }
  TrainOptions other = tiny();
  other.loss = "huber";
  EXPECT_THROW(train_on({&cube}, other, {path, true}), Error);
  std::filesystem::remove(path);
}

TEST(SpaceTimeTraining, makes_one_model_of_cubes_of_different_lengths_that_serves_a_third) {
  const Cube a = small_cube(32, 32, 24, 24, 0.3, 1), b = small_cube(24, 40, 18, 18, 0.3, 2);
  const ModelFile model = train_on({&a, &b}, tiny());
  EXPECT_EQ(model.header.at("training").at("scenes").size(), 2U);
  const Cube truth = small_cube(32, 32, 30, 30, 0.3, 3);
  const Holdout holdout = make_holdout(truth.ndvi, "blocks-long", 0);
  const Cube visible = hide(truth, holdout);
  EXPECT_LT(hidden_rmse(fill(visible, model).ndvi.values, truth, holdout),
            0.7 * hidden_rmse(interpolate_linearly(visible.ndvi).values, truth, holdout));
}

TEST(SpaceTimeTraining, does_without_radar) {
  Cube cube = small_cube(32, 32, 16, 16, 0.3, 1);
  TrainOptions options = tiny();
  options.radar = false;
  const ModelFile model = train_on({&cube}, options);
  const FilledWindow filled = fill(cube, model);
  cube.vh = {};
  EXPECT_TRUE(same_values(filled.ndvi.values, fill(cube, model).ndvi.values));
  EXPECT_TRUE(same_values(filled.ndvi.values, fill(cube, train_on({&cube}, options)).ndvi.values));
}

TEST(SpaceTimeTraining, serves_cubes_without_radar_if_it_hid_radar_now_and_then) {
  const Cube with = small_cube(32, 32, 16, 16, 0.3, 1);
  Cube without = with;
  without.vh = {};
  TrainOptions options = tiny();
  options.radar_dropout = 0.3;
  const ModelFile model = train_on({&with}, options);
  const FilledWindow filled = fill(without, model);
  EXPECT_EQ(std::count_if(filled.ndvi.values.begin(), filled.ndvi.values.end(), is_missing), 0);
  // Radar that is there but always missing says the same as no radar.
  Cube missing = with;
  std::fill(missing.vh.values.begin(), missing.vh.values.end(), kMissing);
  const FilledWindow same = fill(missing, model);
  for (std::size_t i = 0; i < same.ndvi.values.size(); ++i)
    ASSERT_NEAR(filled.ndvi.values[i], same.ndvi.values[i], 1e-4);
}

TEST(SpaceTimeTraining, spreads_wider_where_radar_stops) {
  const Cube with = small_cube(32, 32, 24, 24, 0.4, 1);
  Cube stopped = with;
  for (int step = 12; step < 24; ++step) std::fill_n(stopped.vh.image(step), stopped.vh.pixels(), kMissing);
  TrainOptions options = tiny();
  options.radar_dropout = 0.3;
  const ModelFile model = train_on({&with}, options);
  const FilledWindow before = fill(with, model), after = fill(stopped, model);
  const auto width = [&](const FilledWindow& filled, int first, int end) {
    double sum = 0;
    for (std::size_t i = first * with.ndvi.pixels(); i < end * with.ndvi.pixels(); ++i)
      if (is_missing(with.ndvi.values[i])) sum += static_cast<double>(filled.spread.values[i]);
    return sum;
  };
  EXPECT_GT(width(after, 15, 24), 1.05 * width(before, 15, 24));
  EXPECT_NEAR(width(after, 0, 9) / width(before, 0, 9), 1, 0.1);
}

TEST(SpaceTimeTraining, starts_from_a_model_of_the_same_sizes_and_does_without_trees) {
  const Cube cube = small_cube(32, 32, 24, 24, 0.3, 1), other = small_cube(32, 32, 24, 24, 0.3, 7);
  const std::string path = testing::TempDir() + "/start.uc";
  TrainOptions options = tiny();
  options.trees = false;
  options.epochs = 40;
  write_model_file(path, train_on({&other}, options), true);
  options.epochs = 6;
  const auto network_rmse = [&](const std::string& start) {
    options.starting_model = start;
    return train_on({&cube}, options).header.at("training").at("held_out_scores").at("network").get<double>();
  };
  EXPECT_LT(network_rmse(path), 0.9 * network_rmse("none"));
  options.starting_model = path;
  const ModelFile continued = train_on({&cube}, options);
  EXPECT_TRUE(was_trained_on(continued, cube.layout()));
  EXPECT_EQ(scenes_of(continued).size(), 2U) << "one of them is the scene of the starting model";
  EXPECT_THROW(network_rmse("built-in"), Error) << "it has another width";
  EXPECT_THROW(network_rmse(path + ".none"), Error);
  std::filesystem::remove(path);
}

TEST(SpaceTimeTraining, refuses_cubes_that_do_not_fit) {
  const Cube with = small_cube(32, 32, 16, 16, 0.3, 1);
  Cube without = with;
  without.vh = {};
  EXPECT_THROW(train_on({&with, &without}, tiny()), Error);
  TrainOptions always_radar = tiny();
  always_radar.radar_dropout = 0;
  EXPECT_THROW(fill(without, train_on({&with}, always_radar)), Error);
  const Cube few = small_cube(4, 4, 2, 2, 0.0, 1);
  EXPECT_THROW(train_on({&few}, tiny()), Error);
}

TEST(SpaceTimeFiller, gives_pixels_without_any_observation_the_scenes_curve) {
  Cube cube = small_cube(32, 32, 16, 16, 0.3, 1);
  for (int step = 0; step < 16; ++step) cube.ndvi.at(step, 5, 5) = kMissing;
  const FilledWindow filled = fill(cube, train_on({&cube}, tiny()));
  for (const float value : filled.ndvi.values) ASSERT_TRUE(std::isfinite(value));
  EXPECT_EQ(filled.provenance[5 * 32 + 5], Provenance::low_trust);
}

TEST(SpaceTimeFiller, answers_for_a_part_of_a_window_as_for_all_of_it_whatever_the_threads) {
  const Cube cube = small_cube(72, 32, 16, 16, 0.3, 1);
  const ModelFile model = train_on({&cube}, tiny());
  const Window part{9, 20, 55, 12};
  const Estimate of_part = fitted(cube, model, 3)->fill(cube, part);
  const Estimate of_all = fitted(cube, model, 1)->fill(cube, cube.grid.whole());
  EXPECT_TRUE(same_values(of_part.ndvi.values, of_all.ndvi.crop(part).values));
  EXPECT_TRUE(same_values(of_part.spread.values, of_all.spread.crop(part).values));
}

}  // namespace
}  // namespace undercast
