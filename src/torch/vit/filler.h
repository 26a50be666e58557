// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"
#include "torch/base/device.h"
#include "torch/vit/model_file.h"

namespace undercast {

/// A Vit as a gap filler. Its windows overlap by half.
class VitFiller : public GapFiller {
 public:
  VitFiller(LoadedVit loaded, const Compute& compute, int threads);

  FillerTraits traits() const override {
    const int window_px = network_->options.window_px;
    return {.name = "vit",
            .tiling = {window_px, window_px / 2},
            .uses_radar = encoder_.uses_radar(),
            .concurrent = false,
            .memory = {400e6, 16},  // measured
            .provenance = Provenance::network};
  }
  void check(const CubeLayout& layout) const override { encoder_.check(layout); }
  Estimate fill(const Cube& window, const Window& part) override {
    return std::move(fill_tiles({window}).front()).crop(part);
  }
  std::vector<Estimate> fill_tiles(const std::vector<Cube>& tiles) override;

 private:
  Vit network_;
  WindowEncoder encoder_;
  Compute compute_;
  int threads_;
};

}  // namespace undercast
