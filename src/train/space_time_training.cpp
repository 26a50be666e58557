// SPDX-License-Identifier: Apache-2.0
#include "train/space_time_training.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/error.h"
#include "core/random.h"
#include "io/options_json.h"
#include "model/fused_space_time.h"
#include "model/starting_model.h"
#include "networks/trained_model.h"
#include "train/loss.h"

namespace undercast {
namespace {

// Of the epochs, the part that each of the networks for the guard gets: enough to tell what the network is worth.
constexpr int kGuardParts = 8;

std::optional<ModelFile> starting_model(const TrainOptions& options) {
  if (options.starting_model == "none") return std::nullopt;
  return options.starting_model == "built-in" ? built_in_starting_model() : read_model_file(options.starting_model);
}

// Of the weights that are part of the program nobody else needs to know: their scenes are not the user's.
std::vector<std::string> scenes_known_of(const HiddenValues& values, const TrainOptions& options) {
  std::vector<std::string> scenes = values.identities;
  if (options.starting_model == "built-in" || options.starting_model == "none") return scenes;
  for (std::string& scene : scenes_of(read_model_file(options.starting_model))) scenes.push_back(std::move(scene));
  return scenes;
}

// On a processor in fp32, unless otherwise is asked for: our kernels are faster in it than LibTorch is in bf16.
Compute training_compute(const Compute& compute, const DeviceOptions& options) {
  return compute.device.is_cpu() && options.precision == "auto" ? Compute{torch::kCPU, Precision::fp32} : compute;
}

class SpaceTimeTraining : public Trainable {
 public:
  SpaceTimeTraining(const HiddenValues& values, const TrainOptions& options, const Compute& compute, const Team& team,
                    int threads)
      : values_(values),
        options_(options),
        compute_(compute),
        kernel_(compute.precision == Precision::fp32 ? fused_kernel_for(compute) : nullptr),
        threads_(threads),
        share_(share_of_batch(options.series_per_step, team)) {
    torch::manual_seed(static_cast<std::uint64_t>(options.seed));
    network_ = SpaceTime(options.space_time, static_cast<int>(values.features.size()));
    std::vector<torch::Tensor> samples;
    for (const HiddenSeries& series : values.training) {
      const torch::Tensor features = series.batch.features;
      samples.push_back(features.slice(0, 0, features.size(0), 16).reshape({-1, features.size(2)}));
    }
    network_->measure(torch::cat(samples), values.without_date);
    if (const auto trained = starting_model(options)) start_from(*trained, network_, values.features);
    network_->to(compute.device);
    for (const HiddenSeries& series : values.training) sizes_.push_back(series.size());
  }

  torch::nn::Module& network() override { return *network_; }
  ModelFile model_file() override { return to_model_file(network_); }
  const SpaceTime& trained() const { return network_; }

  // A stage for each fold of the dates learns nothing of that fold, nor of the testing blocks; the last one of all.
  torch::Tensor add_gradients(long long step, int stage, double scale) override {
    Random random(hash_of(static_cast<std::uint64_t>(options_.seed), static_cast<std::uint64_t>(step)));
    const HiddenSeries& from = draw_hiding(random);
    std::vector<std::int64_t> chosen(static_cast<std::size_t>(options_.series_per_step));
    for (std::int64_t& series : chosen) series = random.below(static_cast<int>(from.size()));
    HiddenSeries drawn = from.select(torch::tensor(chosen));
    drop_radar(drawn.batch, random);
    torch::Tensor counts = drawn.target.isfinite();
    if (stage < kFolds) {
      counts = counts.logical_and(drawn.for_testing.logical_not());
      for (std::int64_t date = 0; date < counts.size(1); ++date)
        if (fold_of(static_cast<int>(date)) == stage) counts.select(1, date).fill_(false);
    }
    const auto values = counts.sum().item<double>();
    const torch::Tensor mine = torch::arange(share_.first, share_.second);
    drawn = drawn.select(mine);
    counts = counts.index_select(0, mine);
    if (kernel_ != nullptr) {
      const torch::Tensor weights = counts.to(torch::kFloat) * (scale / std::max(values, 1.0));
      const double loss =
          FusedSpaceTime(network_, *kernel_)
              .add_gradients(network_, drawn.batch, drawn.target, weights, bend_of(options_.loss), threads_);
      return torch::tensor(loss / scale, torch::kFloat);
    }
    const AutocastScope autocast(compute_);
    const torch::Tensor output = network_->forward(drawn.batch.to(compute_.device));  // [B, T]
    return backward(weighted_loss(output, torch::where(counts, drawn.target, 0.0).to(compute_.device),
                                  counts.to(compute_.device, torch::kFloat), values, options_.loss),
                    scale);
  }

