// SPDX-License-Identifier: Apache-2.0
#include "torch/vit/batch.h"

#include "core/parallel.h"
#include "torch/vit/artificial_gaps.h"

namespace undercast {

Batch draw_batch(const TrainingSet& set, const WindowEncoder& encoder, const BatchDraw& draw, int threads) {
  const int size = draw.to - draw.from, window_px = draw.window_px;
  const int steps = encoder.ndvi_steps(), pixels = window_px * window_px;
  const std::size_t values = static_cast<std::size_t>(steps) * static_cast<std::size_t>(pixels);
  Batch batch;
  batch.input = torch::empty({size, encoder.channels(), window_px, window_px});  // [B, C, H, W]
  batch.target = torch::empty({size, steps, window_px, window_px});              // [B, T, H, W]
  batch.weight = torch::empty({size, steps, window_px, window_px});              // [B, T, H, W]
  float* input = batch.input.data_ptr<float>();
  float* target = batch.target.data_ptr<float>();
  float* weight = batch.weight.data_ptr<float>();
  const std::vector<float>& deviation = encoder.normalisation().ndvi.deviation;
  parallel_for_to_the_end(size, threads, [&](int i, int) {
    Random random(hash_of(draw.seed, draw.step, draw.from + i));
    Cube window = set.draw_window(window_px, random);
    float* window_target = target + static_cast<std::size_t>(i) * values;
    float* window_weight = weight + static_cast<std::size_t>(i) * values;
    const std::vector<float> truth = window.ndvi.values;
    const std::vector<std::uint8_t> hidden = hide_artificially(window.ndvi, set.draw_donor(random), random);
    std::vector<float> interpolated(values);
    encoder.encode(window, input + static_cast<std::size_t>(i) * static_cast<std::size_t>(encoder.channels() * pixels),
                   interpolated.data());
    for (std::size_t k = 0; k < values; ++k) {
      const float scale = deviation[k / static_cast<std::size_t>(pixels)];
      window_target[k] = hidden[k] != 0 ? (truth[k] - interpolated[k]) / scale : 0.0F;
      window_weight[k] = hidden[k] != 0 ? scale * scale : 0.0F;
    }
  });
  return batch;
}

}  // namespace undercast
