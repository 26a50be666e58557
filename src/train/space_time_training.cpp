// SPDX-License-Identifier: Apache-2.0
#include "train/space_time_training.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "fill/sample_scene.h"
#include "io/options_json.h"
#include "model/network.h"
#include "train/hidden_series.h"
#include "train/loss.h"

namespace undercast {
namespace {

// Rows for the trees and series for testing that each way of hiding gives, all cubes together.
constexpr std::size_t kPartRows = 24000, kWholeRows = 11000, kTestRows = 24000, kTestSeries = 1024;
// For the score after each epoch.
constexpr std::int64_t kScoredSeries = 256;
// Of the memory that training may take, the share that series get.
constexpr double kSeriesMemory = 0.25;

std::vector<Hiding> training_hidings(int rounds) {
  std::vector<Hiding> hidings;
  for (int round = 0; round < rounds; ++round)
    for (const char* protocol : {"blocks-short", "blocks-long", "clouds", "frames-short", "frames-long"})
      hidings.push_back({protocol, -11 - round});
  // No draw decides what these hide.
  if (rounds > 1)
    for (const char* protocol : {"season-end-3", "season-end-6", "season-end-10"}) hidings.push_back({protocol, 0});
  return hidings;
}

std::vector<Hiding> testing_hidings(int rounds) {
  std::vector<Hiding> hidings{
      {"blocks-short", -91}, {"blocks-long", -91}, {"clouds", -91}, {"frames-short", -91}, {"frames-long", -91}};
  if (rounds > 1)
    for (const Hiding more : {Hiding{"frames-short", -92}, {"frames-long", -92}, {"season-end-10", 0}})
      hidings.push_back(more);
  return hidings;
}

HiddenRows without_testing_dates(const HiddenRows& rows) {
  HiddenRows kept;
  kept.rows.width = rows.rows.width;
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    if (is_testing_date(rows.step[i])) continue;
    kept.rows.inputs.insert(kept.rows.inputs.end(), rows.rows.row(i), rows.rows.row(i) + rows.rows.width);
    kept.rows.targets.push_back(rows.rows.targets[i]);
    kept.step.push_back(rows.step[i]);
    kept.gap_bin.push_back(rows.gap_bin[i]);
  }
  return kept;
}

/// Everything that is hidden again, of all cubes.
struct HiddenValues {
  std::vector<std::string> features;
  std::vector<std::size_t> without_date;
  std::vector<HiddenSeries> training, testing;
  HiddenRows part, part_testing, whole;
  std::vector<std::string> identities;
  std::uint64_t fingerprint = 0;
};

Cube read_training_scene(CubeSource& source, const TrainOptions& options) {
  Cube scene = sample_scene(source, kTrainingPx);
  if (!options.radar) scene.vh = scene.vv = {};
  return scene;
}

HiddenValues hide_again(const std::vector<CubeSource*>& sources, const TrainOptions& options, int threads,
                        Progress& progress) {
  HiddenValues values;
  const std::vector<Hiding> hidings = training_hidings(options.hidings);
  const std::vector<Hiding> testing = testing_hidings(options.hidings);
  const std::size_t ways = sources.size() * hidings.size();
  progress.begin("hiding values", static_cast<long long>(sources.size() * (hidings.size() + testing.size())));
  for (CubeSource* source : sources) {
    values.identities.push_back(scene_identity(source->layout()));
    const Cube scene = read_training_scene(*source, options);
    for (const Variable* variable : {&scene.ndvi, &scene.vh, &scene.vv})
      for (const float value : variable->values)
        values.fingerprint = hash_of(values.fingerprint, std::bit_cast<std::uint32_t>(value));
    const auto seed = static_cast<std::uint64_t>(options.seed);
    for_each_hiding(scene, hidings, threads, progress, [&](const HiddenScene& hidden) {
      if (values.features.empty()) {
        values.features = hidden.features.names();
        values.without_date = hidden.features.without_date();
      } else if (values.features != hidden.features.names()) {
        throw Error(ErrorKind::bad_input, "the training cubes have different radar variables",
                    "give cubes that all have VH (and VV), or none; --no-radar leaves radar out");
      }
      const double series_bytes = 4.0 * static_cast<double>(values.features.size()) * scene.ndvi.steps();
      const double most = options.memory_gib * (1 << 30) * kSeriesMemory / series_bytes / static_cast<double>(ways);
      values.training.push_back(take_series(hidden, Share::all, static_cast<std::size_t>(most) + 1, seed, threads));
      append_rows(hidden, GapKind::part, Share::training, kPartRows / sources.size(), threads, values.part);
      append_rows(hidden, GapKind::whole, Share::all, kWholeRows / sources.size(), threads, values.whole);
    });
    for_each_hiding(scene, testing, threads, progress, [&](const HiddenScene& hidden) {
      values.testing.push_back(take_series(hidden, Share::testing, kTestSeries / sources.size() + 1, seed, threads));
      append_rows(hidden, GapKind::part, Share::testing, kTestRows / sources.size(), threads, values.part_testing);
    });
  }
  progress.end();
  std::erase_if(values.training, [](const HiddenSeries& series) { return series.size() == 0; });
  std::erase_if(values.testing, [](const HiddenSeries& series) { return series.size() == 0; });
  if (values.training.empty() || values.testing.empty())
    throw Error(ErrorKind::bad_input, "the cubes hold too few observations to hide some and learn from the others",
                "train on cubes with more dates, or fill with --method linear");
  return values;
}

class SpaceTimeTraining : public Trainable {
 public:
  SpaceTimeTraining(const HiddenValues& values, const TrainOptions& options, const Compute& compute)
      : values_(values), options_(options), compute_(compute) {
    torch::manual_seed(static_cast<std::uint64_t>(options.seed));
    network_ = SpaceTime(options.space_time, static_cast<int>(values.features.size()));
    std::vector<torch::Tensor> samples;
    for (const HiddenSeries& series : values.training) {
      const torch::Tensor features = series.batch.features;
      samples.push_back(features.slice(0, 0, features.size(0), 16).reshape({-1, features.size(2)}));
    }
    network_->measure(torch::cat(samples), values.without_date);
    network_->to(compute.device);
    for (const HiddenSeries& series : values.training) sizes_.push_back(series.size());
    for (const HiddenSeries& series : values.testing) {
      const std::int64_t stride = (series.size() + kScoredSeries - 1) / kScoredSeries;
      scored_.push_back(series.select(torch::arange(0, series.size(), stride)));
    }
  }

