// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"
#include "networks/network_options.h"

namespace undercast {

/// Where a default is 0, the preset and the kind of model decide (resolve_..._preset).
struct TrainOptions {
  std::string preset = "standard";
  int epochs = 0;
  double learning_rate = 0;
  double weight_decay = 0.05;
  double warm_up = 0.05;
  int patience = 0;
  std::string loss = "mse";
  bool radar = true;
  std::string memory = "4G";
  int seed = 0;
  int hidings = 0;
  int steps_per_epoch = 50;
  int series_per_step = 64;
  double radar_dropout = 0.05;
  bool trees = true;
  std::string starting_model = "built-in";
  SpaceTimeOptions space_time;
  int windows_per_epoch = 1024;
  int batch = 32;
  double held_out = 0.08;
  VitOptions vit;
  DeviceOptions device;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    constexpr double kAny = std::numeric_limits<double>::infinity();
    visit("preset", self.preset,
          OptionText{"effort: decides where an option is 0", "", -kAny, kAny, {"quick", "standard", "best"}});
    visit("epochs", self.epochs, OptionText{"epochs; 0: by preset", "", 0, 1e6});
    visit("learning-rate", self.learning_rate,
          OptionText{"highest learning rate of AdamW; 0: by kind of model", "", 0, 1});
    visit("weight-decay", self.weight_decay, OptionText{"weight decay of AdamW", "", 0, 1});
    visit("warm-up", self.warm_up, OptionText{"share of the steps in which the learning rate rises", "", 0, 0.9});
    visit("patience", self.patience,
          OptionText{"vit: epochs without a better held-out score before stopping; 0: by preset", "", 0, 1e6});
    visit("loss", self.loss, OptionText{"squared error, or Huber's", "", -kAny, kAny, {"mse", "huber"}});
    visit("radar", self.radar, OptionText{"use the cubes' radar"});
    visit("memory", self.memory,
          OptionText{"most memory to take; larger cubes are sampled in training, and filled in smaller blocks",
                     "2G, 512M"});
    visit("seed", self.seed, OptionText{"seed of all that is random", "", 0, 2147483647});
    visit("hidings", self.hidings,
          OptionText{"space-time: times that values are hidden anew in each of five ways; 0: by preset", "", 0, 100});
    visit("steps-per-epoch", self.steps_per_epoch, OptionText{"space-time: steps in an epoch", "", 1, 1e6});
    visit("series-per-step", self.series_per_step, OptionText{"space-time: pixels' series in a step", "", 1, 65536});
    visit("radar-dropout", self.radar_dropout,
          OptionText{"space-time: share of the series that lose their radar in training", "", 0, 1});
    visit("trees", self.trees, OptionText{"space-time: stack gradient-boosted trees with the network"});
    visit(
        "starting-model", self.starting_model,
        OptionText{"space-time: model file whose network training starts from; built-in: one of synthetic scenes; none"
                   ": fresh weights"});
    SpaceTimeOptions::each(self.space_time, visit);
    visit("windows-per-epoch", self.windows_per_epoch, OptionText{"vit: windows drawn in an epoch", "", 1, 1e7});
    visit("batch", self.batch, OptionText{"vit: windows in a step", "", 1, 65536});
    visit("held-out", self.held_out,
          OptionText{"vit: share of the observed values kept from training, for early stopping", "", 0.001, 0.5});
    VitOptions::each(self.vit, visit);
    DeviceOptions::each(self.device, visit);
  }
};

/// The options with what the preset decides filled in.
TrainOptions resolve_vit_preset(TrainOptions options);
TrainOptions resolve_space_time_preset(TrainOptions options);

}  // namespace undercast
