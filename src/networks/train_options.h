// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"
#include "networks/network_options.h"

namespace undercast {

/// The name of the model that is part of the program, in place of a file's.
inline constexpr const char* kBuiltInModel = "built-in";

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
  bool keep_answers = false;
  std::string starting_model = kBuiltInModel;
  SpaceTimeOptions space_time;
  int windows_per_epoch = 1024;
  int batch = 32;
  double held_out = 0.08;
  VitOptions vit;
  DeviceOptions device;

  void each(const OptionVisitor& visit);
};

/// Returns the options for a kind of network, with each option that is 0 set by the preset.
TrainOptions resolve_preset(const std::string& kind, TrainOptions options);

/// Throws Error(usage) when sizes of the network do not fit together.
void check(const VitOptions& options);
void check(const SpaceTimeOptions& options);
/// Checks the options of the kind of network that is trained. Throws Error(usage).
void check_training(const std::string& kind, const TrainOptions& options);

}  // namespace undercast