  torch::nn::Module& network() override { return *network_; }
  ModelFile model_file() override { return to_model_file(network_); }
  const SpaceTime& trained() const { return network_; }

  torch::Tensor loss(long long step, bool refit) override {
    Random random(hash_of(static_cast<std::uint64_t>(options_.seed), static_cast<std::uint64_t>(step)));
    const HiddenSeries& from = draw_hiding(random);
    std::vector<std::int64_t> chosen(static_cast<std::size_t>(options_.series_per_step));
    for (std::int64_t& series : chosen) series = random.below(static_cast<int>(from.size()));
    HiddenSeries drawn = from.select(torch::tensor(chosen));
    drop_radar(drawn.batch, random);
    torch::Tensor counts = drawn.target.isfinite();
    if (!refit) counts = counts.logical_and(drawn.for_testing.logical_not());
    const AutocastScope autocast(compute_);
    const torch::Tensor output = network_->forward(drawn.batch.to(compute_.device));  // [B, T]
    return weighted_loss(output, torch::where(counts, drawn.target, 0.0).to(compute_.device),
                         counts.to(compute_.device, torch::kFloat), options_.loss);
  }

  double held_out_rmse() override {
    double squares = 0, count = 0;
    for (const HiddenSeries& series : scored_) {
      const torch::Tensor error = predict(network_, series.batch, compute_) - series.target;
      squares += error.square().nansum().item<double>();
      count += error.isfinite().sum().item<double>();
    }
    return std::sqrt(squares / count);
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
  SpaceTime network_{nullptr};
  std::vector<std::int64_t> sizes_;
  std::vector<HiddenSeries> scored_;
};

struct TestAnswer {
  MissingValue value;
  StackedAnswer answer;
  double target = 0;
};

/// What each stacked method says of every testing value.
std::vector<TestAnswer> answer_all(StackedModel& model, const std::vector<HiddenSeries>& testing,
                                   const Compute& compute, int threads) {
  std::vector<TestAnswer> all;
  for (const HiddenSeries& series : testing) {
    const std::vector<StackedAnswer> answers = model.answer(series.batch, series.missing, compute, threads);
    const auto target = series.target.accessor<float, 2>();
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const MissingValue& value = series.missing[i];
      all.push_back({value, answers[i], static_cast<double>(target[value.series][value.step])});
    }
  }
  return all;
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
                           const Checkpoint& checkpoint, Progress& progress) {
  const TrainOptions options = resolve_space_time_preset(given);
  check_space_time_options(options.space_time);
  const Compute compute = choose_compute(options.device, threads);
  const HiddenValues values = hide_again(sources, options, threads, progress);
  SpaceTimeTraining training(values, options, compute);
  Schedule schedule(options);
  // The first third is enough to tell what the network is worth; most is gained by learning from every date.
  schedule.epochs = (options.epochs + 2) / 3;
  schedule.refit_epochs = options.epochs - schedule.epochs;
  schedule.steps_per_epoch = options.steps_per_epoch;
  TrainingLoop loop(training, schedule, compute,
                    {{"options", options_to_json(options)},
                     {"data", fmt::format("{:016x}", values.fingerprint)},
                     {"scenes", values.identities}});
  loop.run(checkpoint, progress);
  loop.use_best();  // for the guard and the calibration

  StackedModel model;
  model.features = values.features;
  const auto uses = [&](const char* name) {
    return std::find(values.features.begin(), values.features.end(), name) != values.features.end();
  };
  model.uses_vh = uses("VH");
  model.uses_vv = uses("VV");
  model.network = training.trained();
  progress.begin("training trees", 3);
  CalibrationSample unused;
  model.part = GapLearner::for_part(values.part, values.part_testing, threads, unused);
  progress.advance(1);
  model.whole = GapLearner::for_whole(without_testing_dates(values.whole), values.without_date, threads, unused);
  progress.advance(1);
  const std::vector<TestAnswer> answers = answer_all(model, values.testing, compute, threads);
  GuardSample sample(kStackedMethods.size());
  for (const auto& [value, answer, target] : answers)
    sample.add(value.kind, value.gap_bin, value.step, target, answer.departures);
  model.guard = sample.fit();
  CalibrationSample errors;
  TestScores scores;
  for (const auto& [value, answer, target] : answers) {
    const double blend = model.blend(value, answer);
    scores.add(answer, blend, target);
    // The trees' spread was not learnt on these dates (baselines/gap_learner.h).
    if (fold_of(value.step) % 2 == 1)
      errors.add(value.kind, value.gap_bin, blend - target, static_cast<double>(answer.spread));
  }
  model.whole = GapLearner::for_whole(values.whole, values.without_date, threads, unused);
  progress.end();
  loop.use_last();
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
