// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

#include "core/option.h"
#include "model/network_options.h"

namespace undercast {

struct TrainOptions {
  std::string preset = "standard";
  int epochs = 0;
  int windows_per_epoch = 1024;
  int batch = 32;
  double learning_rate = 1e-3;
  double weight_decay = 0.05;
  double warm_up = 0.05;
  double held_out = 0.08;
  int patience = 0;
  double memory_gib = 4;
  int seed = 0;
  VitOptions vit;
  DeviceOptions device;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    constexpr double kAny = std::numeric_limits<double>::infinity();
    visit("preset", self.preset,
          OptionText{
              "effort: sets epochs and patience where they are 0", "", -kAny, kAny, {"quick", "standard", "best"}});
    visit("epochs", self.epochs, OptionText{"epochs; 0: by preset", "", 0, 1e6});
    visit("windows-per-epoch", self.windows_per_epoch, OptionText{"windows drawn in an epoch", "", 1, 1e7});
    visit("batch", self.batch, OptionText{"windows in a step", "", 1, 65536});
    visit("learning-rate", self.learning_rate, OptionText{"highest learning rate of AdamW", "", 1e-8, 1});
    visit("weight-decay", self.weight_decay, OptionText{"weight decay of AdamW", "", 0, 1});
    visit("warm-up", self.warm_up, OptionText{"share of the steps in which the learning rate rises", "", 0, 0.9});
    visit("held-out", self.held_out,
          OptionText{"share of the observed values kept from training, for early stopping", "", 0.001, 0.5});
    visit("patience", self.patience,
          OptionText{"epochs without a better held-out score before stopping; 0: by preset", "", 0, 1e6});
    visit("memory", self.memory_gib,
          OptionText{"memory for training cubes; larger ones are sampled by blocks", "GiB", 0.01, 1e5});
    visit("seed", self.seed, OptionText{"seed of all that is random", "", 0, 2147483647});
    VitOptions::each(self.vit, visit);
    DeviceOptions::each(self.device, visit);
  }
};

/// The options with the preset's epochs and patience filled in.
TrainOptions resolve_preset(TrainOptions options);

}  // namespace undercast
