// SPDX-License-Identifier: Apache-2.0
#include "torch/vit/training.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/error.h"
#include "fill/fill_cube.h"
#include "small_cube.h"
#include "torch/base/stop_after.h"
#include "torch/library/network_filler.h"

namespace undercast {
namespace {

TrainOptions tiny_training() {
  TrainOptions options;
  options.epochs = 6;
  options.windows_per_epoch = 32;
  options.batch = 8;
  options.patience = 100;
  options.vit.window_px = 16;
  options.vit.width = 32;
  options.vit.depth = 1;
  options.vit.heads = 4;
  options.device.precision = "fp32";
  options.seed = 4;
  return options;
}

ModelFile train_on(const Cube& cube, const TrainOptions& options, const Checkpoint& checkpoint = {},
                   Progress* progress = nullptr) {
  MemoryCubeSource source(cube);
  return train_vit(TrainingSet({&source}, 1e9, options.held_out, 4), options, checkpoint,
                   {.threads = 2, .progress = progress ? *progress : no_progress()});
}

bool same_weights(const ModelFile& a, const ModelFile& b) {
  if (a.tensors.size() != b.tensors.size()) return false;
  for (std::size_t i = 0; i < a.tensors.size(); ++i)
    if (a.tensors[i].values != b.tensors[i].values) return false;
  return true;
}

TEST(Training, beats_linear_interpolation_on_values_it_never_saw) {
  TrainOptions options = tiny_training();
  options.epochs = 30;
  const ModelFile model = train_on(small_cube(64, 64, 20, 20, 0.6, 1), options);
  const nlohmann::json& training = model.header.at("training");
  EXPECT_LT(training.at("held_out_rmse").get<double>(), 0.9 * training.at("held_out_rmse_linear").get<double>());
}

TEST(Training, is_the_same_for_the_same_seed_and_another_for_another) {
  const Cube cube = small_cube(32, 32, 12, 6, 0.4, 1);
  TrainOptions options = tiny_training();
  options.epochs = 2;
  const ModelFile first = train_on(cube, options);
  EXPECT_TRUE(same_weights(first, train_on(cube, options)));
  options.seed = 5;
  EXPECT_FALSE(same_weights(first, train_on(cube, options)));
}

TEST(Training, resumed_ends_bit_for_bit_as_uninterrupted) {
  const Cube cube = small_cube(32, 32, 12, 6, 0.4, 1);
  const std::string path = testing::TempDir() + "/resume.uc.checkpoint";
  std::filesystem::remove(path);
  const ModelFile whole = train_on(cube, tiny_training());
  StopAfter stop(9);  // in the middle of an epoch of four steps
  try {
    train_on(cube, tiny_training(), {path, false}, &stop);
    FAIL() << "the stop was not obeyed";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::interrupted);
    EXPECT_NE(error.hint().find("--resume"), std::string::npos);
  }
  clear_stop_request();
  EXPECT_EQ(read_model_file(path).header.at("training").at("step"), 10);
  const ModelFile resumed = train_on(cube, tiny_training(), {path, true});
  EXPECT_TRUE(same_weights(whole, resumed));
  EXPECT_EQ(whole.header.dump(), resumed.header.dump());
  std::filesystem::remove(path);
}

TEST(Training, refuses_to_resume_with_other_options_or_data) {
  const Cube cube = small_cube(32, 32, 12, 6, 0.4, 1);
  const std::string path = testing::TempDir() + "/other.uc.checkpoint";
  StopAfter stop(1);
  EXPECT_THROW(train_on(cube, tiny_training(), {path, false}, &stop), Error);
  clear_stop_request();
  TrainOptions options = tiny_training();
  options.batch = 4;
  EXPECT_THROW(train_on(cube, options, {path, true}), Error);
  EXPECT_THROW(train_on(small_cube(32, 32, 12, 6, 0.4, 2), tiny_training(), {path, true}), Error);
  std::filesystem::remove(path);
}

TEST(Training, takes_several_cubes_of_one_length) {
  const Cube a = small_cube(32, 32, 12, 6, 0.4, 1), b = small_cube(20, 40, 12, 6, 0.4, 2);
  MemoryCubeSource source_a(a), source_b(b);
  TrainOptions options = tiny_training();
  options.epochs = 1;
  const ModelFile model = train_vit(TrainingSet({&source_a, &source_b}, 1e9, 0.1, 0), options, {}, {.threads = 2});
  EXPECT_EQ(model.header.at("training").at("scenes").size(), 2U);
}

TEST(Training, does_without_radar_and_then_serves_cubes_that_have_some) {
  Cube cube = small_cube(32, 32, 12, 6, 0.4, 1);
  MemoryCubeSource source(cube);
  const ModelFile model = train_vit(TrainingSet({&source}, 1e9, 0.1, 0, false), tiny_training(), {}, {.threads = 2});
  const auto filler = make_torch_filler(model, {"cpu", "fp32"}, 2);
  const FilledWindow with = fill_cube(cube, *filler, 2);
  cube.vh = {};
  EXPECT_TRUE(same_values(with.ndvi.values, fill_cube(cube, *filler, 2).ndvi.values));
}

TEST(Training, stops_early_when_it_no_longer_improves) {
  TrainOptions options = tiny_training();
  options.epochs = 500;
  options.patience = 2;
  options.learning_rate = 0.5;  // far too high: it gets worse
  const ModelFile model = train_on(small_cube(32, 32, 12, 6, 0.4, 1), options);
  EXPECT_LT(model.header.at("training").at("step").get<int>(), model.header.at("training").at("steps").get<int>());
}

}  // namespace
}  // namespace undercast
