// SPDX-License-Identifier: Apache-2.0
#include "torch/space_time/training.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "core/error.h"
#include "core/random.h"
#include "io/options_json.h"
#include "learn/space_time/judgement.h"
#include "networks/trained_model.h"
#include "torch/base/loss.h"
#include "torch/space_time/starting_model.h"

namespace undercast {
namespace {

// Each network of the cross-validation gets the epochs divided by this number: enough to judge what
// the network is worth.
constexpr int kFoldEpochsDivisor = 8;
// The features' means and deviations are measured on one series of so many.
constexpr std::size_t kSeriesPerSample = 16;

std::optional<ModelFile> starting_model(const TrainOptions& options) {
  if (options.starting_model == "none") return std::nullopt;
  return options.starting_model == kBuiltInModel ? built_in_model() : read_model_file(options.starting_model);
}

// Returns the identities of the training cubes and of the cubes of the starting model.
std::vector<std::string> scenes_known_of(const TrainingExamples& values, const TrainOptions& options) {
  std::vector<std::string> scenes = values.identities;
  const auto start = starting_model(options);
  if (!start) return scenes;
  for (std::string& scene : scenes_of(*start)) scenes.push_back(std::move(scene));
  return scenes;
}

// Trains in fp32 on a CPU unless the options ask for another precision: our kernels are faster in
// fp32 than LibTorch is in bf16.
Compute training_compute(const Compute& compute, const DeviceOptions& options) {
  return compute.device.is_cpu() && options.precision == "auto" ? Compute{torch::kCPU, Precision::fp32} : compute;
}

class SpaceTimeTraining : public Trainable {
 public:
  SpaceTimeTraining(const TrainingExamples& values, const TrainOptions& options, const Compute& compute,
                    const Team& team, int threads)
      : values_(values),
        options_(options),
        compute_(compute),
        kernel_(compute.precision == Precision::fp32 ? fused_kernel_for(compute) : nullptr),
        threads_(threads),
        share_(share_of_batch(options.series_per_step, team)) {
    torch::manual_seed(static_cast<std::uint64_t>(options.seed));
    network_ = SpaceTime(options.space_time, static_cast<int>(values.features.size()));
    std::vector<torch::Tensor> samples;
    for (const SeriesExamples& series : values.training) {
      std::vector<std::size_t> chosen;
      for (std::size_t i = 0; i < series.size(); i += kSeriesPerSample) chosen.push_back(i);
      samples.push_back(to_tensors(series.batch.select(chosen)).features.flatten(0, 1));  // [N, F]
    }
    network_->measure(torch::cat(samples), values.without_date);
    if (const auto model = starting_model(options)) {
      start_from(*model, network_, values.features);
      const StackedModel start = for_features(stacked_model_from(*model), values.features);
      // A model that had a start itself holds trees that only add to the trees of its start.
      const Learners& with_trees = start.starting ? *start.starting : start.trained;
      starting_ = Learners{start.trained.network, with_trees.part, with_trees.whole};
    }
    network_->to(compute.device);
  }

  torch::nn::Module& network() override { return *network_; }
  ModelFile model_file() override { return to_model_file(weights()); }
  NetworkWeights weights() const { return weights_of(network_); }
  /// The learners that the training started from, if any.
  const std::optional<Learners>& starting() const { return starting_; }

  // The stage of each fold learns neither from the dates of that fold nor from the testing blocks;
  // the last stage learns from everything.
  torch::Tensor add_gradients(long long step, int stage, double scale) override {
    Random random(hash_of(static_cast<std::uint64_t>(options_.seed), static_cast<std::uint64_t>(step)));
    const SeriesExamples& from = draw_holdout(random);
    std::vector<std::size_t> chosen(static_cast<std::size_t>(options_.series_per_step));
    for (std::size_t& series : chosen) series = static_cast<std::size_t>(random.below(static_cast<int>(from.size())));
    SeriesExamples drawn = from.select(chosen);
    drop_radar(drawn.batch, random);
    const auto is_target = [&](std::size_t place) {
      return std::isfinite(drawn.target[place]) &&
             (stage == kFolds ||
              (drawn.for_testing[place] == 0 && fold_of(static_cast<int>(place % drawn.batch.steps)) != stage));
    };
    std::vector<float> counts(drawn.target.size());  // [B, T] 1 for values to learn from
    for (std::size_t place = 0; place < counts.size(); ++place) counts[place] = is_target(place) ? 1.0F : 0.0F;
    const double values = std::accumulate(counts.begin(), counts.end(), 0.0);
    std::vector<std::size_t> mine(static_cast<std::size_t>(share_.second - share_.first));  // this rank's series
    std::iota(mine.begin(), mine.end(), static_cast<std::size_t>(share_.first));
    const SeriesExamples series = drawn.select(mine);
    counts = select_rows(counts, series.batch.steps, mine);  // [b, T]
    return kernel_ != nullptr ? add_by_kernel(series, counts, values, scale)
                              : add_by_torch(series, counts, values, scale);
  }

