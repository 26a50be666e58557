// SPDX-License-Identifier: Apache-2.0
#include "torch/base/training_loop.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>

#include "core/bytes.h"
#include "core/error.h"
#include "io/options_json.h"
#include "torch/base/tensors.h"

namespace undercast {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kCheckpointEvery = std::chrono::seconds(60);

}  // namespace

Schedule::Schedule(const TrainOptions& options)
    : patience(options.patience),
      learning_rate(options.learning_rate),
      warm_up(options.warm_up),
      weight_decay(options.weight_decay) {}

double Trainable::held_out_rmse() { throw Error(ErrorKind::internal, "this network has no held-out values"); }

long long Schedule::total_steps() const {
  long long epochs = 0;
  for (const Stage& stage : stages) epochs += stage.epochs;
  return epochs * steps_per_epoch;
}

std::pair<int, int> share_of_batch(int items, const Team& team) {
  if (items < team.size())
    throw Error(ErrorKind::usage, fmt::format("a step's batch of {} cannot be shared by {} ranks", items, team.size()),
                "use fewer ranks, or larger batches (--series-per-step, --batch)");
  return {items * team.rank() / team.size(), items * (team.rank() + 1) / team.size()};
}

nlohmann::json recorded_options(const TrainOptions& options, const RunContext& run) {
  nlohmann::json recorded = options_to_json(options);
  recorded["memory"] = run.memory.text();
  return recorded;
}

TrainingLoop::TrainingLoop(Trainable& trainable, const Schedule& schedule, const Compute& compute,
                           nlohmann::json identity, Team& team)
    : trainable_(trainable),
      team_(team),
      schedule_(schedule),
      compute_(compute),
      identity_(std::move(identity)),
      optimiser_(trainable.network(), schedule.weight_decay),
      untrained_(optimiser_.parameters().clone()),
      best_(untrained_.clone()),
      loss_sum_(torch::zeros({}, untrained_.options())) {
  require_same(team, "other training data:", identity_.at("data").get<std::string>(),
               "all ranks must read the same cubes");
  if (compute_.precision == Precision::fp16) loss_scale_ = 65536;
  begin_stage();
}

void TrainingLoop::run(const Checkpoint& checkpoint, Progress& progress) {
  if (checkpoint.resume) restore(read_model_file(checkpoint.path), checkpoint.path);
  const auto save = [&] {
    if (!checkpoint.path.empty() && team_.leads()) write_model_file(checkpoint.path, snapshot(), true);
  };
  progress.begin("training", schedule_.total_steps());
  progress.advance(step_);
  try {
    auto saved = Clock::now();
    // Between any two of these operations the state is complete, so that a stop anywhere can be
    // resumed: scoring an epoch a second time changes nothing.
    while (!is_trained()) {
      const long long done = step_ - stage_from_;
      const bool stops = now().keeps_best && done > 0 && done % schedule_.steps_per_epoch == 0 && end_epoch();
      if (stops || done == stage_steps()) {
        end_stage();
        continue;
      }
      take_step();
      ++step_;
      progress.advance(1, now().keeps_best ? fmt::format("held-out RMSE {:.4f}", best_rmse_) : now().name);
      if ((step_ - stage_from_) % schedule_.steps_per_epoch == 0) share_losses();
      stop_together();
      if (Clock::now() - saved > kCheckpointEvery) {
        save();
        saved = Clock::now();
      }
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted || checkpoint.path.empty()) throw;
    save();
    throw Error(ErrorKind::interrupted, fmt::format("interrupted at step {} of {}", step_, schedule_.total_steps()),
                checkpoint.hint());
  }
  save();  // for an interruption after the loop
  progress.end();
  spdlog::debug("{} steps on {}", step_, compute_.describe());
}

void TrainingLoop::begin_stage() {
  const torch::NoGradGuard no_grad;
  const bool is_last = stage() + 1 == static_cast<int>(schedule_.stages.size());
  optimiser_.parameters().copy_(is_last && stage() > 0 ? torch::stack(reached_).mean(0) : untrained_);
  optimiser_.forget_gradients();
  stage_from_ = best_step_ = step_;
  if (!now().keeps_best) return;
  best_.copy_(optimiser_.parameters());
  best_rmse_ = untrained_rmse_ = held_out_rmse();
}

void TrainingLoop::end_stage() {
  const torch::NoGradGuard no_grad;
  if (now().keeps_best) optimiser_.parameters().copy_(best_);
  reached_.push_back(optimiser_.parameters().clone());
  if (!is_trained()) begin_stage();
}

void TrainingLoop::use(int stage) {
  const torch::NoGradGuard no_grad;
  optimiser_.parameters().copy_(reached_[static_cast<std::size_t>(stage)]);
}

// In each stage the learning rate rises linearly, then falls along a cosine to a hundredth.
double TrainingLoop::learning_rate() const {
  const double steps = static_cast<double>(stage_steps()), now = static_cast<double>(step_ - stage_from_);
  const double warm_up = std::max(1.0, schedule_.warm_up * steps);
  if (now < warm_up) return schedule_.learning_rate * (now + 1) / warm_up;
  const double progress = (now - warm_up) / std::max(1.0, steps - warm_up);
  return schedule_.learning_rate * (0.01 + 0.99 * 0.5 * (1 + std::cos(std::numbers::pi * progress)));
}

