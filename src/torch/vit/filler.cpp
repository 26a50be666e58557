// SPDX-License-Identifier: Apache-2.0
#include "torch/vit/filler.h"

#include "core/parallel.h"

namespace undercast {

VitFiller::VitFiller(LoadedVit loaded, const Compute& compute, int threads)
    : network_(loaded.network), encoder_(std::move(loaded.encoder)), compute_(compute), threads_(threads) {
  network_->to(compute_.device);
  network_->eval();
}

std::vector<Estimate> VitFiller::fill_tiles(const std::vector<Cube>& windows) {
  const c10::InferenceMode inference;
  const int side = network_->options.window_px;
  const auto batch = static_cast<std::int64_t>(windows.size());
  auto input = torch::empty({batch, encoder_.channels(), side, side});           // [B, C, H, W]
  auto interpolated = torch::empty({batch, encoder_.ndvi_steps(), side, side});  // [B, T, H, W]
  float* input_data = input.data_ptr<float>();
  float* interpolated_data = interpolated.data_ptr<float>();
  const std::int64_t input_size = input.numel() / batch, output_size = interpolated.numel() / batch;
  parallel_for(static_cast<int>(batch), threads_, [&](int i, int) {
    encoder_.encode(windows[static_cast<std::size_t>(i)], input_data + i * input_size,
                    interpolated_data + i * output_size);
  });
  torch::Tensor output;
  {
    const AutocastScope autocast(compute_);
    output = network_->forward(input.to(compute_.device));  // [B, T, H, W]
  }
  output = output.to(torch::kCPU, torch::kFloat).contiguous();  // [B, T, H, W]
  const float* output_data = output.data_ptr<float>();
  std::vector<Estimate> estimates(windows.size());
  parallel_for(static_cast<int>(batch), threads_, [&](int i, int) {
    Variable& ndvi = estimates[static_cast<std::size_t>(i)].ndvi;
    ndvi = Variable(windows[static_cast<std::size_t>(i)].ndvi.time, side, side);
    encoder_.decode(output_data + i * output_size, interpolated_data + i * output_size, ndvi);
  });
  return estimates;
}

}  // namespace undercast
