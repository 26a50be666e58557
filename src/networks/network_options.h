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
          OptionText{"vit: side of the square windows that the network sees at once", "px", 4, 512});
    visit("segment", self.segment_px,
          OptionText{"vit: side of the square segments that a window is split into", "px", 1, 64});
    visit("width", self.width, OptionText{"vit: numbers that represent a segment inside the network", "", 8, 4096});
    visit("depth", self.depth, OptionText{"vit: layers of the transformer encoder", "", 1, 64});
    visit("heads", self.heads, OptionText{"vit: attention heads; must divide the width", "", 1, 64});
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
          OptionText{"space-time: numbers that represent a pixel's date inside the network", "", 8, 4096});
    visit("series-depth", self.depth, OptionText{"space-time: layers of the transformer encoder", "", 1, 64});
    visit("series-heads", self.heads, OptionText{"space-time: attention heads; must divide the width", "", 1, 64});
  }
};

/// Where and in which arithmetic a network runs.
struct DeviceOptions {
  std::string device = "auto";
  std::string precision = "auto";

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("device", self.device, OptionText{"auto (CUDA when there is one), cpu, cuda, cuda:1, ..."});
    visit("precision", self.precision,
          OptionText{"arithmetic of the network; auto: the fastest, bf16 where the processor or GPU has it, but fp32 "
                     "to train space-time on a processor",
                     "",
                     -std::numeric_limits<double>::infinity(),
                     std::numeric_limits<double>::infinity(),
                     {"auto", "fp32", "bf16", "fp16"}});
  }
};

}  // namespace undercast