 private:
  torch::Tensor add_by_kernel(const SeriesExamples& series, std::vector<float> counts, double values, double scale) {
    for (float& weight : counts) weight *= static_cast<float>(scale / std::max(values, 1.0));
    NetworkWeights gradient = NetworkWeights::zeros(network_->options, values_.features.size());
    const double loss =
        FusedSpaceTime(weights(), *kernel_)
            .add_gradients({series.batch, series.target, counts, bend_of(options_.loss)}, threads_, gradient);
    for (auto& parameter : network_->named_parameters())
      parameter.value().mutable_grad().add_(to_tensor(gradient.of(parameter.key()), parameter.value().sizes()));
    return torch::tensor(loss / scale, torch::kFloat);
  }

  torch::Tensor add_by_torch(const SeriesExamples& series, const std::vector<float>& given, double values,
                             double scale) {
    const SeriesTensors batch = to_tensors(series.batch);
    const auto there = [&](const std::vector<float>& one) {
      return to_tensor(one, batch.departure.sizes()).to(compute_.device);
    };
    const torch::Tensor counts = there(given), target = there(series.target);  // [b, T]
    const AutocastScope autocast(compute_);
    const torch::Tensor output = network_->forward(batch.to(compute_.device));  // [b, T]
    return backward(
        weighted_loss(output, torch::where(counts.to(torch::kBool), target, 0.0), counts, values, options_.loss),
        scale);
  }

  // All hold-outs are equally likely, so that large scenes do not outweigh small ones.
  const SeriesExamples& draw_holdout(Random& random) const {
    return values_.training[static_cast<std::size_t>(random.below(static_cast<int>(values_.training.size())))];
  }

  // Hides the radar of some series, so that the network learns to work where radar is missing.
  void drop_radar(SeriesBatch& batch, Random& random) const {
    if (options_.radar_dropout <= 0) return;
    for (std::size_t i = 0; i < batch.series; ++i) {
      if (!random.chance(options_.radar_dropout)) continue;
      for (std::size_t feature = 0; feature < values_.features.size(); ++feature)
        if (is_radar(feature_source_of(values_.features[feature])))
          for (std::size_t step = 0; step < batch.steps; ++step)
            batch.features[(i * batch.steps + step) * batch.width + feature] = kMissing;
    }
  }

