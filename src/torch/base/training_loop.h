// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/run_context.h"
#include "networks/checkpoint.h"
#include "networks/model_file.h"
#include "networks/train_options.h"
#include "torch/base/adamw.h"
#include "torch/base/device.h"

namespace undercast {

/// A network with its training data.
class Trainable {
 public:
  virtual ~Trainable() = default;
  virtual torch::nn::Module& network() = 0;
  /// Adds the gradients of a step's loss, times `scale`, to the network's gradients, and returns
  /// the loss. The batch depends on (seed, step) alone. A rank of a team computes its part of the
  /// batch: the losses of the ranks add up to the loss of the batch.
  virtual torch::Tensor add_gradients(long long step, int stage, double scale) = 0;
  /// Returns the RMSE on values that are not trained on. Called in stages that keep the best
  /// weights.
  virtual double held_out_rmse();
  /// Returns the network with its present weights.
  virtual ModelFile model_file() = 0;
};

/// Each stage trains a network of its own. All but the last start from the untrained weights; the
/// last starts from the mean of the weights that the others reached (Wortsman et al. 2022), or from
/// the untrained weights if it is the only stage.
struct Stage {
  std::string name;  ///< shown in the progress
  int epochs = 1;
  /// A stage that keeps the best ends with the weights of the epoch with the best held-out RMSE,
  /// and early when the RMSE no longer falls; other stages end with the last weights and no score.
  bool keeps_best = false;
};

struct Schedule {
  /// Takes the options that both kinds of network share; the caller sets stages and steps.
  explicit Schedule(const TrainOptions& options);
  long long total_steps() const;

  std::vector<Stage> stages;
  int steps_per_epoch = 1;
  int patience = 1;  ///< epochs without a better held-out RMSE before stopping
  double learning_rate = 1e-3;
  double warm_up = 0.05;  ///< fraction of a stage in which the learning rate rises; then it falls
  double weight_decay = 0.05;
};

/// Returns a rank's items [first, second) of a batch. Throws Error(usage) when there are fewer
/// items than ranks.
std::pair<int, int> share_of_batch(int items, const Team& team);

/// Returns the options of a training with the memory that its examples were sampled for: a resumed
/// run must have the same.
nlohmann::json recorded_options(const TrainOptions& options, const RunContext& run);

/// Trains one stage after another with AdamW and mixed precision, and leaves a checkpoint to resume
/// from: a resumed run ends as an uninterrupted one. The ranks of a team share each batch and add
/// up their gradients, so that all have the same weights; rank 0 alone writes the checkpoint.
class TrainingLoop {
 public:
  /// `identity` is what a resumed run must have in common with this one: {"options": {...}, "data":
  /// "..."}.
  TrainingLoop(Trainable& trainable, const Schedule& schedule, const Compute& compute, nlohmann::json identity,
               Team& team);

  /// Trains; afterwards the network has the last stage's weights. Throws Error(interrupted) after a
  /// requested stop, with the checkpoint written; Error(bad_input) for a checkpoint of another run.
  void run(const Checkpoint& checkpoint, Progress& progress);
  /// Puts the weights that a stage reached into the network.
  void use(int stage);
  /// Describes the training for the model's header: identity, steps and scores.
  nlohmann::json description() const;

 private:
  int stage() const { return static_cast<int>(reached_.size()); }
  const Stage& now() const { return schedule_.stages[reached_.size()]; }
  long long stage_steps() const { return 1LL * now().epochs * schedule_.steps_per_epoch; }
  bool is_trained() const { return reached_.size() == schedule_.stages.size(); }
  double learning_rate() const;
  void begin_stage();
  void end_stage();
  void take_step();
  void adapt_loss_scale(bool finite);
  void share_losses();
  void stop_together();
  double held_out_rmse();
  bool end_epoch();
  ModelFile snapshot();
  void restore(const ModelFile& model, const std::string& path);

  Trainable& trainable_;
  Team& team_;
  Schedule schedule_;
  Compute compute_;
  nlohmann::json identity_;
  AdamW optimiser_;
  torch::Tensor untrained_, best_;      ///< [weights]
  std::vector<torch::Tensor> reached_;  ///< [weights] of each ended stage
  long long step_ = 0, stage_from_ = 0, best_step_ = 0;
  double untrained_rmse_ = 0, best_rmse_ = 0;
  double loss_scale_ = 1;
  int finite_steps_ = 0;
  torch::Tensor loss_sum_;  ///< since the last debug message
  int loss_steps_ = 0;
};

}  // namespace undercast
