// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"
#include "networks/network_options.h"

namespace undercast {

/// Options of a training. Where a default is 0, the preset and the kind of model decide
/// (resolve_preset).
struct TrainOptions {
  std::string preset = "standard";
  int epochs = 0;
  double learning_rate = 0;
  double weight_decay = 0.05;
  double warm_up = 0.05;
  int patience = 0;
  std::string loss = "mse";
  bool radar = true;
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
    visit("preset", self.preset,
          {.text = "training effort; sets every option left at 0", .choices = {"quick", "standard", "best"}});
    visit("epochs", self.epochs, {.text = "epochs; 0: by preset", .min = 0, .max = 1e6});
    visit("learning-rate", self.learning_rate,
          {.text = "highest learning rate of AdamW; 0: by kind of model", .min = 0, .max = 1});
    visit("weight-decay", self.weight_decay, {.text = "weight decay of AdamW", .min = 0, .max = 1});
    visit("warm-up", self.warm_up,
          {.text = "fraction of the steps in which the learning rate rises", .min = 0, .max = 0.9});
    visit("patience", self.patience,
          {.text = "vit: epochs without a better held-out score before stopping; 0: by preset", .min = 0, .max = 1e6});
    visit("loss", self.loss, {.text = "squared error, or the Huber loss", .choices = {"mse", "huber"}});
    visit("radar", self.radar, {.text = "use the cubes' radar"});
    visit("seed", self.seed, {.text = "seed of all random numbers", .min = 0, .max = 2147483647});
    visit("hidings", self.hidings,
          {.text = "space-time: training hold-outs drawn for each protocol; 0: by preset", .min = 0, .max = 100});
    visit("steps-per-epoch", self.steps_per_epoch, {.text = "space-time: steps in an epoch", .min = 1, .max = 1e6});
    visit("series-per-step", self.series_per_step,
          {.text = "space-time: pixel series in a step", .min = 1, .max = 65536});
    visit("radar-dropout", self.radar_dropout,
          {.text = "space-time: fraction of the series whose radar is left out in training", .min = 0, .max = 1});
    visit("trees", self.trees, {.text = "space-time: stack gradient-boosted trees with the network"});
    visit("starting-model", self.starting_model,
          {.text = "space-time: pretrained weights: built-in (synthetic scenes), a model file, or none"});
    SpaceTimeOptions::each(self.space_time, visit);
    visit("windows-per-epoch", self.windows_per_epoch,
          {.text = "vit: windows drawn in an epoch", .min = 1, .max = 1e7});
    visit("batch", self.batch, {.text = "vit: windows in a step", .min = 1, .max = 65536});
    visit("held-out", self.held_out,
          {.text = "vit: fraction of the observed values held out from training, for early stopping",
           .min = 0.001,
           .max = 0.5});
    VitOptions::each(self.vit, visit);
    DeviceOptions::each(self.device, visit);
  }
};

/// Returns the options for a kind of network, with each option that is 0 set by the preset.
TrainOptions resolve_preset(const std::string& kind, TrainOptions options);

/// Throws Error(usage) when sizes of the network do not fit together.
void check(const VitOptions& options);
void check(const SpaceTimeOptions& options);
/// Checks the options of the kind of network that is trained.
void check_training(const std::string& kind, const TrainOptions& options);

}  // namespace undercast