void TrainingLoop::take_step() {
  trainable_.network().train();
  optimiser_.zero_gradients();
  loss_sum_ += trainable_.add_gradients(step_, stage(), loss_scale_);
  ++loss_steps_;
  if (team_.size() > 1) {
    torch::Tensor gradients = optimiser_.gradients().to(torch::kCPU);  // no copy on a CPU
    team_.sum(gradients.data_ptr<float>(), static_cast<std::size_t>(gradients.numel()));
    if (!optimiser_.gradients().is_cpu()) optimiser_.gradients().copy_(gradients);
  }
  const bool finite = optimiser_.step(learning_rate(), loss_scale_);
  if (compute_.precision == Precision::fp16) adapt_loss_scale(finite);
}

// Small fp16 gradients underflow unless the loss is scaled up; the scale falls at an overflow and
// rises again slowly (Micikevicius et al. 2018).
void TrainingLoop::adapt_loss_scale(bool finite) {
  finite_steps_ = finite ? finite_steps_ + 1 : 0;
  if (!finite) loss_scale_ = std::max(1.0, loss_scale_ / 2);
  if (finite_steps_ == 1000) {
    loss_scale_ *= 2;
    finite_steps_ = 0;
  }
}

void TrainingLoop::share_losses() {
  double loss = loss_sum_.item<double>() / loss_steps_;
  team_.sum(&loss, 1);
  spdlog::debug("step {}: training loss {:.6f}", step_, loss);
  loss_sum_.zero_();
  loss_steps_ = 0;
}

// Stops all ranks after the same step: a rank that continued would wait for the others.
void TrainingLoop::stop_together() {
  double requests = stop_requested() ? 1 : 0;
  team_.sum(&requests, 1);
  if (requests > 0) throw Error(ErrorKind::interrupted, "interrupted");
}

// Returns rank 0's score on all ranks, so that they decide alike.
double TrainingLoop::held_out_rmse() {
  std::string bytes;
  if (team_.leads()) ByteWriter(bytes).put(trainable_.held_out_rmse());
  bytes = team_.from_leader(bytes);
  return ByteReader(bytes).get<double>();
}

// Scores the epoch. Returns whether to stop early.
bool TrainingLoop::end_epoch() {
  const double rmse = held_out_rmse();
  if (rmse < best_rmse_) {
    best_rmse_ = rmse;
    best_step_ = step_;
    best_.copy_(optimiser_.parameters());
  }
  return step_ - best_step_ >= 1LL * schedule_.patience * schedule_.steps_per_epoch;
}

nlohmann::json TrainingLoop::description() const {
  nlohmann::json description = identity_;
  description["step"] = step_;
  description["steps"] = schedule_.total_steps();
  if (schedule_.stages.back().keeps_best) {
    description["best_step"] = best_step_;
    description["held_out_rmse"] = best_rmse_;
    description["held_out_rmse_linear"] = untrained_rmse_;
  }
  description["device"] = compute_.describe();
  return description;
}

ModelFile TrainingLoop::snapshot() {
  ModelFile model = trainable_.model_file();
  model.header["training"] = description();
  model.header["training"]["loss_scale"] = loss_scale_;
  model.header["training"]["finite_steps"] = finite_steps_;
  model.header["training"]["stage"] = stage();
  model.header["training"]["stage_from"] = stage_from_;
  model.header["training"]["adam_steps"] = optimiser_.steps();
  model.tensors.push_back(to_named("state.parameters", optimiser_.parameters()));
  model.tensors.push_back(to_named("state.first_moment", optimiser_.first_moment()));
  model.tensors.push_back(to_named("state.second_moment", optimiser_.second_moment()));
  model.tensors.push_back(to_named("state.best", best_));
  for (std::size_t i = 0; i < reached_.size(); ++i)
    model.tensors.push_back(to_named(fmt::format("state.reached{}", i), reached_[i]));
  return model;
}

void TrainingLoop::restore(const ModelFile& model, const std::string& path) {
  const JsonValue training = model.checked_header().at("training");
  const nlohmann::json& mine = identity_.at("options");
  for (const auto& [name, value] : training.at("options").members())
    if (!mine.contains(name) || mine.at(name) != value.json())
      throw Error(ErrorKind::bad_input,
                  fmt::format("{} is from a run with --{} {}, but this run has {}", path, name, to_text(value.json()),
                              to_text(mine.value(name, nlohmann::json()))),
                  "resume with the same options, or start anew without --resume");
  if (training.at("data").json() != identity_.at("data"))
    throw Error(ErrorKind::bad_input, fmt::format("{} is from a run on other data", path),
                "resume with the same cubes, or start anew without --resume");
  const torch::NoGradGuard no_grad;
  const auto copy = [&](const char* name, torch::Tensor to) { to.copy_(tensor_of(model, name, to.sizes())); };
  copy("state.parameters", optimiser_.parameters());
  copy("state.first_moment", optimiser_.first_moment());
  copy("state.second_moment", optimiser_.second_moment());
  copy("state.best", best_);
  optimiser_.set_steps(training.at("adam_steps").as<long long>());
  step_ = training.at("step").as<decltype(step_)>();
  best_step_ = training.get("best_step", step_);
  best_rmse_ = training.get("held_out_rmse", std::nan(""));
  untrained_rmse_ = training.get("held_out_rmse_linear", std::nan(""));
  loss_scale_ = training.at("loss_scale").as<decltype(loss_scale_)>();
  finite_steps_ = training.at("finite_steps").as<decltype(finite_steps_)>();
  stage_from_ = training.at("stage_from").as<decltype(stage_from_)>();
  reached_.clear();
  for (int i = 0; i < training.at("stage").as<int>(); ++i)
    reached_.push_back(tensor_of(model, fmt::format("state.reached{}", i), best_.sizes()).to(best_.device()));
}

}  // namespace undercast