 private:
  const HiddenSeries& draw_hiding(Random& random) const {
    std::int64_t all = 0;
    for (const std::int64_t size : sizes_) all += size;
    std::int64_t place = random.below(static_cast<int>(all));
    std::size_t i = 0;
    while (place >= sizes_[i]) place -= sizes_[i++];
    return values_.training[i];
  }

  // Some series lose their radar, so that the network does without where it is missing.
  void drop_radar(SeriesBatch& batch, Random& random) const {
    if (options_.radar_dropout <= 0) return;
    for (std::int64_t i = 0; i < batch.features.size(0); ++i) {
      if (!random.chance(options_.radar_dropout)) continue;
      for (std::size_t feature = 0; feature < values_.features.size(); ++feature)
        if (const std::string& name = values_.features[feature]; name.starts_with("VH") || name.starts_with("VV"))
          batch.features.select(0, i).select(1, static_cast<std::int64_t>(feature)).fill_(kMissing);
    }
  }

  const HiddenValues& values_;
  const TrainOptions& options_;
  Compute compute_;
  const fused::Kernel* kernel_;  ///< none where LibTorch trains
  int threads_;
  std::pair<int, int> share_;  ///< of each batch
  SpaceTime network_{nullptr};
  std::vector<std::int64_t> sizes_;
};

struct TestAnswer {
  MissingValue value;
  StackedAnswer answer;
  double target = 0;
};

// The fold whose network and trees answer for a value, since they know nothing of it.
int answering_fold(const MissingValue& value) {
  // Of a testing block no stage knows anything, but one of another fold knows what else is seen on that date. Two
  // further, the spread was learnt on the same half of the dates (baselines/gap_learner.h), which is not this one.
  return value.kind == GapKind::whole ? fold_of(value.step) : (fold_of(value.step) + 2) % kFolds;
}

/// What each stacked method says of every testing value that a fold answers for.
void answer(StackedModel& model, int fold, const std::vector<HiddenSeries>& testing, const Compute& compute,
            int threads, std::vector<TestAnswer>& answers) {
  for (const HiddenSeries& series : testing) {
    std::vector<MissingValue> asked;
    for (const MissingValue& value : series.missing)
      if (answering_fold(value) == fold) asked.push_back(value);
    const std::vector<StackedAnswer> given = model.answer(series.batch, asked, compute, threads);
    const auto target = series.target.accessor<float, 2>();
    for (std::size_t i = 0; i < asked.size(); ++i)
      answers.push_back({asked[i], given[i], static_cast<double>(target[asked[i].series][asked[i].step])});
  }
}

/// RMSE of each stacked method and of the whole on the testing values.
struct TestScores {
  std::vector<double> squares = std::vector<double>(kStackedMethods.size() + 2);
  long long count = 0;

