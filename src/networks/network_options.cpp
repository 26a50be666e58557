// SPDX-License-Identifier: Apache-2.0
#include "networks/network_options.h"

namespace undercast {

void VitOptions::each(const OptionVisitor& visit) {
  visit("window", &window_px,
        {.text = "side of the square windows that the network gets", .unit = "px", .min = 4, .max = 512});
  visit("segment", &segment_px,
        {.text = "side of the square segments that a window is split into", .unit = "px", .min = 1, .max = 64});
  visit("width", &width, {.text = "numbers that represent a segment inside the network", .min = 8, .max = 4096});
  visit("depth", &depth, {.text = "layers of the transformer encoder", .min = 1, .max = 64});
  visit("heads", &heads, {.text = "attention heads; must divide the width", .min = 1, .max = 64});
}

void SpaceTimeOptions::each(const OptionVisitor& visit) {
  visit("series-width", &width,
        {.text = "numbers that represent a pixel's date inside the network", .min = 8, .max = 4096});
  visit("series-depth", &depth, {.text = "layers of the transformer encoder", .min = 1, .max = 64});
  visit("series-heads", &heads, {.text = "attention heads; must divide the width", .min = 1, .max = 64});
}

void DeviceOptions::each(const OptionVisitor& visit) {
  visit("device", &device,
        {.text = "where the network runs: auto (CUDA when there is one), cpu, cuda, cuda:1, ...", .group = "Run"});
  visit("precision", &precision,
        {.text = "arithmetic of the network; auto: the fastest, bf16 where the CPU or GPU has it, but fp32 to train "
                 "space-time on a CPU",
         .choices = {"auto", "fp32", "bf16", "fp16"},
         .group = "Run"});
}

}  // namespace undercast
