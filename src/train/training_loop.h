// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/progress.h"
#include "core/team.h"
#include "io/model_file.h"
#include "model/device.h"
#include "networks/checkpoint.h"
#include "networks/train_options.h"
#include "train/adamw.h"

namespace undercast {

/// A network with what it learns from.
class Trainable {
 public:
  virtual ~Trainable() = default;
  virtual torch::nn::Module& network() = 0;
  /// Mean squared error on the batch of a step, which depends on (seed, step) alone; of a team's rank, its part of
  /// that: the ranks' losses add up to the batch's.
  /// Adds its gradients, times `scale`, to the network's.
  virtual torch::Tensor add_gradients(long long step, int stage, double scale) = 0;
  /// On values that are not trained on; asked for in stages that keep the best.
  virtual double held_out_rmse();
  /// The network with its present weights.
  virtual ModelFile model_file() = 0;
};

/// A network of its own: each stage but the last starts from the untrained weights, the last from the mean of those
/// that the others reached (Wortsman et al. 2022), or from the untrained ones where it is the only one.
struct Stage {
  std::string name;
  int epochs = 1;
  /// Whether it ends with the weights of the epoch with the best held-out RMSE, and early when that no longer falls;
  /// else it ends with the last weights and no score.
  bool keeps_best = false;
};

struct Schedule {
  /// What both kinds of network take from the options; stages and steps are theirs to set.
  explicit Schedule(const TrainOptions& options);
  long long total_steps() const;

  std::vector<Stage> stages;
  int steps_per_epoch = 1;
  int patience = 1;  ///< epochs without a better held-out RMSE before stopping
  double learning_rate = 1e-3;
  double warm_up = 0.05;  ///< share of the steps in which the learning rate rises; then it falls along a cosine
  double weight_decay = 0.05;
};

/// The items [first, second) of a batch that a rank takes. Throws Error(usage) when there are fewer than ranks.
std::pair<int, int> share_of_batch(int items, const Team& team);

/// Trains one stage after another with AdamW and mixed precision, and leaves a checkpoint to resume from: a resumed run
/// ends as an uninterrupted one. The ranks of a team share each batch and add up their gradients, so that all have the
/// same weights; rank 0 alone writes the checkpoint.
class TrainingLoop {
 public:
  /// `identity`: what a resumed run must have in common with this one, an object {"options": {...}, "data": "..."}.
  TrainingLoop(Trainable& trainable, const Schedule& schedule, const Compute& compute, nlohmann::json identity,
               Team& team);

  /// Ends with the last stage's weights in the network. Throws Error(interrupted) after a requested stop, with the
  /// checkpoint written; Error(bad_input) for a checkpoint of another run.
  void run(const Checkpoint& checkpoint, Progress& progress);
  /// Puts the weights that a stage reached into the network.
  void use(int stage);
  /// For the model's header: identity, steps and scores.
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
  torch::Tensor untrained_, best_;
  std::vector<torch::Tensor> reached_;  ///< weights of the stages that have ended
  long long step_ = 0, stage_from_ = 0, best_step_ = 0;
  double untrained_rmse_ = 0, best_rmse_ = 0;
  double loss_scale_ = 1;
  int finite_steps_ = 0;
  torch::Tensor loss_sum_;  ///< since the losses were last shown
  int loss_steps_ = 0;
};

}  // namespace undercast
