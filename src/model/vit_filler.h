// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"
#include "model/device.h"
#include "model/vit_file.h"

namespace undercast {

/// A Vit as a gap filler: windows overlap by half.
class VitFiller : public GapFiller {
 public:
  VitFiller(LoadedVit loaded, const Compute& compute, int threads);

  std::string name() const override { return "vit"; }
  Tiling tiling() const override { return {network_->options.window_px, network_->options.window_px / 2}; }
  bool uses_radar() const override { return encoder_.uses_radar(); }
  Provenance provenance() const override { return Provenance::network; }
  bool concurrent() const override { return false; }
  Footprint footprint() const override { return {400e6, 16}; }  // measured
  void check(const CubeLayout& layout) const override { encoder_.check(layout); }
  std::vector<Estimate> fill(const std::vector<Cube>& windows) override;

 private:
  Vit network_;
  WindowEncoder encoder_;
  Compute compute_;
  int threads_;
};

}  // namespace undercast
