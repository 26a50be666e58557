// SPDX-License-Identifier: Apache-2.0
#include "train/train.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <future>
#include <numbers>

#include "baselines/linear.h"
#include "core/error.h"
#include "evaluate/calibrate.h"
#include "fill/sample_scene.h"
#include "io/options_json.h"
#include "model/device.h"
#include "model/vit_file.h"
#include "model/vit_filler.h"
#include "train/adamw.h"
#include "train/batch.h"
#include "train/held_out_windows.h"

namespace undercast {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kCheckpointEvery = std::chrono::seconds(60);

// Rises linearly, then falls along a cosine to a hundredth.
double learning_rate(const TrainOptions& options, long long step, long long total) {
  const double warm_up = std::max(1.0, options.warm_up * static_cast<double>(total));
  const double now = static_cast<double>(step);
  if (now < warm_up) return options.learning_rate * (now + 1) / warm_up;
  const double progress = (now - warm_up) / std::max(1.0, static_cast<double>(total) - warm_up);
  return options.learning_rate * (0.01 + 0.99 * 0.5 * (1 + std::cos(std::numbers::pi * progress)));
}

class Trainer {
 public:
  Trainer(const TrainingSet& set, const TrainOptions& options, int threads)
      : set_(set),
        options_(options),
        threads_(threads),
        compute_(choose_compute(options.device, threads)),
        encoder_(measure_normalisation(set.scenes())),
        network_(make_network()),
        optimiser_(*network_, options.weight_decay),
        steps_per_epoch_((options.windows_per_epoch + options.batch - 1) / options.batch),
        total_steps_(1LL * options.epochs * steps_per_epoch_),
        best_(optimiser_.parameters().clone()),
        fingerprint_(fmt::format("{:016x}", set.fingerprint())),
        held_out_(set, options.vit.window_px, static_cast<std::uint64_t>(options.seed)) {
    // An untrained network answers with the interpolation.
    const Score untrained = held_out_score();
    held_out_values_ = untrained.count();
    if (held_out_values_ == 0)
      throw Error(ErrorKind::bad_input, "no observed value could be held out for early stopping",
                  "the cubes have too few observations; raise --held-out");
    best_rmse_ = linear_rmse_ = untrained.rmse();
    if (compute_.precision == Precision::fp16) loss_scale_ = 65536;
  }

  ModelFile run(const Checkpoint& checkpoint, Progress& progress) {
    if (checkpoint.resume) restore(read_model_file(checkpoint.path), checkpoint.path);
    const auto started = Clock::now();
    auto saved = started;
    progress.begin("training", total_steps_);
    progress.advance(step_);
    std::future<Batch> next = prefetch(step_);
    bool stopped_early = false;
    while (step_ < total_steps_ && !stopped_early) {
      const Batch batch = next.get();
      if (step_ + 1 < total_steps_) next = prefetch(step_ + 1);
      take_step(batch);
      ++step_;
      if (step_ % steps_per_epoch_ == 0) stopped_early = end_epoch();
      progress.advance(1, fmt::format("held-out RMSE {:.4f}", best_rmse_));
      if (checkpoint.path.empty()) {
        stop_if_requested();
      } else if (stop_requested() || Clock::now() - saved > kCheckpointEvery) {
        write_model_file(checkpoint.path, snapshot(), true);
        saved = Clock::now();
        if (stop_requested())
          throw Error(ErrorKind::interrupted, fmt::format("interrupted at step {} of {}", step_, total_steps_),
                      fmt::format("{} holds the state: run the same command with --resume", checkpoint.path));
      }
    }
    progress.end();
    spdlog::debug("{} steps on {}", step_, compute_.describe());
    optimiser_.parameters().copy_(best_);
    ModelFile model = to_model_file(network_, encoder_);
    model.header["training"] = description();
    if (const auto calibration = calibrate_bounds()) model.header["calibration"] = calibration->factor;
    return model;
  }

 private:
  Vit make_network() {
    torch::manual_seed(static_cast<std::uint64_t>(options_.seed));
    Vit network(options_.vit, encoder_.channels(), encoder_.ndvi_steps());
    network->to(compute_.device);
    return network;
  }

  // The next batch is drawn while a GPU works on this one; on a CPU the two would fight for the processors.
  std::future<Batch> prefetch(long long step) const {
    const auto when = compute_.device.is_cpu() ? std::launch::deferred : std::launch::async;
    return std::async(when, [this, step] {
      return draw_batch(set_, encoder_, options_.batch, options_.vit.window_px,
                        static_cast<std::uint64_t>(options_.seed), step, threads_);
    });
  }

  void take_step(const Batch& batch) {
    network_->train();
    optimiser_.zero_gradients();
    torch::Tensor loss;
    {
      const AutocastScope autocast(compute_);
      const torch::Tensor output = network_->forward(batch.input.to(compute_.device));  // [B, T, H, W]
      const torch::Tensor error = output.to(torch::kFloat) - batch.target.to(compute_.device);
      const torch::Tensor weight = batch.weight.to(compute_.device);
      loss = (weight * error.square()).sum() / weight.sum().clamp_min(1e-6);
    }
    (loss * loss_scale_).backward();
    const bool finite = optimiser_.step(learning_rate(options_, step_, total_steps_), loss_scale_);
    if (compute_.precision == Precision::fp16) adapt_loss_scale(finite);
  }