  void add(const StackedAnswer& answer, double blend, double target) {
    for (std::size_t i = 0; i < answer.departures.size(); ++i) squares[i] += std::pow(answer.departures[i] - target, 2);
    squares[kStackedMethods.size()] += std::pow(blend - target, 2);
    squares[kStackedMethods.size() + 1] += std::pow(target, 2);
    ++count;
  }
  double rmse(std::size_t i) const { return std::sqrt(squares[i] / static_cast<double>(count)); }
  nlohmann::json to_json() const {
    nlohmann::json scores{{"stacked", rmse(kStackedMethods.size())}, {"linear", rmse(kStackedMethods.size() + 1)}};
    for (std::size_t i = 0; i < kStackedMethods.size(); ++i) scores[kStackedMethods[i]] = rmse(i);
    return scores;
  }
};

}  // namespace

ModelFile train_space_time(const std::vector<CubeSource*>& sources, const TrainOptions& given, int threads,
                           const Checkpoint& checkpoint, Progress& progress, Team& team) {
  const TrainOptions options = resolve_space_time_preset(given);
  check_space_time_options(options.space_time);
  // What these refuse is better known before values are hidden for a while.
  choose_compute(options.device, threads);
  if (const auto trained = starting_model(options)) check_starting_model(*trained, options.space_time);
  return train_space_time(hide_again(sources, options, threads, progress, team), options, threads, checkpoint, progress,
                          team);
}

ModelFile train_space_time(const HiddenValues& values, const TrainOptions& given, int threads,
                           const Checkpoint& checkpoint, Progress& progress, Team& team) {
  const TrainOptions options = resolve_space_time_preset(given);
  check_space_time_options(options.space_time);
  const Compute compute = choose_compute(options.device, threads);
  const Compute in_training = training_compute(compute, options.device);
  SpaceTimeTraining training(values, options, in_training, team, threads);
  Schedule schedule(options);
  const int of_fold = std::max(1, options.epochs / kGuardParts);
  for (int fold = 0; fold < kFolds; ++fold) schedule.stages.push_back({"for the guard", of_fold});
  schedule.stages.push_back({"on all dates", std::max(1, options.epochs - kFolds * of_fold)});
  schedule.steps_per_epoch = options.steps_per_epoch;
  TrainingLoop loop(training, schedule, in_training,
                    {{"options", options_to_json(options)},
                     {"data", fmt::format("{:016x}", values.fingerprint)},
                     {"scenes", scenes_known_of(values, options)}},
                    team);
  loop.run(checkpoint, progress);
  if (!team.leads()) return {};
  threads = team.take_machine(threads);

  StackedModel model;
  model.features = values.features;
  const auto uses = [&](const char* name) {
    return std::find(values.features.begin(), values.features.end(), name) != values.features.end();
  };
  model.uses_vh = uses("VH");
  model.uses_vv = uses("VV");
  model.network = training.trained();
  progress.begin("training trees", 2);
  CalibrationSample unused;
  GapLearner::WithoutFold part_without, whole_without;
  GapLearner part = GapLearner::for_part(values.part, values.part_testing, threads, unused, &part_without);
  progress.advance(1);
  GapLearner whole = GapLearner::for_whole(values.whole, values.without_date, threads, unused, &whole_without);
  std::vector<TestAnswer> answers;
  for (int fold = 0; fold < kFolds; ++fold) {
    loop.use(fold);
    model.part = part_without[static_cast<std::size_t>(fold)];
    model.whole = whole_without[static_cast<std::size_t>(fold)];
    answer(model, fold, values.testing, compute, threads, answers);
  }
  loop.use(kFolds);
  model.part = std::move(part);
  model.whole = std::move(whole);
  progress.end();
  GuardSample sample(kExpectedShares);
  for (const auto& [value, answer, target] : answers)
    sample.add(value.kind, value.gap_bin, value.step, target, answer.departures);
  model.guard = sample.fit();
  CalibrationSample errors;
  TestScores scores;
  for (const auto& [value, answer, target] : answers) {
    const double blend = model.blend(value, answer);
    scores.add(answer, blend, target);
    errors.add(value.kind, value.gap_bin, value.step, blend - target, static_cast<double>(answer.spread));
  }
  team.give_machine_back();
  ModelFile file = to_model_file(model);
  file.header["training"] = loop.description();
  if (errors.enough()) file.header["calibration"] = errors.fit().factor;
  // Of the whole model, not of the network alone that the loop knows.
  file.header["training"]["held_out_rmse"] = scores.rmse(kStackedMethods.size());
  file.header["training"]["held_out_rmse_linear"] = scores.rmse(kStackedMethods.size() + 1);
  file.header["training"]["held_out_values"] = scores.count;
  file.header["training"]["held_out_scores"] = scores.to_json();
  return file;
}

}  // namespace undercast
