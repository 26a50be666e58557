// SPDX-License-Identifier: Apache-2.0
#include "learn/space_time/judgement.h"

#include <algorithm>
#include <cmath>

#include "networks/trained_model.h"

namespace undercast {
namespace {

// Fewer values say too little; then all count.
constexpr std::size_t kFewestToJudgeBy = 2000;

// Selects the tested values with radar, or those without.
std::vector<const TestedValue*> select(const std::vector<TestedValue>& tested, bool has_radar) {
  std::vector<const TestedValue*> all, selected;
  for (const TestedValue& value : tested) {
    if (!value.radar_was_hidden) all.push_back(&value);
    if (value.answer.has_radar == has_radar) selected.push_back(&value);
  }
  return selected.size() < std::min(kFewestToJudgeBy, all.size()) ? all : selected;
}

Guard fit_guard(const std::vector<const TestedValue*>& tested) {
  GuardSample sample(kPriorWeights);
  for (const TestedValue* one : tested)
    sample.add(one->value.kind, one->value.gap_bin, one->value.step, one->target, one->answer.departures);
  return sample.fit();
}

// None where there are too few values.
std::optional<Calibration> fit_calibration(const StackedModel& model, const std::vector<const TestedValue*>& tested) {
  CalibrationSample errors;
  for (const TestedValue* one : tested) {
    const Blend blend = model.blend(one->value, one->answer);
    errors.add(one->value.kind, one->value.gap_bin, one->value.step, blend.departure - one->target, blend.spread);
  }
  if (!errors.enough()) return std::nullopt;
  return errors.fit();
}

// How much wider than by `usual` bounds are by `calibration`. They never become narrower: other scenes
// may need radar more.
Calibration widening(Calibration calibration, const Calibration& usual) {
  for (std::size_t kind = 0; kind < kDateKinds; ++kind)
    for (std::size_t bin = 0; bin < kGapBins.size(); ++bin) {
      double& factor = calibration.factor[kind][bin];
      factor = usual.factor[kind][bin] > 0 ? std::max(1.0, factor / usual.factor[kind][bin]) : 1;
    }
  return calibration;
}

/// Sums the squared errors of each stacked method, of the blend and of linear interpolation on the
/// testing values.
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

std::optional<Calibration> judge(StackedModel& model, const std::vector<TestedValue>& tested) {
  const auto with_radar = select(tested, true), without_radar = select(tested, false);
  model.guard = fit_guard(with_radar);
  model.guard_without_radar = fit_guard(without_radar);
  const auto calibration = fit_calibration(model, with_radar), alone = fit_calibration(model, without_radar);
  if (calibration && alone) model.widening_without_radar = widening(*alone, *calibration);
  return calibration;
}

void describe_errors(const StackedModel& model, const std::vector<TestedValue>& tested, ModelFile& file) {
  TestScores scores;
  ErrorsByGap by_gap;
  for (const auto& [value, answer, target, radar_was_hidden] : tested) {
    if (radar_was_hidden) continue;
    const Blend blend = model.blend(value, answer);
    scores.add(answer, blend.departure, target);
    by_gap.add(value.kind, value.gap_bin, blend.departure - target);
  }
  file.header["errors_by_gap"] = {{"mean_squares", by_gap.mean_squares}, {"values", by_gap.values}};
  // These scores are for the whole model; the loop knows only the network.
  file.header["training"]["held_out_rmse"] = scores.rmse(kStackedMethods.size());
  file.header["training"]["held_out_rmse_linear"] = scores.rmse(kStackedMethods.size() + 1);
  file.header["training"]["held_out_values"] = scores.count;
  file.header["training"]["held_out_scores"] = scores.to_json();
}

void keep_answers(const std::vector<TestedValue>& tested, ModelFile& file) {
  std::vector<std::string> columns{"unobserved", "gap_bin", "step", "target"};
  columns.insert(columns.end(), kStackedMethods.begin(), kStackedMethods.end());
  columns.emplace_back("spread");
  NamedTensor table{"answers", {0, static_cast<std::int64_t>(columns.size())}, {}};
  for (const auto& [value, answer, target, radar_was_hidden] : tested) {
    if (radar_was_hidden) continue;
    ++table.shape[0];
    for (const double number :
         {static_cast<double>(value.kind), static_cast<double>(value.gap_bin), static_cast<double>(value.step), target})
      table.values.push_back(static_cast<float>(number));
    for (const double departure : answer.departures) table.values.push_back(static_cast<float>(departure));
    table.values.push_back(answer.spread);
  }
  file.header["answers"] = columns;
  file.tensors.push_back(std::move(table));
}

}  // namespace undercast
