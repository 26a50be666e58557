// SPDX-License-Identifier: Apache-2.0
#include "torch/vit/training.h"

#include <fmt/format.h>

#include <future>

#include "classical/linear.h"
#include "core/error.h"
#include "evaluate/calibrate.h"
#include "gaps/sample_scene.h"
#include "io/options_json.h"
#include "torch/base/loss.h"
#include "torch/vit/batch.h"
#include "torch/vit/filler.h"
#include "torch/vit/held_out_windows.h"
#include "torch/vit/model_file.h"

namespace undercast {
namespace {

class VitTraining : public Trainable {
 public:
  VitTraining(const TrainingSet& set, const TrainOptions& options, const Compute& compute, int threads, Team& team)
      : set_(set),
        team_(team),
        options_(options),
        threads_(threads),
        compute_(compute),
        encoder_(measure_normalisation(set.scenes())),
        network_(make_network()),
        held_out_(set, options.vit.window_px, seed()) {
    held_out_values_ = held_out_score().count();
    if (held_out_values_ == 0)
      throw Error(ErrorKind::bad_input, "no observed value could be held out for early stopping",
                  "the cubes have too few observations; raise --held-out");
  }

  torch::nn::Module& network() override { return *network_; }

  torch::Tensor add_gradients(long long step, int /*stage*/, double scale) override {
    const Batch batch = next_batch(step);
    double total_weight = batch.weight.sum().item<double>();
    team_.sum(&total_weight, 1);
    const AutocastScope autocast(compute_);
    const torch::Tensor output = network_->forward(batch.input.to(compute_.device));  // [B, T, H, W]
    return backward(weighted_loss(output, batch.target.to(compute_.device), batch.weight.to(compute_.device),
                                  total_weight, options_.loss),
                    scale);
  }

  double held_out_rmse() override { return held_out_score().rmse(); }
  long long held_out_values() const { return held_out_values_; }
  ModelFile model_file() override { return to_model_file(network_, encoder_); }

  // Calibrates on the held-out values, which lie on partly observed dates. On unobserved dates the
  // network answers with the interpolation (torch/vit/vit.h), so the factors there come from the
  // errors of the interpolation.
  std::optional<Calibration> calibrate_bounds() {
    VitFiller filler({network_, encoder_}, compute_, threads_);
    CalibrationSample sample;
    held_out_.add_errors(filler, sample);
    if (!sample.enough()) return std::nullopt;
    Calibration calibration = sample.fit();
    MemoryCubeSource scene(set_.scenes().front());
    const auto interpolation = [](const Cube&) { return std::make_unique<LinearFiller>(); };
    const auto of_interpolation = calibrate(sample_scene(scene, kCalibrationPx), interpolation, {.threads = threads_});
    constexpr auto kWhole = static_cast<std::size_t>(DateObserved::not_at_all);
    if (of_interpolation) calibration.factor[kWhole] = of_interpolation->factor[kWhole];
    return calibration;
  }

 private:
  std::uint64_t seed() const { return static_cast<std::uint64_t>(options_.seed); }

  Vit make_network() const {
    torch::manual_seed(seed());
    Vit network(options_.vit, encoder_.channels(), encoder_.ndvi_steps());
    network->to(compute_.device);
    return network;
  }

  Batch next_batch(long long step) {
    Batch batch = prefetched_ == step ? next_.get() : draw(step);
    if (compute_.device.is_cpu()) return batch;
    // A GPU works on this batch while the next one is drawn; on a CPU both would compete for the
    // processors.
    prefetched_ = step + 1;
    next_ = std::async(std::launch::async, [this, step] { return draw(step + 1); });
    return batch;
  }
  Batch draw(long long step) const {
    const auto [from, to] = share_of_batch(options_.batch, team_);
    return draw_batch(set_, encoder_, {options_.vit.window_px, seed(), step, from, to}, threads_);
  }

  Score held_out_score() {
    VitFiller filler({network_, encoder_}, compute_, threads_);
    return held_out_.score(filler);
  }

  const TrainingSet& set_;
  Team& team_;
  const TrainOptions& options_;
  int threads_;
  Compute compute_;
  WindowEncoder encoder_;
  Vit network_;
  HeldOutWindows held_out_;
  long long held_out_values_ = 0;
  long long prefetched_ = -1;
  std::future<Batch> next_;
};

}  // namespace

ModelFile train_vit(const TrainingSet& set, const TrainOptions& given, const Checkpoint& checkpoint,
                    const RunContext& run) {
  const TrainOptions options = resolve_preset("vit", given);
  const Compute compute = choose_compute(options.device, run.threads);
  VitTraining training(set, options, compute, run.threads, run.team);
  Schedule schedule(options);
  schedule.stages = {{"", options.epochs, true}};
  schedule.steps_per_epoch = (options.windows_per_epoch + options.batch - 1) / options.batch;
  TrainingLoop loop(training, schedule, compute,
                    {{"options", recorded_options(options, run)},
                     {"data", fmt::format("{:016x}", set.fingerprint())},
                     {"scenes", set.identities()},
                     {"held_out_values", training.held_out_values()}},
                    run.team);
  loop.run(checkpoint, run.progress);
  if (!run.team.leads()) return {};
  ModelFile model = training.model_file();
  model.header["training"] = loop.description();
  if (const auto calibration = training.calibrate_bounds()) model.header["calibration"] = calibration->factor;
  return model;
}

}  // namespace undercast
