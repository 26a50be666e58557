// SPDX-License-Identifier: Apache-2.0
#include "networks/train_options.h"

#include <fmt/format.h>

#include "core/error.h"

namespace undercast {
namespace {

template <class Value>
void set_where_zero(Value& option, Value value) {
  if (option == Value()) option = value;
}

// Wraps a visitor: the options are for this kind of network.
OptionVisitor for_network(const char* kind, const OptionVisitor& visit) {
  return [kind, &visit](const char* name, OptionValue value, OptionText text) {
    text.network = kind;
    visit(name, value, text);
  };
}

}  // namespace

void TrainOptions::each(const OptionVisitor& visit) {
  visit("preset", &preset,
        {.text = "training effort; sets every option left at 0", .choices = {"quick", "standard", "best"}});
  visit("epochs", &epochs, {.text = "epochs; 0: by preset", .min = 0, .max = 1e6});
  visit("learning-rate", &learning_rate,
        {.text = "highest learning rate of AdamW; 0: by kind of model", .min = 0, .max = 1});
  visit("weight-decay", &weight_decay, {.text = "weight decay of AdamW", .min = 0, .max = 1});
  visit("warm-up", &warm_up, {.text = "fraction of the steps in which the learning rate rises", .min = 0, .max = 0.9});
  visit("patience", &patience,
        {.text = "epochs without a better held-out score before stopping; 0: by preset",
         .min = 0,
         .max = 1e6,
         .network = "vit"});
  visit("loss", &loss, {.text = "squared error, or the Huber loss", .choices = {"mse", "huber"}});
  visit("radar", &radar, {.text = "use the cubes' radar"});
  visit("seed", &seed, {.text = "seed of all random numbers", .min = 0, .max = 2147483647});
  visit("hidings", &hidings,
        {.text = "training hold-outs drawn for each protocol; 0: by preset",
         .min = 0,
         .max = 100,
         .network = "space-time"});
  visit("steps-per-epoch", &steps_per_epoch,
        {.text = "steps in an epoch", .min = 1, .max = 1e6, .network = "space-time"});
  visit("series-per-step", &series_per_step,
        {.text = "pixel series in a step", .min = 1, .max = 65536, .network = "space-time"});
  visit("radar-dropout", &radar_dropout,
        {.text = "fraction of the series whose radar is left out in training",
         .min = 0,
         .max = 1,
         .network = "space-time"});
  visit("trees", &trees, {.text = "stack gradient-boosted trees with the network", .network = "space-time"});
  visit("keep-answers", &keep_answers,
        {.text = "keep in the model what each method of the blend answers on the values that test it",
         .network = "space-time"});
  visit("starting-model", &starting_model,
        {.text = "pretrained weights: built-in (docs/weights.md), a model file, or none", .network = "space-time"});
  space_time.each(for_network("space-time", visit));
  visit("windows-per-epoch", &windows_per_epoch,
        {.text = "windows drawn in an epoch", .min = 1, .max = 1e7, .network = "vit"});
  visit("batch", &batch, {.text = "windows in a step", .min = 1, .max = 65536, .network = "vit"});
  visit("held-out", &held_out,
        {.text = "fraction of the observed values held out from training, for early stopping",
         .min = 0.001,
         .max = 0.5,
         .network = "vit"});
  vit.each(for_network("vit", visit));
  device.each(visit);
}

TrainOptions resolve_preset(const std::string& kind, TrainOptions options) {
  const bool quick = options.preset == "quick", standard = options.preset == "standard";
  if (kind == "vit") {
    set_where_zero(options.epochs, quick ? 10 : standard ? 60 : 300);
    set_where_zero(options.patience, 10 + options.epochs / 5);
    set_where_zero(options.learning_rate, 1e-3);
  } else {
    set_where_zero(options.epochs, quick ? 6 : standard ? 24 : 120);
    set_where_zero(options.hidings, quick ? 1 : standard ? 2 : 6);
    set_where_zero(options.learning_rate, 3e-3);
  }
  return options;
}

void check(const VitOptions& options) {
  if (options.window_px % options.segment_px != 0)
    throw Error(ErrorKind::usage,
                fmt::format("--window {} is not a multiple of --segment {}", options.window_px, options.segment_px));
  if (options.width % options.heads != 0)
    throw Error(ErrorKind::usage,
                fmt::format("--width {} is not a multiple of --heads {}", options.width, options.heads));
}

void check(const SpaceTimeOptions& options) {
  if (options.width % options.heads != 0)
    throw Error(ErrorKind::usage,
                fmt::format("--series-width {} is not a multiple of --series-heads {}", options.width, options.heads));
}

void check_training(const std::string& kind, const TrainOptions& options) {
  if (kind == "vit")
    check(options.vit);
  else
    check(options.space_time);
}

}  // namespace undercast
