// SPDX-License-Identifier: Apache-2.0
#include "learn/departure_trees.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "core/progress.h"

namespace undercast {
namespace {

constexpr int kPartlyObservedRounds = 500;
constexpr int kUnobservedRounds = 300, kRoundsAtOnce = 20;
// Cross-validation ends after so many stages of kRoundsAtOnce without a better agreement.
constexpr int kPatience = 4;
constexpr BoostingOptions kPartlyObserved{0.05, 7, 20, 0.7, 0.4};
constexpr BoostingOptions kUnobserved{0.03, 5, 100, 0.5, 0.4};
constexpr BoostingOptions kSpread{0.1, 4, 100, 0.7, 0.5};
constexpr int kSpreadRounds = 60;
constexpr float kLeastSpread = 0.01F;

TrainingRows select(const TrainingRows& rows, const std::vector<std::size_t>& which,
                    const std::vector<std::size_t>& inputs) {
  TrainingRows selected;
  selected.width = inputs.empty() ? rows.width : inputs.size();
  for (const std::size_t i : which) {
    const float* row = rows.row(i);
    if (inputs.empty())
      selected.inputs.insert(selected.inputs.end(), row, row + rows.width);
    else
      for (const std::size_t input : inputs) selected.inputs.push_back(row[input]);
    selected.targets.push_back(rows.targets[i]);
  }
  return selected;
}

template <class Takes>
std::vector<std::size_t> indices(std::size_t count, Takes takes) {
  std::vector<std::size_t> which;
  for (std::size_t i = 0; i < count; ++i)
    if (takes(i)) which.push_back(i);
  return which;
}

std::vector<float> predict_all(const BoostedTrees& trees, const TrainingRows& rows) {
  std::vector<float> predictions(rows.size());
  trees.predict(rows.inputs.data(), rows.size(), predictions.data());
  return predictions;
}

std::shared_ptr<const BoostedTrees> boosted(const TrainingRows& rows, const BoostingOptions& options, int rounds,
                                            int threads) {
  auto trees = std::make_shared<BoostedTrees>(rows, options, threads);
  for (int done = 0; done < rounds; done += kRoundsAtOnce) {
    stop_if_requested();
    trees->boost(kRoundsAtOnce);
  }
  trees->finish();
  return trees;
}

// The agreement of predictions with their targets.
struct Agreement {
  double product = 0, squares = 0;