  // fp16 gradients underflow unless scaled up; the scale falls at an overflow and creeps back (Micikevicius et al.
  // 2018).
  void adapt_loss_scale(bool finite) {
    finite_steps_ = finite ? finite_steps_ + 1 : 0;
    if (!finite) loss_scale_ = std::max(1.0, loss_scale_ / 2);
    if (finite_steps_ == 1000) {
      loss_scale_ *= 2;
      finite_steps_ = 0;
    }
  }

  Score held_out_score() {
    VitFiller filler({network_, encoder_}, compute_, threads_);
    return held_out_.score(filler);
  }

  // Returns whether to stop.
  bool end_epoch() {
    const double rmse = held_out_score().rmse();
    if (rmse < best_rmse_) {
      best_rmse_ = rmse;
      best_step_ = step_;
      best_.copy_(optimiser_.parameters());
    }
    return step_ - best_step_ >= 1LL * options_.patience * steps_per_epoch_;
  }

  // From the held-out values, which lie on dates that others show. Where nobody was seen the network answers with the
  // interpolation (model/vit.h), so the errors of that are taken.
  std::optional<Calibration> calibrate_bounds() {
    VitFiller filler({network_, encoder_}, compute_, threads_);
    CalibrationSample sample;
    held_out_.add_errors(filler, sample);
    if (!sample.enough()) return std::nullopt;
    Calibration calibration = sample.fit();
    MemoryCubeSource scene(set_.scenes().front());
    Progress silent;
    const auto interpolation = [](const Cube&) { return std::make_unique<LinearFiller>(); };
    const auto of_interpolation = calibrate(sample_scene(scene, kCalibrationPx), interpolation, threads_, silent);
    constexpr auto kWhole = static_cast<std::size_t>(GapKind::whole);
    if (of_interpolation) calibration.factor[kWhole] = of_interpolation->factor[kWhole];
    return calibration;
  }

  nlohmann::json description() const {
    return {{"options", options_to_json(options_)},
            {"scenes", set_.identities()},
            {"data", fingerprint_},
            {"step", step_},
            {"steps", total_steps_},
            {"best_step", best_step_},
            {"held_out_rmse", best_rmse_},
            {"held_out_values", held_out_values_},
            {"held_out_rmse_linear", linear_rmse_},
            {"device", compute_.describe()}};
  }

  ModelFile snapshot() {
    ModelFile model = to_model_file(network_, encoder_);
    model.header["training"] = description();
    model.header["training"]["loss_scale"] = loss_scale_;
    model.header["training"]["finite_steps"] = finite_steps_;
    model.header["training"]["adam_steps"] = optimiser_.steps();
    model.tensors.push_back(to_named("state.parameters", optimiser_.parameters()));
    model.tensors.push_back(to_named("state.first_moment", optimiser_.first_moment()));
    model.tensors.push_back(to_named("state.second_moment", optimiser_.second_moment()));
    model.tensors.push_back(to_named("state.best", best_));
    return model;
  }

  void restore(const ModelFile& model, const std::string& path) {
    const nlohmann::json& training = model.header.at("training");
    const nlohmann::json mine = options_to_json(options_);
    for (const auto& [name, value] : training.at("options").items())
      if (!mine.contains(name) || mine.at(name) != value)
        throw Error(ErrorKind::bad_input,
                    fmt::format("{} is from a run with --{} {}, this one has {}", path, name, value.dump(),
                                mine.value(name, nlohmann::json()).dump()),
                    "resume with the same options, or start anew without --resume");
    if (training.at("data") != fingerprint_)
      throw Error(ErrorKind::bad_input, fmt::format("{} is from a run on other data", path),
                  "resume with the same cubes, or start anew without --resume");
    const torch::NoGradGuard no_grad;
    optimiser_.parameters().copy_(to_torch(model.tensor("state.parameters")));
    optimiser_.first_moment().copy_(to_torch(model.tensor("state.first_moment")));
    optimiser_.second_moment().copy_(to_torch(model.tensor("state.second_moment")));
    best_.copy_(to_torch(model.tensor("state.best")));
    optimiser_.set_steps(training.at("adam_steps"));
    step_ = training.at("step");
    best_step_ = training.at("best_step");
    best_rmse_ = training.at("held_out_rmse");
    loss_scale_ = training.at("loss_scale");
    finite_steps_ = training.at("finite_steps");
  }

  const TrainingSet& set_;
  TrainOptions options_;
  int threads_;
  Compute compute_;
  WindowEncoder encoder_;
  Vit network_;
  AdamW optimiser_;
  long long steps_per_epoch_, total_steps_;
  long long step_ = 0, best_step_ = 0;
  torch::Tensor best_;
  std::string fingerprint_;
  HeldOutWindows held_out_;
  double best_rmse_ = 0, linear_rmse_ = 0;
  long long held_out_values_ = 0;
  double loss_scale_ = 1;
  int finite_steps_ = 0;
};

}  // namespace

ModelFile train(const TrainingSet& set, const TrainOptions& options, int threads, const Checkpoint& checkpoint,
                Progress& progress) {
  return Trainer(set, resolve_preset(options), threads).run(checkpoint, progress);
}

}  // namespace undercast
