// SPDX-License-Identifier: Apache-2.0
#include "torch/vit/window_encoder.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

TEST(Normalisation, gives_each_channel_mean_zero_and_deviation_one) {
  const Cube cube = small_cube(40, 40, 9, 4, 0.4, 1);
  const Normalisation normalisation = measure_normalisation({cube});
  for (int step = 0; step < 4; ++step) {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < cube.vh.pixels(); ++i) {
      const double value = (cube.vh.image(step)[i] - normalisation.vh.mean[static_cast<std::size_t>(step)]) /
                           normalisation.vh.deviation[static_cast<std::size_t>(step)];
      sum += value;
      squares += value * value;
    }
    EXPECT_NEAR(sum / 1600, 0, 1e-4);
    EXPECT_NEAR(squares / 1600, 1, 1e-3);
  }
}

TEST(Normalisation, gives_a_step_never_observed_the_statistics_of_all_steps) {
  Cube cube = small_cube(40, 40, 9, 0, 0.4, 1);
  std::fill_n(cube.ndvi.image(3), cube.ndvi.pixels(), kMissing);
  const Normalisation normalisation = measure_normalisation({cube});
  EXPECT_TRUE(std::isfinite(normalisation.ndvi.mean[3]));
  EXPECT_GT(normalisation.ndvi.deviation[3], 0.0F);
}

TEST(Normalisation, survives_json) {
  const Normalisation normalisation = measure_normalisation({small_cube(16, 16, 9, 4, 0.4, 1)});
  const nlohmann::json written = nlohmann::json::parse(to_json(normalisation).dump());
  const Normalisation read = normalisation_from_json({written, {"the header"}});
  EXPECT_EQ(read.ndvi.mean, normalisation.ndvi.mean);
  EXPECT_EQ(read.vh.deviation, normalisation.vh.deviation);
  EXPECT_TRUE(read.vv.mean.empty());
}

TEST(WindowEncoder, never_lets_missing_values_reach_the_network) {
  Cube cube = small_cube(16, 16, 9, 4, 0.7, 1);
  for (int step = 0; step < 9; ++step) cube.ndvi.at(step, 2, 2) = kMissing;
  cube.vh.at(1, 5, 5) = kMissing;
  const WindowEncoder encoder(measure_normalisation({cube}));
  std::vector<float> input(static_cast<std::size_t>(encoder.channels()) * 256), interpolated(9 * 256);
  encoder.encode(cube, input.data(), interpolated.data());
  EXPECT_EQ(encoder.channels(), 9 + 9 + 4);
  for (const float value : input) EXPECT_TRUE(std::isfinite(value));
  for (const float value : interpolated) EXPECT_TRUE(std::isfinite(value));
  for (std::size_t step = 0; step < 9; ++step)
    EXPECT_EQ(interpolated[step * 256 + 2 * 16 + 2], encoder.normalisation().ndvi.mean[step]) << "never observed";
  for (std::size_t i = 0; i < 9 * 256; ++i)
    EXPECT_EQ(input[9 * 256 + i], std::isfinite(cube.ndvi.values[i]) ? 1.0F : 0.0F);
}

TEST(WindowEncoder, decodes_a_correction_in_standard_deviations) {
  const Cube cube = small_cube(4, 4, 9, 4, 0.4, 1);
  const WindowEncoder encoder(measure_normalisation({cube}));
  const std::vector<float> interpolated(9 * 16, 0.5F), output(9 * 16, 2.0F);
  Variable ndvi(cube.ndvi.time, 4, 4);
  encoder.decode(output.data(), interpolated.data(), ndvi);
  for (int step = 0; step < 9; ++step)
    EXPECT_FLOAT_EQ(ndvi.at(step, 1, 1),
                    0.5F + 2 * encoder.normalisation().ndvi.deviation[static_cast<std::size_t>(step)]);
}

}  // namespace
}  // namespace undercast
