// SPDX-License-Identifier: Apache-2.0
#include "torch/vit/vit.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "fill/fill_cube.h"
#include "gaps/interpolation.h"
#include "small_cube.h"
#include "torch/vit/filler.h"
#include "torch/vit/model_file.h"

namespace undercast {
namespace {

VitOptions tiny_network() {
  VitOptions options;
  options.window_px = 16;
  options.width = 32;
  options.depth = 2;
  options.heads = 4;
  return options;
}

// Makes a network with random weights in its last layer too, so that its answers are not all 0.
LoadedVit random_network(const Cube& cube) {
  torch::manual_seed(1);
  WindowEncoder encoder(measure_normalisation({cube}));
  Vit network(tiny_network(), encoder.channels(), encoder.ndvi_steps());
  const torch::NoGradGuard no_grad;
  network->head->weight.normal_(0, 0.02);
  return {network, encoder};
}

TEST(Vit, reconstructs_a_whole_window_of_every_step) {
  Vit network(tiny_network(), 13, 5);
  EXPECT_EQ(network->forward(torch::randn({3, 13, 16, 16})).sizes(), (torch::IntArrayRef{3, 5, 16, 16}));
}

TEST(Vit, starts_without_any_correction) {
  Vit network(tiny_network(), 13, 5);
  EXPECT_EQ(network->forward(torch::randn({2, 13, 16, 16})).abs().max().item<float>(), 0.0F);
}

TEST(Vit, puts_each_segment_back_where_it_came_from) {
  // With attention silenced, a pixel's output depends on its own segment alone.
  torch::manual_seed(2);
  Vit network(tiny_network(), 3, 2);
  const torch::NoGradGuard no_grad;
  network->head->weight.normal_(0, 0.1);
  for (EncoderLayer& layer : network->layers) {
    layer->projection->weight.zero_();
    layer->projection->bias.zero_();
  }
  const torch::Tensor input = torch::randn({1, 3, 16, 16});
  torch::Tensor changed = input.clone();
  changed.index_put_({0, 1, 6, 9}, 5.0F);  // segment (1, 2): rows 4-7, columns 8-11
  const torch::Tensor moved =
      (network->forward(changed) - network->forward(input)).abs().sum(torch::IntArrayRef{0, 1}) > 0;  // [H, W]
  for (int row = 0; row < 16; ++row)
    for (int col = 0; col < 16; ++col)
      EXPECT_EQ(moved[row][col].item<bool>(), row / 4 == 1 && col / 4 == 2) << row << " " << col;
}

TEST(Vit, sees_the_whole_window) {
  torch::manual_seed(3);
  Vit network(tiny_network(), 3, 2);
  const torch::NoGradGuard no_grad;
  network->head->weight.normal_(0, 0.1);
  const torch::Tensor input = torch::randn({1, 3, 16, 16});
  torch::Tensor changed = input.clone();
  changed.index_put_({0, 1, 0, 0}, 5.0F);
  EXPECT_GT((network->forward(changed) - network->forward(input)).index({0, 0, 15, 15}).abs().item<float>(), 0.0F);
}

TEST(Vit, refuses_sizes_that_do_not_divide) {
  VitOptions options = tiny_network();
  options.segment_px = 5;
  EXPECT_THROW(Vit(options, 3, 2), Error);
  options = tiny_network();
  options.heads = 5;
  EXPECT_THROW(Vit(options, 3, 2), Error);
}

TEST(VitFile, gives_back_the_same_network) {
  const Cube cube = small_cube(16, 16, 9, 4, 0.4, 1);
  LoadedVit made = random_network(cube);
  LoadedVit read = from_model_file(to_model_file(made.network, made.encoder));
  const auto weights = made.network->named_parameters();
  for (const auto& weight : read.network->named_parameters())
    EXPECT_TRUE(torch::equal(weight.value(), weights[weight.key()])) << weight.key();
  // Products may differ in their last bits with the alignment of memory.
  const torch::Tensor input = torch::randn({2, made.encoder.channels(), 16, 16});
  EXPECT_TRUE(torch::allclose(made.network->forward(input), read.network->forward(input), 1e-4, 1e-6));
}

TEST(VitFile, refuses_weights_of_another_shape) {
  const Cube cube = small_cube(16, 16, 9, 4, 0.4, 1);
  const LoadedVit made = random_network(cube);
  ModelFile file = to_model_file(made.network, made.encoder);
  file.header["options"]["depth"] = 3;
  EXPECT_THROW(from_model_file(file), Error);
  file = to_model_file(made.network, made.encoder);
  file.header["options"]["width"] = 64;
  EXPECT_THROW(from_model_file(file), Error);
  file.header.erase("normalisation");
  EXPECT_THROW(from_model_file(file), Error);
}

TEST(VitFiller, untrained_answers_with_the_interpolation) {
  const Cube cube = small_cube(16, 16, 9, 4, 0.4, 1);
  WindowEncoder encoder(measure_normalisation({cube}));
  Vit network(tiny_network(), encoder.channels(), encoder.ndvi_steps());
  VitFiller filler({network, encoder}, {}, 2);
  EXPECT_TRUE(same_values(filler.fill(cube, cube.grid.whole()).ndvi.values, interpolate_linearly(cube.ndvi).values));
}

TEST(VitFiller, does_not_depend_on_the_batch_or_the_blocks) {
  const Cube cube = small_cube(50, 40, 9, 4, 0.4, 1);
  VitFiller filler(random_network(cube), {}, 2);
  const FilledWindow whole = fill_cube(cube, filler, 2);
  MemoryCubeSource source(cube);
  double largest = 0, moved = 0;
  const Variable linear = interpolate_linearly(cube.ndvi);
  fill_cube(source, filler,
            [&](const Window& window, const FilledWindow& part) {
              for (int step = 0; step < 9; ++step)
                for (int row = 0; row < window.rows; ++row)
                  for (int col = 0; col < window.cols; ++col) {
                    const float all = whole.ndvi.at(step, window.row + row, window.col + col);
                    largest = std::max(largest, std::abs(static_cast<double>(part.ndvi.at(step, row, col) - all)));
                    moved = std::max(
                        moved,
                        std::abs(static_cast<double>(linear.at(step, window.row + row, window.col + col) - all)));
                  }
            },
            {.threads = 2}, {17});
  EXPECT_LT(largest, 1e-5);
  EXPECT_GT(moved, 1e-3);  // the network changes the interpolation
}

TEST(VitFiller, refuses_a_cube_of_other_channels) {
  const Cube cube = small_cube(16, 16, 9, 4, 0.4, 1);
  VitFiller filler(random_network(cube), {}, 1);
  EXPECT_THROW(filler.check(small_layout(16, 16, 10, 4)), Error);
  EXPECT_THROW(filler.check(small_layout(16, 16, 9, 0)), Error);
  EXPECT_NO_THROW(filler.check(small_layout(99, 99, 9, 4)));
}

TEST(VitFiller, in_bf16_stays_close_to_fp32) {
  const Cube cube = small_cube(32, 32, 9, 4, 0.4, 1);
  VitFiller exact(random_network(cube), {torch::kCPU, Precision::fp32}, 2);
  VitFiller fast(random_network(cube), {torch::kCPU, Precision::bf16}, 2);
  const FilledWindow a = fill_cube(cube, exact, 2), b = fill_cube(cube, fast, 2);
  for (std::size_t i = 0; i < a.ndvi.values.size(); ++i) EXPECT_NEAR(a.ndvi.values[i], b.ndvi.values[i], 0.01);
}

}  // namespace
}  // namespace undercast