  const TrainingExamples& values_;
  const TrainOptions& options_;
  Compute compute_;
  const fused::Kernel* kernel_;  ///< null where LibTorch trains
  int threads_;
  std::pair<int, int> share_;  ///< of each batch
  SpaceTime network_{nullptr};
  std::optional<Learners> starting_;
};

// Returns the fold whose network and trees predict a value. They were not trained on it.
int answering_fold(const MissingValue& value) {
  // No stage was trained on testing blocks, but stages of other folds saw the rest of that date.
  // The fold two further on predicts them, because its spread was learnt on the other half of the
  // dates (learn/departure_trees.h).
  return value.kind == DateObserved::not_at_all ? fold_of(value.step) : (fold_of(value.step) + 2) % kFolds;
}

/// Series to test on, and what the starting network says of them.
struct TestSeries {
  const SeriesExamples& series;
  std::vector<float> of_starting;  ///< [B, T]
  bool radar_was_hidden = false;
};

std::vector<TestSeries> make_tests(const StackedModel& model, const TrainingExamples& values, const Predict& predict) {
  std::vector<TestSeries> tests;
  for (const auto& [all, radar_was_hidden] :
       {std::pair{&values.testing, false}, std::pair{&values.testing_without_radar, true}})
    for (const SeriesExamples& series : *all)
      tests.push_back({series, model.answer_of_starting(series.batch, predict), radar_was_hidden});
  return tests;
}

// Returns the answers of each stacked method on the testing values that a fold predicts.
std::vector<TestedValue> answers_of_fold(const StackedModel& model, int fold, const std::vector<TestSeries>& tests,
                                         const Predict& predict, int threads) {
  std::vector<TestedValue> tested;
  for (const auto& [series, of_starting, radar_was_hidden] : tests) {
    std::vector<MissingValue> asked;
    for (const MissingValue& value : series.missing)
      if (answering_fold(value) == fold) asked.push_back(value);
    const std::vector<StackedAnswer> given = model.answer(series.batch, of_starting, asked, predict, threads);
    for (std::size_t i = 0; i < asked.size(); ++i)
      tested.push_back({asked[i], given[i], static_cast<double>(series.target_of(asked[i])), radar_was_hidden});
  }
  return tested;
}

Schedule schedule_of(const TrainOptions& options) {
  Schedule schedule(options);
  const int of_fold = std::max(1, options.epochs / kFoldEpochsDivisor);
  for (int fold = 0; fold < kFolds; ++fold) schedule.stages.push_back({"part 1 of 2 (cross-validation)", of_fold});
  schedule.stages.push_back({"part 2 of 2 (final)", std::max(1, options.epochs - kFolds * of_fold)});
  schedule.steps_per_epoch = options.steps_per_epoch;
  return schedule;
}

// Returns rows whose targets are what the starting model's trees leave unexplained.
TreeRows unexplained(const std::optional<Learners>& starting, DateObserved kind, TreeRows rows) {
  if (!starting) return rows;
  std::vector<float> departures(rows.rows.size()), spreads(rows.rows.size());
  starting->trees_for(kind).predict(rows.rows.inputs.data(), rows.gap_bin, departures.data(), spreads.data());
  for (std::size_t i = 0; i < departures.size(); ++i) rows.rows.targets[i] -= departures[i];
  return rows;
}

// Trains the trees, and returns what every stacked method says of each testing value. Each value is
// answered by the network and the trees of a fold that was not trained on it.
std::vector<TestedValue> train_trees(const TrainingExamples& values,
                                     const std::function<NetworkWeights(int)>& weights_of_stage, const Predict& predict,
                                     const RunContext& run, StackedModel& model) {
  run.progress.begin("training trees", 2);
  CalibrationSample unused;
  DepartureTrees::WithoutFold part_without, whole_without;
  DepartureTrees part = DepartureTrees::for_partly_observed(
      unexplained(model.starting, DateObserved::partly, values.part),
      unexplained(model.starting, DateObserved::partly, values.part_testing), run.threads, unused, &part_without);
  run.progress.advance(1);
  DepartureTrees whole =
      DepartureTrees::for_unobserved(unexplained(model.starting, DateObserved::not_at_all, values.whole),
                                     values.without_date, run.threads, unused, &whole_without);
  const std::vector<TestSeries> tests = make_tests(model, values, predict);
  std::vector<TestedValue> tested;
  for (int fold = 0; fold < kFolds; ++fold) {
    model.trained.network = weights_of_stage(fold);
    model.trained.part = part_without[fold];
    model.trained.whole = whole_without[fold];
    for (TestedValue& value : answers_of_fold(model, fold, tests, predict, run.threads))
      tested.push_back(std::move(value));
  }
  model.trained.network = weights_of_stage(kFolds);
  model.trained.part = std::move(part);
  model.trained.whole = std::move(whole);
  run.progress.end();
  return tested;
}

ModelFile train_on(const TrainingExamples& values, const TrainOptions& options, const Checkpoint& checkpoint,
                   const RunContext& run) {
  const Compute compute = choose_compute(options.device, run.threads);
  const Compute in_training = training_compute(compute, options.device);
  SpaceTimeTraining training(values, options, in_training, run.team, run.threads);
  TrainingLoop loop(training, schedule_of(options), in_training,
                    {{"options", recorded_options(options, run)},
                     {"data", fmt::format("{:016x}", values.fingerprint)},
                     {"scenes", scenes_known_of(values, options)}},
                    run.team);
  loop.run(checkpoint, run.progress);
  if (!run.team.leads()) return {};
  // The other ranks wait from here on.
  const RunContext alone_here{run.team.take_machine(run.threads), run.memory, run.progress, run.team};
  StackedModel model = untrained_model(values.features);
  model.starting = training.starting();
  const std::vector<TestedValue> tested = train_trees(
      values,
      [&](int stage) {
        loop.use(stage);
        return training.weights();
      },
      predict_on(compute, alone_here.threads), alone_here, model);
  const std::optional<Calibration> calibration = judge(model, tested);
  run.team.give_machine_back();
  ModelFile file = to_model_file(model);
  file.header["training"] = loop.description();
  if (calibration) file.header["calibration"] = calibration->factor;
  describe_errors(model, tested, file);
  if (options.keep_answers) keep_answers(tested, file);
  return file;
}

}  // namespace

ModelFile train_space_time(const std::vector<CubeSource*>& sources, const TrainOptions& given,
                           const Checkpoint& checkpoint, const RunContext& run) {
  const TrainOptions options = resolve_preset("space-time", given);
  check(options.space_time);
  // These checks come first, because making examples takes a while.
  choose_compute(options.device, run.threads);
  if (const auto trained = starting_model(options)) check_starting_model(*trained, options.space_time);
  return train_on(make_training_examples(sources, options, run), options, checkpoint, run);
}

ModelFile train_space_time(const TrainingExamples& values, const TrainOptions& given, const Checkpoint& checkpoint,
                           const RunContext& run) {
  const TrainOptions options = resolve_preset("space-time", given);
  check(options.space_time);
  return train_on(values, options, checkpoint, run);
}

}  // namespace undercast
