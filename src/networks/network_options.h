// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"

namespace undercast {

/// Sizes of the Vision Transformer of the published system.
struct VitOptions {
  int window_px = 32;
  int segment_px = 4;
  int width = 256;
  int depth = 4;
  int heads = 8;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("window", self.window_px,
          {.text = "vit: side of the square windows that the network gets", .unit = "px", .min = 4, .max = 512});
    visit("segment", self.segment_px,
          {.text = "vit: side of the square segments that a window is split into", .unit = "px", .min = 1, .max = 64});
    visit("width", self.width,
          {.text = "vit: numbers that represent a segment inside the network", .min = 8, .max = 4096});
    visit("depth", self.depth, {.text = "vit: layers of the transformer encoder", .min = 1, .max = 64});
    visit("heads", self.heads, {.text = "vit: attention heads; must divide the width", .min = 1, .max = 64});
  }
};

/// Sizes of the space-time network.
struct SpaceTimeOptions {
  int width = 64;
  int depth = 2;
  int heads = 4;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("series-width", self.width,
          {.text = "space-time: numbers that represent a pixel's date inside the network", .min = 8, .max = 4096});
    visit("series-depth", self.depth, {.text = "space-time: layers of the transformer encoder", .min = 1, .max = 64});
    visit("series-heads", self.heads,
          {.text = "space-time: attention heads; must divide the width", .min = 1, .max = 64});
  }
};

/// Says where and in which arithmetic a network runs.
struct DeviceOptions {
  std::string device = "auto";
  std::string precision = "auto";

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("device", self.device,
          {.text = "where the network runs: auto (CUDA when there is one), cpu, cuda, cuda:1, ...", .group = "Run"});
    visit("precision", self.precision,
          {.text = "arithmetic of the network; auto: the fastest, bf16 where the CPU or GPU has it, but fp32 to train "
                   "space-time on a CPU",
           .choices = {"auto", "fp32", "bf16", "fp16"},
           .group = "Run"});
  }
};

}  // namespace undercast