  void add(float target, float prediction) {
    product += static_cast<double>(target) * static_cast<double>(prediction);
    squares += static_cast<double>(prediction) * static_cast<double>(prediction);
  }
  /// The weight of the predictions with the least squared error.
  double weight() const { return squares > 0 ? std::clamp(product / squares, 0.0, 1.0) : 0; }
  /// How much squared error the predictions save with this weight.
  double gain() const { return weight() * (2 * product - weight() * squares); }
};

}  // namespace

void DepartureTrees::learn_weights(const TreeRows& rows, const std::vector<float>& predictions) {
  std::array<Agreement, kGapBins.size()> agreement;
  for (std::size_t i = 0; i < predictions.size(); ++i)
    agreement[rows.gap_bin[i]].add(rows.rows.targets[i], predictions[i]);
  for (std::size_t bin = 0; bin < weight_.size(); ++bin) weight_[bin] = agreement[bin].weight();
}

void DepartureTrees::learn_spread(const TreeRows& rows, const std::vector<float>& predictions, int threads,
                                  SpreadTest test) {
  std::vector<float> error(predictions.size());
  for (std::size_t i = 0; i < error.size(); ++i)
    error[i] = rows.rows.targets[i] - static_cast<float>(weight_[rows.gap_bin[i]]) * predictions[i];
  const auto learn = [&](const std::vector<std::size_t>& which) -> std::shared_ptr<const BoostedTrees> {
    if (which.empty()) return nullptr;
    TrainingRows sizes = select(rows.rows, which, inputs_);
    for (std::size_t k = 0; k < which.size(); ++k) sizes.targets[k] = std::abs(error[which[k]]);
    return boosted(sizes, kSpread, kSpreadRounds, threads);
  };
  spread_ = learn(indices(error.size(), [](std::size_t) { return true; }));
  for (const int half : {0, 1}) {
    const auto in_half = [&](std::size_t i) { return fold_of(rows.step[i]) % 2 == half; };
    const auto of_others = learn(indices(error.size(), std::not_fn(in_half)));
    if (!of_others) continue;
    const std::vector<std::size_t> which = indices(error.size(), in_half);
    const std::vector<float> spreads = predict_all(*of_others, select(rows.rows, which, inputs_));
    for (std::size_t k = 0; k < which.size(); ++k)
      test.errors.add(test.kind, rows.gap_bin[which[k]], rows.step[which[k]], static_cast<double>(error[which[k]]),
                      static_cast<double>(std::max(spreads[k], kLeastSpread)));
    for (int fold = half; test.without_fold != nullptr && fold < kFolds; fold += 2)
      (*test.without_fold)[fold].spread_ = of_others;
  }
}

DepartureTrees DepartureTrees::for_partly_observed(TreeRows train, TreeRows test, int threads,
                                                   CalibrationSample& errors, WithoutFold* without_fold) {
  DepartureTrees learner;
  learner.width_ = train.rows.width;
  if (train.rows.size() == 0 || test.rows.size() == 0) return learner;
  learner.departure_ = boosted(train.rows, kPartlyObserved, kPartlyObservedRounds, threads);
  const std::vector<float> predictions = predict_all(*learner.departure_, test.rows);
  learner.learn_weights(test, predictions);
  if (without_fold != nullptr) without_fold->fill(learner);
  learner.learn_spread(test, predictions, threads, {DateObserved::partly, errors, without_fold});
  return learner;
}

DepartureTrees DepartureTrees::for_unobserved(const TreeRows& rows, const std::vector<std::size_t>& inputs, int threads,
                                              CalibrationSample& errors, WithoutFold* without_fold) {
  DepartureTrees learner;
  learner.width_ = rows.rows.width;
  learner.inputs_ = inputs;
  if (rows.rows.size() == 0) return learner;
  struct Fold {
    int number;
    std::vector<std::size_t> outside;
    TrainingRows train, test;
    std::shared_ptr<BoostedTrees> trees;
  };
  std::vector<Fold> folds;
  for (int fold = 0; fold < kFolds; ++fold) {
    const auto is_outside = [&](std::size_t i) { return fold_of(rows.step[i]) == fold; };
    Fold& made = folds.emplace_back();
    made.number = fold;
    made.outside = indices(rows.rows.size(), is_outside);
    made.train = select(rows.rows, indices(rows.rows.size(), std::not_fn(is_outside)), inputs);
    made.test = select(rows.rows, made.outside, inputs);
    if (made.test.size() == 0 || made.train.size() == 0) folds.pop_back();
  }
  for (Fold& fold : folds) fold.trees = std::make_shared<BoostedTrees>(fold.train, kUnobserved, threads);
  std::vector<Agreement> agreement;
  std::vector<std::vector<float>> predictions;  // by trees that were trained on other dates; [stage][row]
  const auto better = [](const Agreement& a, const Agreement& b) { return a.gain() < b.gain(); };
  for (int rounds = 0; rounds < kUnobservedRounds; rounds += kRoundsAtOnce) {
    stop_if_requested();
    Agreement& reached = agreement.emplace_back();
    std::vector<float>& predicted = predictions.emplace_back(rows.rows.size());
    for (Fold& fold : folds) {
      fold.trees->boost(kRoundsAtOnce);
      const std::vector<float> answers = predict_all(*fold.trees, fold.test);
      for (std::size_t k = 0; k < fold.outside.size(); ++k) {
        predicted[fold.outside[k]] = answers[k];
        reached.add(fold.test.targets[k], answers[k]);
      }
    }
    if (agreement.end() - std::max_element(agreement.begin(), agreement.end(), better) > kPatience) break;
  }
  const auto best = std::max_element(agreement.begin(), agreement.end(), better);
  const auto best_stage = static_cast<std::size_t>(best - agreement.begin());
  learner.learn_weights(rows, predictions[best_stage]);
  const TrainingRows all = select(rows.rows, indices(rows.rows.size(), [](std::size_t) { return true; }), inputs);
  const int best_rounds = static_cast<int>(best_stage + 1) * kRoundsAtOnce;
  if (without_fold != nullptr)
    for (Fold& fold : folds) {
      fold.trees->keep(best_rounds);
      fold.trees->finish();
      DepartureTrees& of_others = (*without_fold)[fold.number];
      of_others = learner;
      of_others.departure_ = fold.trees;
    }
  learner.departure_ = boosted(all, kUnobserved, best_rounds, threads);
  learner.learn_spread(rows, predictions[best_stage], threads, {DateObserved::not_at_all, errors, without_fold});
  return learner;
}

void DepartureTrees::store(const std::string& name, ModelFile& model) const {
  model.header["trees"][name] = {{"inputs", inputs_}, {"width", width_}, {"shares", weight_}};
  if (departure_) model.bytes[name + ".departure"] = departure_->bytes();
  if (spread_) model.bytes[name + ".spread"] = spread_->bytes();
}

DepartureTrees DepartureTrees::load(const std::string& name, const ModelFile& model) {
  const JsonValue header = model.checked_header().at("trees").at(name);
  DepartureTrees learner;
  learner.inputs_ = header.at("inputs").as<std::vector<std::size_t>>();
  learner.width_ = header.at("width").as<std::size_t>();
  learner.weight_ = header.at("shares").as<decltype(weight_)>();
  const std::size_t width = learner.inputs_.empty() ? learner.width_ : learner.inputs_.size();
  if (model.bytes.contains(name + ".departure"))
    learner.departure_ = std::make_shared<BoostedTrees>(model.bytes_of(name + ".departure"), width);
  if (model.bytes.contains(name + ".spread"))
    learner.spread_ = std::make_shared<BoostedTrees>(model.bytes_of(name + ".spread"), width);
  return learner;
}

DepartureTrees DepartureTrees::for_features(const std::vector<std::string>& known,
                                            const std::vector<std::string>& features) const {
  DepartureTrees renamed = *this;
  if (renamed.inputs_.empty()) {
    renamed.inputs_.resize(known.size());
    std::iota(renamed.inputs_.begin(), renamed.inputs_.end(), 0);
  }
  for (std::size_t& input : renamed.inputs_) {
    if (input == kNoColumn) continue;
    const auto found = std::find(features.begin(), features.end(), known[input]);
    input = found == features.end() ? kNoColumn : static_cast<std::size_t>(found - features.begin());
  }
  renamed.width_ = features.size();
  return renamed;
}

bool DepartureTrees::fits(std::size_t width) const {
  return ((!departure_ && !spread_) || width_ == width) &&
         std::all_of(inputs_.begin(), inputs_.end(),
                     [&](std::size_t input) { return input < width || input == kNoColumn; });
}

void DepartureTrees::predict(const float* rows, const std::vector<std::size_t>& gap_bins, float* departures,
                             float* spreads) const {
  const std::size_t count = gap_bins.size();
  std::fill_n(departures, count, 0.0F);
  std::fill_n(spreads, count, 1.0F);
  if (!departure_) return;
  std::vector<float> selected;
  if (!inputs_.empty()) {
    for (std::size_t i = 0; i < count; ++i)
      for (const std::size_t input : inputs_)
        selected.push_back(input == kNoColumn ? kMissing : rows[i * width_ + input]);
    rows = selected.data();
  }
  departure_->predict(rows, count, departures);
  for (std::size_t i = 0; i < count; ++i) departures[i] *= static_cast<float>(weight_[gap_bins[i]]);
  if (!spread_) return;
  spread_->predict(rows, count, spreads);
  for (std::size_t i = 0; i < count; ++i) spreads[i] = std::max(spreads[i], kLeastSpread);
}

}  // namespace undercast
