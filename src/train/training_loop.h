// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "core/progress.h"
#include "io/model_file.h"
#include "model/device.h"
#include "train/adamw.h"
#include "train/train_options.h"

namespace undercast {

/// Where interrupted training leaves its state. Empty: nowhere.
struct Checkpoint {
  std::string path;
  bool resume = false;
};

/// How to go on from a checkpoint.
std::string resume_hint(const std::string& path);

/// A network with what it learns from.
class Trainable {
 public:
  virtual ~Trainable() = default;
  virtual torch::nn::Module& network() = 0;
  /// Mean squared error on the batch of a step, which depends on (seed, step) alone. `refit`: on all values, those that
  /// are otherwise held out among them.
  virtual torch::Tensor loss(long long step, bool refit) = 0;
  /// On values that are not trained on before the refit.
  virtual double held_out_rmse() = 0;
  /// The network with its present weights.
  virtual ModelFile model_file() = 0;
};

struct Schedule {
  Schedule() = default;
  /// What both kinds of network take from the options; epochs and steps are theirs to set.
  explicit Schedule(const TrainOptions& options);
  long long total_steps() const { return 1LL * (epochs + refit_epochs) * steps_per_epoch; }

  int epochs = 1, steps_per_epoch = 1;
  int refit_epochs = 0;  ///< that follow, from the best weights, on all values
  int patience = 1;      ///< epochs without a better held-out RMSE before stopping
  double learning_rate = 1e-3;
  double warm_up = 0.05;  ///< share of the steps in which the learning rate rises; then it falls along a cosine
  double weight_decay = 0.05;
};

/// Trains with AdamW and mixed precision, keeps the weights of the best epoch, refits those on all values, and leaves a
/// checkpoint to resume from: a resumed run ends as an uninterrupted one.
class TrainingLoop {
 public:
  /// `identity`: what a resumed run must have in common with this one, an object {"options": {...}, "data": "..."}.
  TrainingLoop(Trainable& trainable, const Schedule& schedule, const Compute& compute, nlohmann::json identity);

  /// Ends with the last weights in the network: refitted, or else the best. Throws Error(interrupted) after a requested
  /// stop, with the checkpoint written; Error(bad_input) for a checkpoint of another run.
  void run(const Checkpoint& checkpoint, Progress& progress);
  /// Puts the best weights before the refit into the network, which the held-out values are unknown to.
  void use_best();
  void use_last();
  /// For the model's header: identity, steps and scores.
  nlohmann::json description() const;

 private:
  bool is_refit() const { return refit_from_ >= 0; }
  double learning_rate() const;
  void begin_refit();
  void take_step();
  void adapt_loss_scale(bool finite);
  bool end_epoch();
  ModelFile snapshot();
  void restore(const ModelFile& model, const std::string& path);

  Trainable& trainable_;
  Schedule schedule_;
  Compute compute_;
  nlohmann::json identity_;
  AdamW optimiser_;
  torch::Tensor best_, last_;
  long long step_ = 0, best_step_ = 0;
  long long last_step_;        ///< of this phase: training, then the refit
  long long refit_from_ = -1;  ///< step that the refit began on
  double untrained_rmse_ = 0, best_rmse_ = 0;
  double loss_scale_ = 1;
  int finite_steps_ = 0;
};

}  // namespace undercast
